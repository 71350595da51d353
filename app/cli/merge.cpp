// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/merge.h"
#include "app/cli/command.h"
#include "app/cli/label_copies.h"
#include "app/cli/output.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/report/merge_table.h"

#include <cstdio>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study;
    std::vector<std::filesystem::path> files;
    FormatFlags flags;
};

base::Result<labels::MergeReport> merged(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadWrite));
    auto report = workbench::mergeCopies(study, arguments.files);
    if (report)
        keepLabels(study);
    return report;
}

int run(const Arguments& arguments) {
    const auto done = merged(arguments);
    if (!done)
        return report(done.error());
    for (const std::string& note : done->notes)
        std::fprintf(stderr, "faultline: note: %s\n", base::printable(note).c_str());
    return print(report::mergeTable(arguments.flags.format(), arguments.files.size(), *done));
}

} // namespace

void addMerge(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "merge", "Take in the labels of other copies of a study: the union of their logs");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file that takes the labels in")->required();
    command
        ->add_option("FILE", arguments->files,
                     "Copies of it, or label logs in JSON lines; they are only read")
        ->required();
    command->add_flag("--json", arguments->flags.json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
