// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_widget.h"

#include "core/workbench/run_title.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/distribution_chart.h"
#include "ui/fitting/elided_combo_box.h"
#include "ui/fitting/export_dialog.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/places/paths.h"
#include "ui/text/plain_text.h"

#include <algorithm>

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr QSize exportSize(800, 500);

} // namespace

ChartWidget::ChartWidget(QWidget* parent)
    : QWidget(parent)
    , m_scope(new ElidedComboBox(this))
    , m_labels(new ElidedComboBox(this))
    , m_chart(new DistributionChart(this))
    , m_export(new QAction(tr("Export chart…"), this)) {
    m_scope->addItem(tr("Whole run"), static_cast<int>(ChartScope::WholeStudy));
    m_scope->addItem(tr("Current filter"), static_cast<int>(ChartScope::CurrentFilter));
    m_scope->addItem(tr("By class pair"), static_cast<int>(ChartScope::ByPair));
    m_scope->addItem(tr("By true class"), static_cast<int>(ChartScope::ByTrueClass));
    m_scope->addItem(tr("By class pair, decided alone"), static_cast<int>(ChartScope::DecidedByPair));
    m_scope->addItem(tr("By true class, decided alone"), static_cast<int>(ChartScope::DecidedByTrueClass));
    m_scope->addItem(tr("By class pair, intervals"), static_cast<int>(ChartScope::PairIntervals));
    m_scope->addItem(tr("By true class, intervals"), static_cast<int>(ChartScope::TrueClassIntervals));
    m_scope->addItem(tr("Failures against controls"), static_cast<int>(ChartScope::AgainstControls));
    m_scope->addItem(tr("Over the number of labels"), static_cast<int>(ChartScope::OverLabels));
    m_scope->setObjectName(QStringLiteral("chartScope"));
    m_scope->setAccessibleName(tr("What the chart shows"));
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT scopeChanged(scope()); });

    m_labels->setObjectName(QStringLiteral("chartLabels"));
    m_labels->setAccessibleName(tr("Whose labels charts and class pairs count"));
    setTip(m_labels,
           tr("Whose labels the chart and the class pairs count: yours, another annotator's, or what "
              "several agree on; a tie counts as unlabelled"));
    // Names are no reason to be wide.
    for (QComboBox* box : {m_scope, m_labels}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(3);
    }
    offerLabels({{tr("My labels"), {}}}, {});
    connect(m_labels, &QComboBox::activated, this,
            [this] { Q_EMIT labelsWanted(m_labels->currentData().toString()); });

    m_export->setIconText(tr("Export…")); // on the button, which stands beside the chart
    m_export->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    setTip(m_export, tr("Write the chart as SVG, PDF or PNG, or its numbers as CSV"));
    m_export->setObjectName(QStringLiteral("exportChart"));
    m_export->setEnabled(false);
    connect(m_export, &QAction::triggered, this, &ChartWidget::chooseFile);
    auto* button = new QToolButton(this);
    button->setDefaultAction(m_export);
    button->setAccessibleName(tr("Export chart"));

    auto* controls = new QHBoxLayout;
    controls->addWidget(m_scope, 1);
    controls->addWidget(m_labels, 1);
    controls->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(controls);
    auto* scroll = new FittingScroll(m_chart, this);
    scroll->setAccessibleName(tr("Chart"));
    layout->addWidget(scroll, 1);
}

ChartScope ChartWidget::scope() const {
    return static_cast<ChartScope>(m_scope->currentData().toInt());
}

void ChartWidget::setScope(ChartScope scope) {
    m_scope->setCurrentIndex(m_scope->findData(static_cast<int>(scope)));
}

void ChartWidget::offerLabels(const QList<std::pair<QString, QString>>& offers, const QString& chosen) {
    bool isSame = offers.size() == m_labels->count();
    for (int i = 0; isSame && i < m_labels->count(); ++i)
        isSame = m_labels->itemText(i) == offers.at(i).first && m_labels->itemData(i) == offers.at(i).second;
    if (!isSame) {
        m_labels->clear();
        for (const auto& [name, consensus] : offers)
            m_labels->addItem(name, consensus);
    }
    m_labels->setCurrentIndex(std::max(0, m_labels->findData(chosen)));
}

void ChartWidget::setData(std::optional<ChartData> data) {
    m_export->setEnabled(data.has_value());
    m_chart->setData(std::move(data));
}

const std::optional<ChartData>& ChartWidget::data() const {
    return m_chart->data();
}

void ChartWidget::setProposal(const QString& folder, const QString& name) {
    m_folder = folder;
    m_name = name;
}

void ChartWidget::chooseFile() {
    if (!data())
        return;
    const QString proposed = QStringLiteral("%1 %2").arg(m_name.isEmpty() ? tr("failure modes") : m_name,
                                                         m_scope->currentText().remove(u',').toLower());
    auto* dialog =
        new ExportDialog(tr("Export chart"),
                         {tr("SVG picture (*.svg)"), tr("PDF document (*.pdf)"), tr("PNG picture (*.png)"),
                          tr("Numbers as CSV (*.csv)")},
                         m_folder.isEmpty() ? QDir::homePath() : m_folder, fileNameFrom(proposed), this);
    // The chart as it is now, whatever is labelled while the dialog is open.
    ChartData written = *data();
    written.date = QString::fromStdString(workbench::exportDay());
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, written](const QString& name) { exportTo(written, name); });
    dialog->open();
}

void ChartWidget::exportTo(const ChartData& written, const QString& name) {
    const auto result =
        exportChart(written, QFile::encodeName(name).toStdString(), exportSize, base::Overwrite::Yes);
    if (result)
        Q_EMIT exported(tr("Chart written to %1").arg(name));
    else
        Q_EMIT exportFailed(QString::fromStdString(result.error().message));
}

} // namespace faultline::ui
