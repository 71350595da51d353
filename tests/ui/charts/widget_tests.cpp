// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temporary_folder.h"
#include "tests/ui/charts/chart_samples.h"
#include "ui/charts/chart_figure.h"
#include "ui/charts/chart_widget.h"
#include "ui/charts/distribution_chart.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::chartData;
using ui::ChartScope;
using ui::ChartWidget;

namespace {

/// Counts the repaints of a widget.
class PaintCounter : public QObject {
public:
    explicit PaintCounter(QWidget* watched) { watched->installEventFilter(this); }
    int paints = 0;

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

/// Opens the export's dialog and answers it.
void choose(ChartWidget& widget, const QString& file) {
    widget.exportAction()->trigger();
    auto* dialog = widget.findChild<QFileDialog*>();
    REQUIRE(dialog != nullptr);
    CHECK(dialog->acceptMode() == QFileDialog::AcceptSave);
    Q_EMIT dialog->fileSelected(file);
    QPointer<QFileDialog> closing(dialog);
    dialog->close();
    REQUIRE(QTest::qWaitFor([&] { return closing.isNull(); }));
}

} // namespace

TEST_CASE("The chart tells its numbers to those who can't see it, and says when there is no study") {
    ui::DistributionChart chart;
    CHECK_FALSE(chart.accessibleName().isEmpty());
    CHECK(chart.accessibleDescription() == QStringLiteral("No study is open."));
    chart.setData(chartData({3, 1, 0, 2, 4}));
    CHECK(chart.accessibleDescription() == ui::chartInWords(*chart.data()));
    chart.setData(std::nullopt);
    CHECK(chart.accessibleDescription() == QStringLiteral("No study is open."));
}

TEST_CASE("Many changes before a repaint are drawn once, and the last one counts") {
    ui::DistributionChart chart;
    chart.resize(360, 300);
    chart.show();
    REQUIRE(QTest::qWaitForWindowExposed(&chart));
    QApplication::processEvents();
    PaintCounter counter(&chart);
    for (int labels = 1; labels <= 20; ++labels)
        chart.setData(chartData({labels, 0, 0, 0, 20 - labels}));
    CHECK(counter.paints == 0);
    REQUIRE(QTest::qWaitFor([&] { return counter.paints > 0; }));
    CHECK(counter.paints == 1);
    ui::DistributionChart fresh;
    fresh.resize(360, 300);
    fresh.setData(chartData({20, 0, 0, 0, 0}));
    CHECK(chart.grab().toImage() == fresh.grab().toImage());
}

TEST_CASE("The chart follows size and palette") {
    ui::DistributionChart chart;
    chart.resize(360, 300);
    chart.setData(chartData({3, 1, 0, 2, 4}));
    const QImage light = chart.grab().toImage();
    QPalette dark;
    dark.setColor(QPalette::Base, Qt::black);
    dark.setColor(QPalette::Text, Qt::white);
    chart.setPalette(dark);
    const QImage darkened = chart.grab().toImage();
    CHECK(darkened.pixelColor(1, 1) == QColor(Qt::black));
    CHECK_FALSE(light.pixelColor(1, 1) == QColor(Qt::black));
    chart.resize(500, 400);
    CHECK(chart.grab().toImage().size() == QSize(500, 400) * chart.devicePixelRatioF());
}

TEST_CASE("Where it is low the chart leaves its caption to a tip, and then scrolls, but squeezes no row") {
    const auto data = chartData({3, 1, 0, 2, 4});
    const ui::ChartStyle style = ui::windowStyle(QPalette(), QFont());
    const int least = ui::ChartFigure(data, style, {300, 216}).leastHeight();
    CHECK(ui::ChartFigure(data, style, {300, least + 200}).hasCaption());
    CHECK_FALSE(ui::ChartFigure(data, style, {300, least}).hasCaption());
    QScrollArea area;
    auto* chart = new ui::DistributionChart;
    chart->setData(data);
    area.setWidgetResizable(true);
    area.setWidget(chart);
    area.resize(300, least / 2);
    area.show();
    CHECK(QTest::qWaitFor([&] { return chart->height() >= least; }));
}

TEST_CASE("Choosing a scope asks for its data once") {
    ChartWidget widget;
    CHECK(widget.scope() == ChartScope::WholeStudy);
    QSignalSpy spy(&widget, &ChartWidget::scopeChanged);
    auto* combo = widget.findChild<QComboBox*>();
    REQUIRE(combo != nullptr);
    CHECK(combo->count() == 10);
    combo->setCurrentIndex(2);
    REQUIRE(spy.count() == 1);
    CHECK(spy[0][0].value<ChartScope>() == ChartScope::ByPair);
    CHECK(widget.scope() == ChartScope::ByPair);
    widget.setScope(ChartScope::ByPair);
    CHECK(spy.count() == 1);
    widget.setScope(ChartScope::CurrentFilter);
    CHECK(spy.count() == 2);
    CHECK(widget.minimumSizeHint().width() <= 320);
    CHECK(widget.minimumSizeHint().height() <= 260);
}

TEST_CASE("The export keeps the chart of the moment in which it was asked for, and fits the suffix") {
    const tests::TemporaryFolder folder;
    ChartWidget widget;
    widget.setData(chartData({3, 1, 0, 2, 4}));
    widget.exportAction()->trigger();
    auto* dialog = widget.findChild<QFileDialog*>();
    REQUIRE(dialog != nullptr);
    CHECK(dialog->defaultSuffix() == QStringLiteral("svg"));
    Q_EMIT dialog->filterSelected(dialog->nameFilters().last());
    CHECK(dialog->defaultSuffix() == QStringLiteral("csv"));
    widget.setData(chartData({9, 9, 9, 9, 9}));
    Q_EMIT dialog->fileSelected(QString::fromStdString((folder / "chart.csv").string()));
    CHECK_THAT(tests::readText(folder / "chart.csv"), Catch::Contains("10,4,2,scale,3,0.75,"));
}

TEST_CASE("A proposed name with a dot or a slash gets its ending all the same") {
    const tests::TemporaryFolder folder;
    ChartWidget widget;
    widget.setData(chartData({3, 1, 0, 2, 4}));
    widget.setProposal(QString::fromStdString(folder.path().string()), QStringLiteral("resnet v1.5 a/b"));
    widget.exportAction()->trigger();
    auto* dialog = widget.findChild<QFileDialog*>();
    REQUIRE(dialog != nullptr);
    const QFileInfo proposed(dialog->selectedFiles().front());
    CHECK(proposed.dir() == QDir(QString::fromStdString(folder.path().string())));
    CHECK(proposed.fileName().startsWith(QStringLiteral("resnet v1_5 a_b ")));
    CHECK(proposed.suffix() == QStringLiteral("svg"));
}

TEST_CASE("A chart can be exported while there is one") {
    const tests::TemporaryFolder folder;
    ChartWidget widget;
    CHECK_FALSE(widget.exportAction()->isEnabled());
    widget.setData(chartData({3, 1, 0, 2, 4}));
    REQUIRE(widget.exportAction()->isEnabled());
    QSignalSpy exported(&widget, &ChartWidget::exported);
    QSignalSpy failed(&widget, &ChartWidget::exportFailed);

    const QString file = QString::fromStdString((folder / "chart.svg").string());
    choose(widget, file);
    REQUIRE(exported.count() == 1);
    CHECK(exported[0][0].toString().contains(file));
    CHECK_THAT(tests::readText(folder / "chart.svg"), Catch::Contains("4 of 10 failures labelled"));

    choose(widget, QString::fromStdString((folder / "chart.bmp").string()));
    REQUIRE(failed.count() == 1);
    CHECK(failed[0][0].toString().contains(QStringLiteral("chart.bmp")));
    widget.setData(std::nullopt);
    CHECK_FALSE(widget.exportAction()->isEnabled());
}
