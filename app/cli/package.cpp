// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/package.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"
#include "core/base/printable.h"
#include "core/base/text.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, annotator, file;
};

base::Result<std::string> packaged(const Arguments& arguments) {
    FAULTLINE_TRY(access, accessForQueueOf(arguments.study, arguments.annotator));
    FAULTLINE_TRY(study, study::Study::open(arguments.study, access));
    FAULTLINE_TRY(run, study.runs().find(arguments.run));
    FAULTLINE_TRY(places, workbench::writePackage(study, run, arguments.annotator, arguments.file));
    const std::string file = base::printable(arguments.file);
    return file + ": " + base::groupedText(places) + (places == 1 ? " place" : " places") +
           " of the queue of " + base::printable(arguments.annotator) + "\nlabelled with: faultline " + file +
           "\ntaken back with: faultline merge " + base::printable(arguments.study) + " " + file + "\n";
}

int run(const Arguments& arguments) {
    const auto text = packaged(arguments);
    return text ? print(*text) : report(text.error());
}

} // namespace

void addPackage(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "package", "Write what one annotator needs to label elsewhere: blind, without model and data set");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file with a plan")->required();
    addRunOption(*command, arguments->run);
    command->add_option("--for", arguments->annotator, "Whose queue")->required();
    command->add_option("-o,--output", arguments->file, "File to write, NAME.faultline; never replaced")
        ->required();
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
