// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"
#include "core/base/text.h"
#include "core/workbench/grouping.h"
#include "core/workbench/run_title.h"
#include "ui/charts/chart_export.h"

#include <optional>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <QApplication>

namespace faultline::app {

namespace {

constexpr const char* standardOutput = "-";

struct Arguments {
    std::string study, run, file, by;
    ConsensusOption consensus;
    std::optional<ui::ChartFormat> format; ///< of what goes to the standard output
    int width = 800, height = 500;
    bool force = false, hasIntervals = false, isDecided = false;
};

/// Draws into the file, or gives back what goes to the standard output.
base::Result<std::string> drawn(const Arguments& arguments, const StudyValues& study,
                                analysis::Statistics statistics) {
    qputenv("QT_QPA_PLATFORM", "offscreen"); // a chart needs fonts, but no display
    int count = 1;
    char name[] = "faultline";
    char* argv[] = {name, nullptr};
    const QApplication application(count, argv);
    const ui::ChartData data{QString::fromStdString(study.title),
                             study.table.classes(),
                             study.table.taxonomy(),
                             std::move(statistics),
                             arguments.hasIntervals ? ui::GroupForm::Intervals
                             : arguments.isDecided  ? ui::GroupForm::Decided
                                                    : ui::GroupForm::Stacks,
                             QString::fromStdString(study.origin),
                             QString::fromStdString(workbench::exportDay())};
    const QSize size(arguments.width, arguments.height);
    if (arguments.format) {
        FAULTLINE_TRY(chart, ui::chartFile(data, *arguments.format, size));
        return chart.toStdString();
    }
    FAULTLINE_CHECK(ui::exportChart(data, arguments.file, size,
                                    arguments.force ? base::Overwrite::Yes : base::Overwrite::No));
    return arguments.file + '\n';
}

/// What the two options contradict each other in; a format that a file's name says already is not kept.
base::Result<> settle(Arguments& arguments) {
    if (arguments.file == standardOutput) {
        if (!arguments.format)
            return base::failure(
                base::ErrorKind::InvalidInput,
                "a chart on the standard output needs a format: --format svg, pdf, png or csv");
        const bool isText =
            arguments.format == ui::ChartFormat::Svg || arguments.format == ui::ChartFormat::Csv;
        if (!isText && ::isatty(STDOUT_FILENO) == 1)
            return base::failure(base::ErrorKind::InvalidInput,
                                 "a terminal shows no " + std::string(base::nameOf(*arguments.format)) +
                                     "; send it to a file or a program with > or |");
        return {};
    }
    const auto named = ui::chartFormatOf(arguments.file);
    if (!named)
        return base::failure(base::ErrorKind::InvalidInput,
                             "a chart's name ends in .svg, .pdf, .png or .csv, not \"" +
                                 std::filesystem::path(arguments.file).extension().string() + '"');
    if (arguments.format && arguments.format != named)
        return base::failure(base::ErrorKind::InvalidInput,
                             "the name " + arguments.file + " says another format than --format " +
                                 std::string(base::nameOf(*arguments.format)) + "; leave one of them out");
    arguments.format.reset();
    return {};
}

int run(Arguments arguments) {
    if (const auto settled = settle(arguments); !settled)
        return reportUsage(settled.error());
    const auto consensus = arguments.consensus.text();
    if (!consensus)
        return reportUsage(consensus.error());
    const auto study = valuesOf(arguments.study, arguments.run);
    if (!study)
        return report(study.error());
    auto statistics = workbench::statisticsOf(study->table, study->annotations,
                                              workbench::groupingNamed(arguments.by).value(), *consensus);
    if (!statistics)
        return reportConsensus(statistics.error());
    const auto output = drawn(arguments, *study, std::move(*statistics));
    return output ? print(*output) : report(output.error());
}

} // namespace

void addChart(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("chart", "Draw the failure modes as SVG, PDF or PNG");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command
        ->add_option("-o,--output", arguments->file,
                     "FILE.svg, .pdf, .png, or .csv for its numbers; - is the standard output")
        ->required();
    command
        ->add_option_function<std::string>(
            "--format",
            [arguments](const std::string& name) {
                arguments->format = base::valueNamed<ui::ChartFormat>(base::lowered(name));
            },
            "svg, pdf, png or csv, where -o is -")
        ->check(CLI::IsMember({"svg", "pdf", "png", "csv"}, CLI::ignore_case));
    command
        ->add_option("--by", arguments->by,
                     "A bar for each pair, true or predicted class, or annotator; role: failures against "
                     "controls; labels: shares over the number of labels")
        ->check(CLI::IsMember({"pair", "true", "predicted", "annotator", "role", "labels"}));
    addConsensusOption(*command, arguments->consensus);
    const CLI::Range sides(ui::smallestChartSide, ui::largestChartSide);
    auto* intervals =
        command->add_flag("--intervals", arguments->hasIntervals,
                          "With --by: the share of each mode with its interval, not bars of all failures");
    command
        ->add_flag("--decided", arguments->isDecided,
                   "With --by: bars of the decided failures alone, without the unlabelled")
        ->excludes(intervals);
    command
        ->add_option("--width", arguments->width,
                     "Pixels of 1/96 inch; 800 by default; a PNG has two dots for each")
        ->check(sides);
    command->add_option("--height", arguments->height, "The same; 500 by default")->check(sides);
    command->add_flag("--force", arguments->force, "Replace an existing file");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
