// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/annotators.h"
#include "app/cli/command.h"
#include "app/cli/label_copies.h"
#include "app/cli/output.h"
#include "core/base/printable.h"
#include "core/base/text.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, separate;
    std::vector<std::string> rename, join;
    FormatFlags flags;

    [[nodiscard]] bool changes() const { return !rename.empty() || !join.empty() || !separate.empty(); }
};

std::string counted(std::size_t count, const char* noun) {
    return base::groupedText(count) + ' ' + noun + (count == 1 ? "" : "s");
}

base::Result<std::string> renamed(study::Study& study, const std::string& from, const std::string& to) {
    FAULTLINE_TRY(hasChanged, workbench::renameAnnotator(study, from, to));
    return base::printable(from) +
           (hasChanged ? " is called " + base::printable(to) + " from now on\n" : " is called so already\n");
}

base::Result<std::string> joined(study::Study& study, const std::string& name, const std::string& voice) {
    FAULTLINE_TRY(join, workbench::joinAnnotators(study, name, voice));
    const std::string whose = base::printable(name);
    std::string text = counted(join.items, "label") + " of " + whose + " count as labels of " +
                       base::printable(voice) + " from now on";
    text += join.both == 0
                ? "; no item was labelled by both\n"
                : "; " + counted(join.both, "item") + " had labels of both, " +
                      (join.differing == 0
                           ? "all of them equal\n"
                           : base::groupedText(join.differing) + " of them different: the later one holds\n");
    return text + "to take it back: faultline annotators STUDY --separate " + whose + "\n";
}

base::Result<std::string> change(study::Study& study, const Arguments& arguments) {
    if (!arguments.rename.empty())
        return renamed(study, arguments.rename[0], arguments.rename[1]);
    if (!arguments.join.empty())
        return joined(study, arguments.join[0], arguments.join[1]);
    FAULTLINE_CHECK(workbench::separateAnnotator(study, arguments.separate));
    return base::printable(arguments.separate) + " speaks for themselves again\n";
}

base::Result<std::string> done(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, arguments.changes() ? study::Access::ReadWrite
                                                                                 : study::Access::ReadOnly));
    if (arguments.changes()) {
        FAULTLINE_TRY(said, change(study, arguments));
        keepLabels(study);
        return said;
    }
    FAULTLINE_TRY(rows, workbench::annotatorRows(study));
    return report::annotatorsTable(arguments.flags.format(), rows);
}

int run(const Arguments& arguments) {
    if (!arguments.join.empty() && arguments.join.size() != 2)
        return reportUsage({base::ErrorKind::InvalidInput, "--join A,B takes two names"});
    const auto text = done(arguments);
    return text ? print(*text) : report(text.error());
}

} // namespace

void addAnnotators(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("annotators", "List who labels, and mend their names");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    CLI::Option_group* what = command->add_option_group("what to do");
    what->add_flag("--json", arguments->flags.json, "Print a JSON array");
    what->add_option("--rename", arguments->rename, "A B: call A B")->expected(2);
    what->add_option("--join", arguments->join,
                     "A,B: what A said, and still says elsewhere, counts as said by B")
        ->delimiter(',');
    what->add_option("--separate", arguments->separate, "Take the join of an annotator back");
    what->require_option(0, 1);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
