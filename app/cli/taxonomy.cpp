// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/label_copies.h"
#include "app/cli/output.h"
#include "core/base/files.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/labels/colour_check.h"
#include "core/workbench/failure_modes.h"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <pwd.h>
#include <unistd.h>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, annotator;
    std::string exportTo, importFrom, add, edit, split, unsplit, remove;
    std::vector<std::string> merge, into;
    std::vector<std::uint32_t> of;
    std::optional<std::string> digit, letter;
    workbench::ModeWish wish;
    bool force = false;
    FormatFlags flags;

    [[nodiscard]] bool changes() const {
        return !importFrom.empty() || !add.empty() || !edit.empty() || !split.empty() || !unsplit.empty() ||
               !remove.empty() || !merge.empty();
    }
};

/// The annotator whose undo takes a merge back, where nobody is named: as the window calls who sits there.
std::string loginName() {
    const passwd* user = ::getpwuid(::getuid());
    return user != nullptr && user->pw_name != nullptr ? user->pw_name : "annotator";
}

tl::unexpected<base::Error> invalid(const std::string& what) {
    return base::failure(base::ErrorKind::InvalidInput, what);
}

base::Result<workbench::ModeWish> wishOf(const Arguments& arguments) {
    workbench::ModeWish wish = arguments.wish;
    wish.slug = arguments.add.empty() ? arguments.edit : arguments.add;
    if (arguments.letter) {
        if (arguments.letter->size() != 1)
            return invalid("a letter is one of A to Z");
        const char letter = (*arguments.letter)[0];
        wish.letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    if (arguments.digit && *arguments.digit == "none") {
        wish.digit = workbench::ModeWish::Digit::None;
    } else if (arguments.digit) {
        if (arguments.digit->size() != 1)
            return invalid("a digit is one of 1 to 9, or none");
        wish.digit = workbench::ModeWish::Digit::Key;
        wish.digitKey = (*arguments.digit)[0];
    }
    return wish;
}

std::string countOf(std::size_t count) {
    return base::groupedText(count) + (count == 1 ? " label" : " labels");
}

base::Result<std::string> added(study::Study& study, const Arguments& arguments) {
    FAULTLINE_TRY(wish, wishOf(arguments));
    if (arguments.of.empty()) {
        FAULTLINE_CHECK(workbench::addMode(study, wish));
        return "added the mode " + wish.slug + "\n";
    }
    FAULTLINE_TRY(run, study.runs().find(arguments.run));
    std::vector<base::SampleIndex> samples;
    for (const std::uint32_t index : arguments.of)
        samples.emplace_back(index);
    FAULTLINE_TRY(action, workbench::makeModeOf(study, wish, arguments.annotator, run, std::move(samples)));
    return "added the mode " + wish.slug + ", with " + countOf(action.changed.size()) + "\n";
}

base::Result<std::string> merged(study::Study& study, const Arguments& arguments) {
    const std::string annotator = arguments.annotator.empty() ? loginName() : arguments.annotator;
    FAULTLINE_TRY(action, workbench::mergeModes(study, annotator, arguments.merge, arguments.into.front()));
    return action.description + ": " + countOf(action.changed.size() + action.ofOthers) +
           " of all annotators; " + annotator + "'s undo takes it back\n";
}

base::Result<std::string> imported(study::Study& study, const Arguments& arguments) {
    FAULTLINE_TRY(kept, workbench::importTaxonomy(study, arguments.importFrom));
    for (const std::string& sentence : kept)
        std::fprintf(stderr, "faultline: note: %s\n", base::printable(sentence).c_str());
    return "the modes are those of " + arguments.importFrom + "\n";
}

/// Does it, and returns what is to be said.
base::Result<std::string> change(study::Study& study, const Arguments& arguments) {
    if (!arguments.importFrom.empty())
        return imported(study, arguments);
    if (!arguments.add.empty())
        return added(study, arguments);
    if (!arguments.merge.empty())
        return merged(study, arguments);
    if (!arguments.edit.empty()) {
        FAULTLINE_TRY(wish, wishOf(arguments));
        FAULTLINE_CHECK(workbench::editMode(study, wish));
        return "changed the mode " + arguments.edit + "\n";
    }
    if (!arguments.split.empty()) {
        FAULTLINE_CHECK(workbench::splitMode(study, arguments.split, arguments.into));
        FAULTLINE_TRY(view, workbench::taxonomyView(study));
        const auto count = std::ranges::count(view.toDecide, base::lowered(arguments.split),
                                              &report::TaxonomyView::OpenItem::mode);
        return "split the mode " + arguments.split + ": " + countOf(static_cast<std::size_t>(count)) +
               (count == 1 ? " counts" : " count") +
               " as before until decided anew; faultline failures STUDY --where split lists those of "
               "failures, "
               "faultline taxonomy STUDY --json all\n";
    }
    if (!arguments.unsplit.empty()) {
        FAULTLINE_CHECK(workbench::splitMode(study, arguments.unsplit, {}));
        return "the mode " + arguments.unsplit + " is whole again\n";
    }
    FAULTLINE_CHECK(workbench::removeMode(study, arguments.remove));
    return "took the mode " + arguments.remove + " away\n";
}

base::Result<std::string> done(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, arguments.changes() ? study::Access::ReadWrite
                                                                                 : study::Access::ReadOnly));
    if (arguments.changes()) {
        FAULTLINE_TRY(said, change(study, arguments));
        keepLabels(study);
        for (const std::string& warning : labels::colourWarnings(study.labels().taxonomy()))
            std::fprintf(stderr, "faultline: warning: %s\n", base::printable(warning).c_str());
        return said;
    }
    if (!arguments.exportTo.empty()) {
        std::string text = workbench::taxonomyText(study);
        if (arguments.exportTo == "-")
            return text;
        FAULTLINE_CHECK(base::writeFileAtomically(
            arguments.exportTo, text, arguments.force ? base::Overwrite::Yes : base::Overwrite::No));
        return "the modes are written to " + arguments.exportTo + "\n";
    }
    FAULTLINE_TRY(view, workbench::taxonomyView(study));
    if (!arguments.flags.json)
        for (const std::string& warning : view.warnings)
            std::fprintf(stderr, "faultline: warning: %s\n", base::printable(warning).c_str());
    return report::taxonomyTable(arguments.flags.format(), view);
}

