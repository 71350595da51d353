// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/label_event.h"

#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Judgement;

TEST_CASE("A judgement reads back from its own text") {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    const Judgement judgements[] = {Judgement(), Judgement::excluded(), Judgement::of(base::ModeId(1)),
                                    Judgement::of(base::ModeId(2)), Judgement::of(base::ModeId(3))};
    std::set<std::string> texts;
    for (const Judgement& judgement : judgements) {
        const std::string text = labels::judgementText(judgement, taxonomy);
        texts.insert(text);
        CHECK(labels::parsedJudgement(text, taxonomy) == judgement);
    }
    CHECK(texts == std::set<std::string>{"", "excluded", "scale", "background", "occlusion"});
}

TEST_CASE("Judgements are read in any case of letters and in no other spelling") {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    CHECK(labels::parsedJudgement("ScAlE", taxonomy) == Judgement::of(base::ModeId(1)));
    CHECK(labels::parsedJudgement("EXCLUDED", taxonomy) == Judgement::excluded());
    for (const char* unknown : {"scales", " scale", "1", "S", "unlabelled", "mode-1"})
        CHECK_FALSE(labels::parsedJudgement(unknown, taxonomy));
}

TEST_CASE("A judgement is exactly one of unlabelled, a mode and excluded") {
    CHECK(Judgement().isUnlabelled());
    CHECK_FALSE(Judgement().mode());
    CHECK(Judgement::excluded().isExcluded());
    CHECK_FALSE(Judgement::excluded().isUnlabelled());
    CHECK_FALSE(Judgement::excluded().mode());
    CHECK(Judgement::of(base::ModeId(2)).mode() == base::ModeId(2));
    CHECK_FALSE(Judgement::of(base::ModeId(2)) == Judgement::of(base::ModeId(3)));
}

TEST_CASE("None is a category beside the modes, and a reason belongs to what is excluded alone") {
    CHECK(Judgement::none().isNone());
    CHECK(Judgement::none().isCategory());
    CHECK_FALSE(Judgement::none().isUnlabelled());
    CHECK_FALSE(Judgement::none().mode());
    CHECK(Judgement::of(base::ModeId(2)).isCategory());
    const auto wrong = Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(4));
    CHECK_FALSE(wrong.isCategory());
    CHECK(wrong.isExcluded());
    CHECK(wrong != Judgement::excluded());
    CHECK(wrong.withoutReason() == Judgement::excluded());
    CHECK(Judgement::none().withoutReason() == Judgement::none());
    const auto categories = labels::categoriesOf(labels::standardTaxonomy());
    CHECK(categories.size() == 4);
    CHECK(categories.back() == Judgement::none());
    CHECK(labels::judgementText(Judgement::none(), labels::standardTaxonomy()) == "none");
    CHECK(labels::parsedJudgement("NONE", labels::standardTaxonomy()) == Judgement::none());
}

TEST_CASE("A mode that the taxonomy lacks is still told apart in text") {
    CHECK(labels::judgementText(Judgement::of(base::ModeId(9)), labels::standardTaxonomy()) == "mode-9");
}

TEST_CASE("How events came to be, what they change and blindness have names of their own") {
    std::set<std::string_view> names;
    for (const auto& [how, name] : base::Names<labels::How>::all) {
        CHECK(base::valueNamed<labels::How>(name) == how);
        names.insert(name);
    }
    CHECK(names == std::set<std::string_view>{"session", "grid", "bulk", "sheet", "command", "import",
                                              "adjudication", "taxonomy", "taken_over", "undo", "redo",
                                              "repeat"});
    CHECK(base::nameOf(labels::Thing::SecondaryModes) == "secondary modes");
    CHECK(base::nameOf(labels::Blind::Unknown) == "unknown");
    CHECK_FALSE(base::valueNamed<labels::Blind>("maybe"));
}
