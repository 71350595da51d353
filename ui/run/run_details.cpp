// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_details.h"

#include "core/model/imported.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_header.h"
#include "ui/fitting/screen_room.h"
#include "ui/workspace/number_text.h"

#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

using model::PreprocessingBasis;

QString text(const std::string& value) {
    return QString::fromStdString(value).toHtmlEscaped();
}

QString count(std::uint64_t value) {
    return countText(value);
}

QString percent(double share) {
    return percentText(share, 2) + QStringLiteral(" %");
}

/// A heading and its rows; a row without a value is left out.
class Section {
public:
    explicit Section(const QString& title)
        : m_html(QStringLiteral("<h3>%1</h3><table cellpadding=\"3\">").arg(title)) {}

    Section& row(const QString& what, const QString& value) {
        if (!value.isEmpty())
            m_html += QStringLiteral("<tr><td width=\"150\" valign=\"top\"><b>%1</b></td><td>%2</td></tr>")
                          .arg(what, value);
        return *this;
    }
    [[nodiscard]] QString html() const { return m_html + QStringLiteral("</table>"); }

private:
    QString m_html;
};

QString list(const std::vector<std::string>& lines) {
    QStringList all;
    for (const std::string& line : lines)
        all << text(line);
    return all.join(QStringLiteral("<br>"));
}

QString datasetHtml(const dataset::DatasetInfo& info) {
    Section section(RunDetails::tr("Data set"));
    section
        .row(RunDetails::tr("Name"),
             text(info.name) + QStringLiteral(" ") + text(std::string(dataset::name(info.split))))
        .row(RunDetails::tr("Images"), count(info.readableCount()))
        .row(RunDetails::tr("Classes"), count(info.classes.size()))
        .row(RunDetails::tr("Format"), text(std::string(base::nameOf(info.format))))
        .row(RunDetails::tr("Official"),
             info.official ? RunDetails::tr("yes: the published files") : RunDetails::tr("no"))
        .row(RunDetails::tr("SHA-256"), text(info.identity))
        .row(RunDetails::tr("Where it was"), text(info.location))
        .row(RunDetails::tr("Notes"), list(info.notes));
    if (info.unreadableCount > 0)
        section.row(RunDetails::tr("Unreadable files"),
                    count(info.unreadableCount) + QStringLiteral("<br>") + list(info.unreadable));
    for (const dataset::LeftOut& left : info.leftOut)
        section.row(
            RunDetails::tr("Left out"),
            RunDetails::tr("%1: %2", "reason: number of files").arg(text(left.reason), count(left.files)) +
                QStringLiteral("<br>") + text(left.examples));
    return section.html();
}

QString modelHtml(const model::ModelInfo& model) {
    Section section(RunDetails::tr("Model"));
    section.row(RunDetails::tr("Architecture"), text(model.architecture))
        .row(RunDetails::tr("Format"), text(model.format))
        .row(RunDetails::tr("Outputs"), count(model.classes.size()))
        .row(RunDetails::tr("Features"), model.featureCount > 0
                                             ? count(model.featureCount)
                                             : RunDetails::tr("none: this format tells only its answers"))
        .row(RunDetails::tr("Stated accuracy"),
             model.statedAccuracy ? percent(*model.statedAccuracy) : RunDetails::tr("none in the file"))
        .row(RunDetails::tr("SHA-256"), text(model.sha256))
        .row(RunDetails::tr("Where it was"), text(model.location));
    for (const auto& [key, value] : model.metadata)
        section.row(text(key), text(value));
    return section.html();
}

QString basisText(PreprocessingBasis basis) {
    switch (basis) {
    case PreprocessingBasis::Metadata:
        return RunDetails::tr("The model's file says it.");
    case PreprocessingBasis::Chosen:
        return RunDetails::tr("It was chosen for this run.");
    case PreprocessingBasis::Reproduces:
        return RunDetails::tr("Found by trial: it reproduces the accuracy that the file states.");
    case PreprocessingBasis::Likeliest:
        return RunDetails::tr(
            "<b>Uncertain</b>: of those tried, the likeliest. Say what the model was trained "
            "with, if you know it.");
    }
    return {};
}

