// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"
#include "core/base/text.h"
#include "core/workbench/grouping.h"
#include "ui/charts/chart_export.h"

#include <CLI/CLI.hpp>

#include <QApplication>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, file, by, annotator;
    int width = 800, height = 500;
    bool force = false;
};

base::Result<> drawn(const Arguments& arguments, const StudyValues& study, analysis::Statistics statistics) {
    qputenv("QT_QPA_PLATFORM", "offscreen"); // a chart needs fonts, but no display
    int count = 1;
    char name[] = "faultline";
    char* argv[] = {name, nullptr};
    const QApplication application(count, argv);
    const ui::ChartData data{QString::fromStdString(study.title), study.table.classes(),
                             study.table.taxonomy(), std::move(statistics)};
    return ui::exportChart(data, arguments.file, QSize(arguments.width, arguments.height),
                           arguments.force ? base::Overwrite::Yes : base::Overwrite::No);
}

int run(const Arguments& arguments) {
    const auto study = valuesOf(arguments.study, arguments.run);
    if (!study)
        return report(study.error());
    auto statistics =
        workbench::statisticsOf(study->table, study->annotations,
                                workbench::groupingNamed(arguments.by).value(), arguments.annotator);
    if (!statistics)
        return reportAnnotator(statistics.error());
    const auto written = drawn(arguments, *study, std::move(*statistics));
    if (!written)
        return report(written.error());
    return print(arguments.file + '\n');
}

std::string suffixProblem(const std::string& file) {
    const std::string suffix = base::lowered(std::filesystem::path(file).extension().string());
    const bool known = suffix == ".svg" || suffix == ".pdf" || suffix == ".png" || suffix == ".csv";
    return known ? std::string() : "a chart's name ends in .svg, .pdf, .png or .csv, not \"" + suffix + "\"";
}

} // namespace

void addChart(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("chart", "Draw the failure modes as SVG, PDF or PNG");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_option("-o,--output", arguments->file, "FILE.svg, .pdf, .png, or .csv for its numbers")
        ->required()
        ->check(CLI::Validator(suffixProblem, ""));
    command->add_option("--by", arguments->by, "A bar for each pair, true or predicted class, or annotator")
        ->check(CLI::IsMember({"pair", "true", "predicted", "annotator"}));
    command->add_option("--annotator", arguments->annotator, "Whose labels");
    const CLI::Range sides(ui::smallestChartSide, ui::largestChartSide);
    command->add_option("--width", arguments->width, "Pixels; 800 by default")->check(sides);
    command->add_option("--height", arguments->height, "Pixels; 500 by default")->check(sides);
    command->add_flag("--force", arguments->force, "Replace an existing file");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
