// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"
#include "core/base/printable.h"
#include "core/workbench/grouping.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, by;
    ConsensusOption consensus;
    FormatFlags flags;
};

int run(const Arguments& arguments) {
    const auto consensus = arguments.consensus.text();
    if (!consensus)
        return reportUsage(consensus.error());
    const auto study = valuesOf(arguments.study, arguments.run);
    if (!study)
        return report(study.error());
    const auto statistics = workbench::statisticsOf(
        study->table, study->annotations, workbench::groupingNamed(arguments.by).value(), *consensus);
    if (!statistics)
        return reportConsensus(statistics.error());
    std::string heading; // of what people read
    if (arguments.flags.format() == report::TableFormat::Text && !study->imported.empty())
        heading = base::printable(study->imported) + "\n\n";
    return print(heading + report::statisticsTable(arguments.flags.format(), *statistics,
                                                   study->table.classes(), study->table.taxonomy()));
}

} // namespace

void addStats(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("stats", "Count the failure modes, with 95 % intervals");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command
        ->add_option("--by", arguments->by,
                     "Count apart for each pair, true or predicted class, annotator, or role (failures and "
                     "controls); or, by labels, after the first so many")
        ->check(CLI::IsMember({"pair", "true", "predicted", "annotator", "role", "labels"}));
    addConsensusOption(*command, arguments->consensus);
    command->add_flag("--json", arguments->flags.json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
