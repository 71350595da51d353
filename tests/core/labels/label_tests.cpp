// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/label.h"

#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Source;
using labels::Verdict;

TEST_CASE("A verdict reads back from its own text") {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    const Verdict verdicts[] = {Verdict(), Verdict::excluded(), Verdict::of(base::ModeId(1)),
                                Verdict::of(base::ModeId(2)), Verdict::of(base::ModeId(3))};
    std::set<std::string> texts;
    for (const Verdict& verdict : verdicts) {
        const std::string text = labels::verdictText(verdict, taxonomy);
        texts.insert(text);
        CHECK(labels::parsedVerdict(text, taxonomy) == verdict);
    }
    CHECK(texts == std::set<std::string>{"", "excluded", "scale", "background", "occlusion"});
}

TEST_CASE("Verdicts are read in any case of letters and in no other spelling") {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    CHECK(labels::parsedVerdict("ScAlE", taxonomy) == Verdict::of(base::ModeId(1)));
    CHECK(labels::parsedVerdict("EXCLUDED", taxonomy) == Verdict::excluded());
    for (const char* unknown : {"scales", " scale", "1", "S", "unlabelled", "mode-1"})
        CHECK_FALSE(labels::parsedVerdict(unknown, taxonomy));
}

TEST_CASE("A verdict is exactly one of unlabelled, a mode and excluded") {
    CHECK(Verdict().isUnlabelled());
    CHECK_FALSE(Verdict().mode());
    CHECK(Verdict::excluded().isExcluded());
    CHECK_FALSE(Verdict::excluded().isUnlabelled());
    CHECK_FALSE(Verdict::excluded().mode());
    CHECK(Verdict::of(base::ModeId(2)).mode() == base::ModeId(2));
    CHECK_FALSE(Verdict::of(base::ModeId(2)) == Verdict::of(base::ModeId(3)));
}

TEST_CASE("A mode that the taxonomy lacks is still told apart in text") {
    CHECK(labels::verdictText(Verdict::of(base::ModeId(9)), labels::standardTaxonomy()) == "mode-9");
}

TEST_CASE("Every source has a name of its own") {
    std::set<std::string_view> names;
    for (const Source source :
         {Source::Window, Source::CommandLine, Source::Import, Source::Undo, Source::Redo})
        names.insert(labels::name(source));
    CHECK(names == std::set<std::string_view>{"window", "command-line", "import", "undo", "redo"});
}
