// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/agreement/agreement_panel.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/background.h"
#include "ui/workspace/number_text.h"

#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr std::chrono::milliseconds quiet{400}; ///< of labelling, before it is measured again

QString text(const std::string& words) {
    return QString::fromStdString(words);
}

QString numberText(double value) {
    return QString::number(value, 'f', 3);
}

QString intervalText(const report::Measure& measure) {
    return measure.value ? AgreementPanel::tr("%1 to %2")
                               .arg(numberText(measure.value->low), numberText(measure.value->high))
                         : text(measure.why);
}

QString valueText(const report::Measure& measure) {
    return measure.value ? numberText(measure.value->estimate) : QStringLiteral("–");
}

} // namespace

AgreementPanel::AgreementPanel(Workspace& workspace, QWidget* parent)
    : QScrollArea(parent)
    , m_workspace(workspace)
    , m_reading(new PlainLabel(this))
    , m_rows(new QGridLayout) {
    setObjectName(QStringLiteral("agreementPanel"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_reading->setWordWrap(true);
    m_reading->setObjectName(QStringLiteral("agreementReading"));
    m_rows->setHorizontalSpacing(12);
    m_rows->setVerticalSpacing(3);
    m_rows->setColumnStretch(2, 1);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_reading);
    column->addLayout(m_rows);
    column->addStretch(1);
    setWidget(page);

    m_soon.setSingleShot(true);
    m_soon.setInterval(quiet);
    connect(&m_soon, &QTimer::timeout, this, &AgreementPanel::measure);
    const auto outdate = [this] {
        m_isStale = true;
        if (isVisible())
            m_soon.start();
    };
    connect(&workspace, &Workspace::opened, this, outdate);
    connect(&workspace, &Workspace::followed, this, outdate);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, outdate);
    connect(&workspace, &Workspace::closed, this, [this] {
        m_isStale = true;
        m_measuring.drop();
        clear();
    });
}

void AgreementPanel::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    if (m_isStale)
        measure();
}

void AgreementPanel::measure() {
    if (!m_workspace.study().isOpen() || !isVisible())
        return;
    m_isStale = false;
    m_workspace.study().thread()->post(
        this,
        [run = m_workspace.study().run()](study::Study& file) {
            return workbench::agreementInput(file, run);
        },
        [this, asked = m_measuring.ask()](base::Result<workbench::AgreementInput> input) {
            if (!m_measuring.counts(asked))
                return;
            if (!input) {
                Q_EMIT failed(text(input.error().message));
                return;
            }
            runInBackground(
                this, [input = std::move(*input)] { return workbench::agreementOf(input); },
                [this, asked](report::Agreement agreement) {
                    if (m_measuring.counts(asked))
                        take(std::move(agreement));
                });
        });
}

void AgreementPanel::take(report::Agreement agreement) {
    clear();
    m_agreement = std::move(agreement);
    m_reading->setText(text(report::agreementReading(*m_agreement)));
    if (!m_agreement->raw.value) { // the sentence says why there is nothing
        Q_EMIT measured();
        return;
    }
    addHeading(tr("%1 items with two labels or more, %2 annotators")
                   .arg(countText(m_agreement->units), countText(m_agreement->annotators.size())));
    addRow(tr("Raw agreement"), valueText(m_agreement->raw), intervalText(m_agreement->raw));
    addRow(tr("Krippendorff's alpha"), valueText(m_agreement->krippendorffAlpha),
           intervalText(m_agreement->krippendorffAlpha));
    addRow(tr("Gwet's AC1"), valueText(m_agreement->gwetAc1), intervalText(m_agreement->gwetAc1));
    const bool areTwo = m_agreement->annotators.size() == 2;
    const report::Measure& kappa = areTwo ? m_agreement->cohenKappa : m_agreement->fleissKappa;
    addRow(areTwo ? tr("Cohen's kappa") : tr("Fleiss' kappa"), valueText(kappa), intervalText(kappa));
    addRow(tr("Excluded or not, raw"), valueText(m_agreement->excludedRaw),
           intervalText(m_agreement->excludedRaw));
    addHeading(tr("By mode: specific agreement, kappa"));
    for (const report::Agreement::OfMode& each : m_agreement->byMode) {
        const labels::Mode* mode = m_workspace.study().taxonomy().find(each.mode);
        addRow(mode != nullptr ? text(mode->name) : text(each.mode),
               each.specificAgreement ? numberText(*each.specificAgreement) : QStringLiteral("–"),
               valueText(each.kappa));
    }
    addHeading(tr("By pair of annotators: Cohen's kappa"));
    for (const report::Agreement::OfPair& pair : m_agreement->pairs)
        addRow(tr("%1 and %2").arg(text(pair.a), text(pair.b)), valueText(pair.cohenKappa),
               tr("%1 items").arg(countText(pair.units)));
    if (const auto needed = report::unitsNeeded(*m_agreement))
        addHeading(tr("For alpha ± 0.1: %1 items with two labels").arg(countText(*needed)));
    Q_EMIT measured();
}

void AgreementPanel::clear() {
    m_agreement.reset();
    m_reading->clear();
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void AgreementPanel::addRow(const QString& name, const QString& value, const QString& interval) {
    const int row = m_rows->rowCount();
    const QStringList cells{name, value, interval};
    for (int column = 0; column < cells.size(); ++column) {
        auto* cell = new PlainLabel(cells[column], widget());
        cell->setTextInteractionFlags(Qt::TextSelectableByMouse);
        cell->setWordWrap(column != 1);
        cell->setAlignment((column == 1 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
        m_rows->addWidget(cell, row, column);
    }
}

void AgreementPanel::addHeading(const QString& words) {
    auto* heading = new PlainLabel(words, widget());
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    heading->setWordWrap(true);
    heading->setContentsMargins(0, 8, 0, 0);
    m_rows->addWidget(heading, m_rows->rowCount(), 0, 1, 3);
}

} // namespace faultline::ui