QString trialsHtml(const std::vector<model::PreprocessingTrial>& trials) {
    QString html =
        QStringLiteral(
            "<table cellpadding=\"4\"><tr><th align=\"left\">%1</th><th align=\"right\">%2</th>"
            "<th align=\"right\">%3</th><th align=\"right\">%4</th><th align=\"right\">%5</th></tr>")
            .arg(RunDetails::tr("Tried"), RunDetails::tr("Images"), RunDetails::tr("Failures"),
                 RunDetails::tr("Accuracy"), RunDetails::tr("Mean log-likelihood"));
    for (const model::PreprocessingTrial& trial : trials) {
        const QString name =
            text(trial.preprocessing.name) + (trial.maxPool ? RunDetails::tr(", max-pool") : QString());
        html += QStringLiteral("<tr><td>%1</td><td align=\"right\">%2</td><td align=\"right\">%3</td>"
                               "<td align=\"right\">%4</td><td align=\"right\">%5</td></tr>")
                    .arg(name, count(trial.images), count(trial.images - trial.correct),
                         trial.images > 0 ? percent(static_cast<double>(trial.correct) / trial.images)
                                          : QString(),
                         decimalText(trial.meanLogLikelihood, 4));
    }
    return html + QStringLiteral("</table>");
}

QString preprocessingHtml(const model::ModelInfo& model) {
    if (model::isImported(model))
        return {}; // nobody knows it
    Section section(RunDetails::tr("Preprocessing"));
    section.row(RunDetails::tr("Name"), text(model.preprocessing.name))
        .row(RunDetails::tr("Values"), text(model::description(model.preprocessing)))
        .row(RunDetails::tr("After the stem"), model.maxPool ? RunDetails::tr("max-pool") : QString())
        .row(RunDetails::tr("How it is known"), basisText(model.basis));
    return section.html() + (model.trials.empty() ? QString() : trialsHtml(model.trials));
}

QString runHtml(const model::RunHeader& header, const QString& doubt) {
    const model::RunOptions& options = header.options;
    Section section(RunDetails::tr("Run"));
    section.row(RunDetails::tr("Images visited"), count(header.positions))
        .row(RunDetails::tr("Order"), text(std::string(model::name(options.order))))
        .row(RunDetails::tr("Seed"), QString::number(options.seed));
    if (const std::string imported = model::importedText(header); !imported.empty())
        return section.row(RunDetails::tr("Computed"), RunDetails::tr("elsewhere: %1").arg(text(imported)))
            .row(RunDetails::tr("Doubt"), doubt.toHtmlEscaped())
            .html();
    return section.row(RunDetails::tr("Device"), text(header.device.device + ", " + header.device.name))
        .row(RunDetails::tr("Precision"), text(header.device.precision))
        .row(RunDetails::tr("Why not another"), text(header.device.precisionReason))
        .row(RunDetails::tr("Why not a GPU"), text(header.device.reason))
        .row(RunDetails::tr("Computed by"), text(header.device.backend))
        .html();
}

} // namespace

QString RunDetails::html(const model::RunHeader& header, const QString& doubt) {
    return datasetHtml(header.dataset) + modelHtml(header.model) + preprocessingHtml(header.model) +
           runHtml(header, doubt);
}

RunDetails::RunDetails(const model::RunHeader& header, QWidget* parent, const QString& doubt)
    : QDialog(parent) {
    setWindowTitle(tr("Run details"));
    auto* view = new QTextBrowser(this);
    view->setFrameShape(QFrame::NoFrame);
    view->document()->setDocumentMargin(12);
    view->setHtml(html(header, doubt));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addWidget(view);
    column->addWidget(buttons);
    resizeWithinScreen(*this, {720, 700});
}

} // namespace faultline::ui
