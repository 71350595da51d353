// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

/// A failure counts as labelled when anybody has judged it.
int run(const std::string& path, const FormatFlags& flags) {
    const auto study = valuesOf(path);
    if (!study)
        return report(study.error());
    const auto pairs =
        analysis::classPairs(study->table.failures(), study->annotations.anybodysJudgements(study->table));
    return print(report::pairTable(flags.format(), pairs, study->table.classes()));
}

} // namespace

void addPairs(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("pairs", "List the class pairs of the failures, most frequent first");
    auto study = std::make_shared<std::string>();
    auto flags = std::make_shared<FormatFlags>();
    command->add_option("STUDY", *study, "Study file")->required();
    command->add_flag("--json", flags->json, "Print a JSON array");
    command->callback([study, flags, &exitCode] { exitCode = run(*study, *flags); });
}

} // namespace faultline::app
