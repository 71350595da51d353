// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/version.h"

#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

void addCommands(CLI::App& root, int& exitCode) {
    addEvaluate(root, exitCode);
    addFetch(root, exitCode);
    addPairs(root, exitCode);
    addFailures(root, exitCode);
    addLabel(root, exitCode);
    addStats(root, exitCode);
    addChart(root, exitCode);
    addExport(root, exitCode);
    addImport(root, exitCode);
    addImportPredictions(root, exitCode);
    addRuns(root, exitCode);
    addPlan(root, exitCode);
    addQueue(root, exitCode);
    addPackage(root, exitCode);
    addAnnotators(root, exitCode);
    addTaxonomy(root, exitCode);
    addAgreement(root, exitCode);
    addAdjudicate(root, exitCode);
    addVerdict(root, exitCode);
    addReport(root, exitCode);
    addCompare(root, exitCode);
    addCovariate(root, exitCode);
    addMerge(root, exitCode);
    addVerify(root, exitCode);
    addChecks(root, exitCode);
}

/// A first word that is neither a command nor a file must not open an empty window.
bool isUnknownWord(CLI::App& root, int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-')
        return false;
    const std::string word(argv[1]);
    const auto named =
        root.get_subcommands([&](const CLI::App* command) { return command->check_name(word); });
    std::error_code ignored;
    return named.empty() && !std::filesystem::exists(word, ignored);
}

/// Help and version are no errors; everything else is the user's, whatever number CLI11 gives it.
int exitCodeOf(CLI::App& root, const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
        return root.exit(error, std::cout, std::cerr);
    return reportUsage(
        {base::ErrorKind::InvalidInput, std::string(error.what()) + "; --help tells what there is"});
}

} // namespace

CommandLine runCommandLine(int argc, char** argv) {
    CommandLine result;
    CLI::App root("Faultline: a study bench for the failures of vision models", "faultline");
    root.set_version_flag("--version", std::string("faultline ") + version);
    root.set_help_flag("-h,--help", "Print this help and exit");
    root.require_subcommand(0, 1);
    WindowRequest window;
    std::string study;
    root.add_option("STUDY", study, "Study to open in the window; without it the start page");
    root.add_flag("--first-study", window.firstStudy,
                  "Open the window on CIFAR-10 × ResNet-18 and start or go on with its run");
    addCommands(root, result.exitCode);
    root.footer("faultline COMMAND --help tells more of a command.\n"
                "Exit codes: 0 done, 1 failure, 2 usage, 3 nothing matched, 130 interrupted (resumable).");

    if (isUnknownWord(root, argc, argv)) {
        result.exitCode = reportUsage({base::ErrorKind::InvalidInput,
                                       "\"" + std::string(argv[1]) +
                                           "\" is neither a command nor an existing file; faultline --help "
                                           "lists the commands"});
        return result;
    }
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        result.exitCode = exitCodeOf(root, error);
        return result;
    }
    if (!root.get_subcommands().empty())
        return result;
    if (!study.empty())
        window.study = study;
    result.window = window;
    return result;
}

} // namespace faultline::app
