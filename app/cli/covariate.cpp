// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/base/printable.h"
#include "core/workbench/covariates.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, file, name, removed;
    FormatFlags flags;
};

/// What was done, for the terminal; whoever asked for JSON or CSV gets the list as it is now.
base::Result<std::string> done(const Arguments& arguments) {
    const bool isChanged = !arguments.file.empty() || !arguments.removed.empty();
    FAULTLINE_TRY(study, study::Study::open(arguments.study,
                                            isChanged ? study::Access::ReadWrite : study::Access::ReadOnly));
    std::string told;
    if (!arguments.file.empty()) {
        FAULTLINE_TRY(added, workbench::addCovariate(study, arguments.file, arguments.name));
        told = "added " + added.name + ": " + report::contentText(added) + "\n";
    } else if (!arguments.removed.empty()) {
        FAULTLINE_CHECK(study.covariates().remove(arguments.removed));
        told = "removed " + base::printable(arguments.removed) +
               "; a merge with a copy of the study that has it brings it back\n";
    }
    const report::TableFormat format = arguments.flags.format();
    if (!told.empty() && format == report::TableFormat::Text)
        return told;
    FAULTLINE_TRY(covariates, workbench::covariatesOf(study));
    return report::covariateTable(format, workbench::covariateRows(covariates));
}

int run(const Arguments& arguments) {
    const auto text = done(arguments);
    return text ? print(*text) : report(text.error());
}

} // namespace

void addCovariate(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "covariate", "Show, add or remove what is known of the images from elsewhere: what people said is in "
                     "them, or which labels are suspected to be wrong");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    CLI::Option* add =
        command->add_option("--add", arguments->file,
                            "NumPy array (.npy), images × classes of counts or probabilities, row i of image "
                            "i; or a JSON list of "
                            "suspected label errors: image numbers, or objects with index and guess");
    CLI::Option* name = command->add_option(
        "--name", arguments->name, "What to call it in filters and orders: letters, digits, - and _");
    add->needs(name);
    name->needs(add);
    command->add_option("--remove", arguments->removed, "Take the one of this name out of the study")
        ->excludes(add);
    CLI::Option* json = command->add_flag("--json", arguments->flags.json, "Print a JSON array");
    command->add_flag("--csv", arguments->flags.csv, "Print CSV")->excludes(json);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
