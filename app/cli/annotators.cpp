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
    return text + "to take it back: faultline annotators STUDY --separate \"" + base::printable(join.name) +
           "\"\n";
}

base::Result<std::string> change(study::Study& study, const Arguments& arguments,
                                 const std::vector<std::string>& pair) {
    if (!arguments.rename.empty())
        return renamed(study, arguments.rename[0], arguments.rename[1]);
    if (!arguments.join.empty())
        return joined(study, pair[0], pair[1]);
    FAULTLINE_CHECK(workbench::separateAnnotator(study, arguments.separate));
    return base::printable(arguments.separate) + " speaks for themselves again\n";
}

base::Result<std::string> done(const Arguments& arguments, const std::vector<std::string>& pair) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, arguments.changes() ? study::Access::ReadWrite
                                                                                 : study::Access::ReadOnly));
    if (arguments.changes()) {
        FAULTLINE_TRY(said, change(study, arguments, pair));
        keepLabels(study);
        return said;
    }
    FAULTLINE_TRY(rows, workbench::annotatorRows(study));
    return report::annotatorsTable(arguments.flags.format(), rows);
}

/// Of "A,B", or of two arguments as they are.
std::vector<std::string> twoNames(const std::vector<std::string>& given) {
    if (given.size() != 1)
        return given;
    const auto comma = given.front().find(',');
    if (comma == std::string::npos || given.front().find(',', comma + 1) != std::string::npos)
        return given;
    return {given.front().substr(0, comma), given.front().substr(comma + 1)};
}

int run(const Arguments& arguments) {
    const std::vector<std::string> pair = twoNames(arguments.join);
    if (!arguments.join.empty() && pair.size() != 2)
        return reportUsage({base::ErrorKind::InvalidInput,
                            "--join takes two names: A,B, or A B where one of them has a comma"});
    const auto text = done(arguments, pair);
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
                     "A,B, or A B: what A said, and still says elsewhere, counts as said by B")
        ->expected(1, 2);
    what->add_option("--separate", arguments->separate, "Take the join of an annotator back");
    what->require_option(0, 1);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
