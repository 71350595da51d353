// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/output.h"
#include "core/workbench/study_cards.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run;
    ConsensusOption consensus;
    int permutations = analysis::standardPermutations;
    FormatFlags flags;
};

int run(const Arguments& arguments) {
    const auto consensus = arguments.consensus.text();
    if (!consensus)
        return reportUsage(consensus.error());
    if (arguments.permutations < analysis::fewestPermutations)
        return reportUsage({base::ErrorKind::InvalidInput,
                            "fewer than " + std::to_string(analysis::fewestPermutations) +
                                " permutations could never show anything; give more with --permutations"});
    const auto study = study::Study::open(arguments.study, study::Access::ReadOnly);
    if (!study)
        return report(study.error());
    const auto chosen = study->runs().find(arguments.run);
    if (!chosen)
        return reportUsage(chosen.error());
    const auto input = workbench::verdictInput(*study, *chosen, *consensus);
    if (!input)
        return reportConsensus(input.error());
    const auto more = workbench::cardsInput(*study, *chosen);
    if (!more)
        return report(more.error());
    const auto whole = workbench::wholeVerdict(*input, *more, arguments.permutations);
    return print(report::verdictTable(arguments.flags.format(), whole.verdict, whole.cards));
}

} // namespace

void addVerdict(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "verdict",
        "Tell whether the failures cluster into recurring modes, with effects and corrected p-values");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    addConsensusOption(*command, arguments->consensus);
    command->add_option("--permutations", arguments->permutations, "Of each test, at least 499")
        ->capture_default_str();
    command->add_flag("--json", arguments->flags.json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
