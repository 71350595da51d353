// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_widget.h"

#include "ui/charts/chart_export.h"
#include "ui/charts/distribution_chart.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr QSize exportSize(800, 500);
constexpr double exportPixelRatio = 2;
constexpr auto folderKey = "chart/folder";

} // namespace

ChartWidget::ChartWidget(QWidget* parent)
    : QWidget(parent)
    , m_scope(new QComboBox(this))
    , m_chart(new DistributionChart(this))
    , m_export(new QAction(tr("Export chart…"), this)) {
    m_scope->addItem(tr("Whole study"), static_cast<int>(ChartScope::WholeStudy));
    m_scope->addItem(tr("Current filter"), static_cast<int>(ChartScope::CurrentFilter));
    m_scope->addItem(tr("By class pair"), static_cast<int>(ChartScope::ByPair));
    m_scope->addItem(tr("By true class"), static_cast<int>(ChartScope::ByTrueClass));
    m_scope->setAccessibleName(tr("What the chart shows"));
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT scopeChanged(scope()); });

    m_export->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    m_export->setToolTip(tr("Write the chart as SVG, PDF or PNG, or its numbers as CSV"));
    m_export->setEnabled(false);
    connect(m_export, &QAction::triggered, this, &ChartWidget::chooseAndExport);
    auto* button = new QToolButton(this);
    button->setDefaultAction(m_export);
    button->setAccessibleName(tr("Export chart"));

    auto* controls = new QHBoxLayout;
    controls->addWidget(m_scope, 1);
    controls->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(controls);
    layout->addWidget(m_chart, 1);
}

ChartScope ChartWidget::scope() const {
    return static_cast<ChartScope>(m_scope->currentData().toInt());
}

void ChartWidget::setScope(ChartScope scope) {
    m_scope->setCurrentIndex(m_scope->findData(static_cast<int>(scope)));
}

void ChartWidget::setData(std::optional<ChartData> data) {
    m_export->setEnabled(data.has_value());
    m_chart->setData(std::move(data));
}

const std::optional<ChartData>& ChartWidget::data() const {
    return m_chart->data();
}

void ChartWidget::chooseAndExport() {
    if (!data())
        return;
    const ChartData written = *data(); // as it is now, whatever is labelled while the dialog is open
    QSettings settings;
    const QString folder = settings.value(QLatin1String(folderKey), QDir::homePath()).toString();
    QString filter;
    QString name = QFileDialog::getSaveFileName(
        this, tr("Export chart"), QDir(folder).filePath(tr("failure-modes.svg")),
        tr("SVG picture (*.svg);;PDF document (*.pdf);;PNG picture (*.png);;Numbers as CSV (*.csv)"),
        &filter);
    if (name.isEmpty())
        return;
    auto overwrite = base::Overwrite::Yes; // the dialog has asked
    if (QFileInfo(name).suffix().isEmpty()) {
        name += filter.mid(filter.indexOf(QLatin1Char('*')) + 1, 4);
        overwrite = base::Overwrite::No; // it asked for another name
    }
    settings.setValue(QLatin1String(folderKey), QFileInfo(name).absolutePath());
    const auto result =
        exportChart(written, QFile::encodeName(name).toStdString(), exportSize, overwrite, exportPixelRatio);
    if (result)
        Q_EMIT exported(tr("Chart written to %1").arg(name));
    else
        Q_EMIT exportFailed(QString::fromStdString(result.error().message));
}

} // namespace faultline::ui
