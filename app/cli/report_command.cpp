// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/output.h"
#include "core/workbench/study_report.h"
#include "ui/paper/report_pdf.h"

#include <CLI/CLI.hpp>

#include <QGuiApplication>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, file;
    ConsensusOption consensus;
    workbench::ReportOptions options;
    bool withoutPictures = false, force = false;
};

/// A page needs fonts, but no display.
std::string painted(const report::Document& document, base::Timestamp date, const std::string& identity) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    int count = 1;
    char name[] = "faultline";
    char* argv[] = {name, nullptr};
    const QGuiApplication application(count, argv);
    return ui::reportPdf(document, {date, identity}).toStdString();
}

int run(Arguments arguments) {
    auto consensus = arguments.consensus.text();
    if (!consensus)
        return reportUsage(consensus.error());
    arguments.options.consensus = std::move(*consensus);
    if (const auto format = workbench::reportFormatOf(arguments.file); !format)
        return reportUsage(format.error());
    if (arguments.options.permutations < analysis::fewestPermutations)
        return reportUsage({base::ErrorKind::InvalidInput,
                            "fewer than " + std::to_string(analysis::fewestPermutations) +
                                " permutations could never show anything; give more with --permutations"});
    if (arguments.withoutPictures)
        arguments.options.pictures = workbench::ReportPictures::Left;
    const auto study = study::Study::open(arguments.study, study::Access::ReadOnly);
    if (!study)
        return report(study.error());
    const auto chosen = study->runs().find(arguments.run);
    if (!chosen)
        return reportUsage(chosen.error());
    const auto written =
        workbench::writeReport(*study, *chosen, arguments.file, arguments.options,
                               arguments.force ? base::Overwrite::Yes : base::Overwrite::No, painted);
    if (!written)
        return reportConsensus(written.error());
    return print(arguments.file + '\n');
}

} // namespace

void addReport(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "report", "Write the verdict, every card, examples and provenance as one file to read and print");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command
        ->add_option("-o,--output", arguments->file,
                     "FILE.html, FILE.pdf, or FILE.md without figures and pictures")
        ->required();
    addConsensusOption(*command, arguments->consensus);
    command->add_option("--permutations", arguments->options.permutations, "Of each test, at least 499")
        ->capture_default_str();
    command->add_flag("--no-pictures", arguments->withoutPictures,
                      "Indices in the place of example pictures");
    command->add_option("--labelled-by", arguments->options.labelledBy,
                        "Who the annotators are, as \"the developers\": a line of the report");
    command->add_flag("--force", arguments->force, "Replace an existing file");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
