// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run;
    FormatFlags flags;
};

/// A failure counts as labelled when anybody has judged it.
int run(const Arguments& arguments) {
    const auto study = valuesOf(arguments.study, arguments.run);
    if (!study)
        return report(study.error());
    const auto pairs =
        analysis::classPairs(study->table.failures(), study->annotations.anybodysJudgements(study->table));
    return print(report::pairTable(arguments.flags.format(), pairs, study->table.classes()));
}

} // namespace

void addPairs(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("pairs", "List the class pairs of the failures, most frequent first");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_flag("--json", arguments->flags.json, "Print a JSON array");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
