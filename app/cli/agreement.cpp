// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/output.h"
#include "core/study/run_entry.h"
#include "core/workbench/annotator_agreement.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, items;
    std::vector<std::string> annotators;
    FormatFlags flags;
};

int run(const Arguments& arguments) {
    const auto study = study::Study::open(arguments.study, study::Access::ReadOnly);
    if (!study)
        return report(study.error());
    const auto chosen = study->runs().find(arguments.run);
    if (!chosen)
        return reportUsage(chosen.error());
    const auto items = arguments.items == "overlap" ? workbench::AgreementItems::Overlap
                       : arguments.items == "all"   ? workbench::AgreementItems::All
                                                    : workbench::AgreementItems::Usual;
    const auto input = workbench::agreementInput(*study, *chosen, arguments.annotators, items);
    if (!input)
        return reportConsensus(input.error());
    return print(report::agreementTable(arguments.flags.format(), workbench::agreementOf(*input)));
}

} // namespace

void addAgreement(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "agreement", "Measure how far annotators agree: kappa, alpha and AC1 with 95 % intervals");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command
        ->add_option("--annotators", arguments->annotators, "A,B,…: whose labels; else of all who have some")
        ->delimiter(',');
    command->add_option("--items", arguments->items, "overlap (of a plan) or all with two labels or more")
        ->check(CLI::IsMember({"overlap", "all"}));
    command->add_flag("--json", arguments->flags.json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