/// What CLI11 can't say of options that go together.
std::string misuse(const Arguments& arguments) {
    if (!arguments.merge.empty() && arguments.into.size() != 1)
        return "--merge A,B needs --into C, one mode";
    if (!arguments.split.empty() && arguments.into.size() < 2)
        return "--split A needs --into B,C, two modes or more";
    if (!arguments.into.empty() && arguments.merge.empty() && arguments.split.empty())
        return "--into goes with --merge or --split";
    const bool hasWish = arguments.digit || arguments.letter || arguments.wish.name ||
                         arguments.wish.colour || arguments.wish.definition;
    if (hasWish && arguments.add.empty() && arguments.edit.empty())
        return "--name, --digit, --letter, --colour and --definition go with --add or --edit";
    if (!arguments.of.empty() && arguments.annotator.empty())
        return "--of needs --annotator: whose items they are";
    if (!arguments.annotator.empty() && arguments.merge.empty() && arguments.of.empty())
        return "--annotator goes with --merge or --of";
    return {};
}

int run(const Arguments& arguments) {
    if (const std::string problem = misuse(arguments); !problem.empty())
        return reportUsage({base::ErrorKind::InvalidInput, problem});
    const auto text = done(arguments);
    return text ? print(*text) : report(text.error());
}

void addChanges(CLI::App& command, Arguments& arguments) {
    CLI::Option_group* what = command.add_option_group("what to do");
    what->add_flag("--json", arguments.flags.json, "Print one JSON object");
    CLI::Option* exported = what->add_option("--export", arguments.exportTo,
                                             "Write the modes to a JSON file; - is the standard output");
    what->add_option("--import", arguments.importFrom, "Make the modes those of a JSON file");
    CLI::Option* add = what->add_option("--add", arguments.add, "Add a mode; its slug is its name in files");
    what->add_option("--edit", arguments.edit, "Change a mode");
    what->add_option("--merge", arguments.merge, "A,B: make their labels ones of another mode (--into)")
        ->delimiter(',');
    what->add_option("--split", arguments.split, "Have its labels decided anew as other modes (--into)");
    what->add_option("--unsplit", arguments.unsplit, "Take a split back");
    what->add_option("--delete", arguments.remove, "Take a mode away that was never given");
    what->require_option(0, 1);
    command.add_flag("--force", arguments.force, "Replace an existing file")->needs(exported);
    command.add_option("--of", arguments.of, "Items that the new mode is of, none of the modes before: 3,17")
        ->delimiter(',')
        ->needs(add);
}

} // namespace

void addTaxonomy(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "taxonomy", "Show or change the failure modes, and list what was noted where none of them is it");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addChanges(*command, *arguments);
    command->add_option("--into", arguments->into, "C, or B,C")->delimiter(',');
    command->add_option("--name", arguments->wish.name, "For people; else after the slug");
    command->add_option("--digit", arguments->digit, "Key, 1 to 9, or none; else the first that is free");
    command->add_option("--letter", arguments->letter, "Key and badge; else a free one of the name");
    command->add_option("--colour", arguments->wish.colour, "#rrggbb; else one that stands apart");
    command->add_option("--definition", arguments->wish.definition, "One sentence for annotators");
    command->add_option("--annotator", arguments->annotator,
                        "Whose undo takes a merge back (you by default), or whose items --of names");
    addRunOption(*command, arguments->run);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
