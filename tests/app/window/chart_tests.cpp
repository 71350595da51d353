// SPDX-License-Identifier: GPL-3.0-or-later
// The distribution's dock shows the figures of the command.
#include "tests/app/window/window_under_test.h"

#include "core/report/tables.h"
#include "core/workbench/grouping.h"
#include "core/workbench/run_title.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/chart_widget.h"

#include <QAction>
#include <QFileDialog>
#include <QProcess>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;
using ui::ChartScope;

namespace {

/// Some failures and some controls are labelled, each by a moment of its own.
void makeLabelled(const std::filesystem::path& path) {
    study::Study study = tests::makeSyntheticStudy(path);
    const base::RunId run = study.runs().first();
    labels::LabelRequest wanted;
    wanted.annotator = study.labels().annotator("ada").value().id;
    wanted.run = run;
    std::vector<base::SampleIndex> samples;
    const auto failures = study.runs().failures(run);
    for (std::size_t i = 0; i < 8; ++i)
        samples.push_back(failures.value()[i].sample);
    const auto controls = study.runs().controls(run);
    for (std::size_t i = 0; i < 5; ++i)
        samples.push_back(controls.value()[i]);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        wanted.samples = {samples[i]};
        wanted.change.judgement = i % 4 == 3
                                      ? labels::Judgement::excluded()
                                      : labels::Judgement::of(study.labels().taxonomy().modes()[i % 3].id);
        REQUIRE(study.labels().apply(wanted));
    }
}

/// What `faultline chart --by` and `stats --by` write as CSV.
std::string numbersOf(const std::filesystem::path& path, const char* by) {
    const auto study = study::Study::open(path, study::Access::ReadOnly);
    const auto table = workbench::studyTable(*study, study->runs().first());
    const auto annotations = workbench::annotationsOf(*study, study->runs().first());
    const auto statistics =
        workbench::statisticsOf(*table, *annotations, *workbench::groupingNamed(by), "annotator:ada");
    REQUIRE(statistics);
    return report::statisticsTable(report::TableFormat::Csv, *statistics, table->classes(),
                                   table->taxonomy());
}

/// Opens a labelled study as Ada.
ui::ChartWidget* chartOfLabelled(const Bench& bench) {
    makeLabelled(bench.study());
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    bench.workspace().labelling().setAnnotator(QStringLiteral("ada"));
    REQUIRE(eventually([&] { return bench.workspace().labelling().labelledCount() == 8; }));
    return bench.window->findChild<ui::ChartWidget*>();
}

} // namespace

TEST_CASE("Each scope of the distribution has the numbers of the command, also after the next label") {
    const Bench bench;
    ui::ChartWidget* chart = chartOfLabelled(bench);
    const auto shows = [&](const char* by) {
        return eventually([&] {
            if (!chart->data())
                return false;
            const auto shown = ui::chartFile(*chart->data(), ui::ChartFormat::Csv, {});
            return shown && shown->toStdString() == numbersOf(bench.study(), by);
        });
    };
    for (const auto& [scope, by] : {std::pair(ChartScope::AgainstControls, "role"),
                                    {ChartScope::OverLabels, "labels"},
                                    {ChartScope::PairIntervals, "pair"},
                                    {ChartScope::TrueClassIntervals, "true"}}) {
        CAPTURE(by);
        chart->setScope(scope);
        CHECK(shows(by));
        CHECK(chart->data()->hasIntervals() == (scope != ChartScope::OverLabels));
    }
    chart->setScope(ChartScope::OverLabels);
    bench.workspace().labelling().label({9}, {tests::mode(bench.workspace(), 1)});
    REQUIRE(eventually([&] { return bench.workspace().labelling().labelledCount() == 9; }));
    CHECK(shows("labels"));
    CHECK(chart->data()->statistics.groups.back().labels == 9U);
}

TEST_CASE("The window writes the same file as the command, beside the study, with whence it is") {
    const Bench bench;
    ui::ChartWidget* chart = chartOfLabelled(bench);
    chart->setScope(ChartScope::DecidedByPair);
    REQUIRE(eventually([&] { return chart->data() && chart->data()->form == ui::GroupForm::Decided; }));
    chart->exportAction()->trigger();
    auto* dialog = chart->findChild<QFileDialog*>();
    REQUIRE(dialog != nullptr);
    CHECK(dialog->directory() == QFileInfo(Bench::text(bench.study())).dir());
    CHECK(QFileInfo(dialog->selectedFiles().front()).completeBaseName() ==
          QStringLiteral("a study by class pair decided alone"));
    for (const std::string ending : {"svg", "png", "pdf", "csv"}) {
        CAPTURE(ending);
        const auto byWindow = bench.folder() / ("window." + ending);
        const auto byCommand = bench.folder() / ("command." + ending);
        Q_EMIT dialog->fileSelected(Bench::text(byWindow));
        QProcess command;
        command.start(QStringLiteral(FAULTLINE_BINARY_DIR "/bin/faultline"),
                      {QStringLiteral("chart"), Bench::text(bench.study()), QStringLiteral("--annotator"),
                       QStringLiteral("ada"), QStringLiteral("--by"), QStringLiteral("pair"),
                       QStringLiteral("--decided"), QStringLiteral("-o"), Bench::text(byCommand)});
        REQUIRE(command.waitForFinished(120'000));
        CHECK(command.exitCode() == 0);
        CHECK((tests::readText(byWindow) == tests::readText(byCommand))); // in brackets: nobody reads a PNG
    }
    const std::string svg = tests::readText(bench.folder() / "window.svg");
    CHECK_THAT(svg, Catch::Contains(") on Synthetic, test, " + workbench::exportDay()) &&
                        Catch::Contains("Labels of ada") && !Catch::Contains(">unlabelled<"));
}
