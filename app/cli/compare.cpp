// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/study/run_entry.h"
#include "core/workbench/run_comparison.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, runs;
    FormatFlags flags;
};

/// "A,B": a name may hold a comma, so that each of them is tried as the one between.
base::Result<std::pair<base::RunId, base::RunId>> namedRuns(const study::Study& study,
                                                            const std::string& runs) {
    for (std::size_t comma = runs.find(','); comma != std::string::npos; comma = runs.find(',', comma + 1)) {
        const auto first = study.runs().find(runs.substr(0, comma));
        const auto second = study.runs().find(runs.substr(comma + 1));
        if (first && second && comma > 0 && comma + 1 < runs.size())
            return std::pair(*first, *second);
    }
    FAULTLINE_TRY(last, study.runs().find(runs.substr(runs.find(',') + 1)));
    FAULTLINE_TRY(first, study.runs().find(runs.substr(0, runs.find(','))));
    static_cast<void>(last);
    static_cast<void>(first);
    return base::failure(base::ErrorKind::InvalidInput,
                         "\"" + runs + "\" does not name two runs; write them as --runs A,B");
}

base::Result<std::pair<base::RunId, base::RunId>> chosenRuns(const study::Study& study,
                                                             const Arguments& arguments) {
    if (!arguments.runs.empty())
        return namedRuns(study, arguments.runs);
    const auto& all = study.runs().all();
    if (all.size() == 2)
        return std::pair(all[0].id, all[1].id);
    return base::failure(base::ErrorKind::InvalidInput,
                         all.size() == 1 ? "this study has one run; add another one with evaluate --add"
                                         : "this study has " + std::to_string(all.size()) +
                                               " runs; name two of them with --runs A,B");
}

int run(const Arguments& arguments) {
    const auto study = study::Study::open(arguments.study, study::Access::ReadOnly);
    if (!study)
        return report(study.error());
    const auto chosen = chosenRuns(*study, arguments);
    if (!chosen)
        return reportUsage(chosen.error());
    const auto comparison = workbench::compareRuns(*study, chosen->first, chosen->second);
    if (!comparison)
        return reportUsage(comparison.error());
    return print(report::comparisonTable(arguments.flags.format(), *comparison));
}

} // namespace

void addCompare(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("compare", "Compare two runs of a study: do they fail on the same images?");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    command->add_option("--runs", arguments->runs,
                        "A,B: two runs by name or number; needed where there are more");
    command->add_flag("--json", arguments->flags.json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
