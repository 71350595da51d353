// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/report/comparison_table.h"
#include "core/workbench/run_comparison.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study;
    std::vector<std::string> rename; ///< run and new name, or nothing
    FormatFlags flags;
};

base::Result<> renamed(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadWrite));
    FAULTLINE_TRY(run, study.runs().find(arguments.rename[0]));
    return study.runs().rename(run, arguments.rename[1]);
}

int run(const Arguments& arguments) {
    if (!arguments.rename.empty())
        if (const auto done = renamed(arguments); !done)
            return report(done.error());
    const auto study = study::Study::open(arguments.study, study::Access::ReadOnly);
    if (!study)
        return report(study.error());
    const auto rows = workbench::runRows(*study);
    if (!rows)
        return report(rows.error());
    return print(report::runTable(arguments.flags.format(), *rows));
}

} // namespace

void addRuns(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("runs", "List the runs of a study, or rename one");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    command->add_option("--rename", arguments->rename, "RUN TEXT: call the run of that name or number TEXT")
        ->expected(2);
    command->add_flag("--json", arguments->flags.json, "Print a JSON array");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
