// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/failure_modes.h"

#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <array>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using Catch::Matchers::Contains;
using labels::Judgement;
using nlohmann::json;
using tests::applyTo;
using workbench::ModeWish;

namespace {

struct Bench {
    tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline");
    base::AnnotatorId ada = study.labels().annotator("ada").value().id;
    std::vector<model::Prediction> failures = tests::failuresOf(study).value();

    void say(std::size_t item, const Judgement& judgement, std::optional<std::string> note = {}) {
        const labels::LabelRequest wanted{ada, {}, {failures[item].sample}, {judgement, std::move(note)}};
        REQUIRE(applyTo(study, wanted));
    }
    [[nodiscard]] const labels::Taxonomy& taxonomy() const { return study.labels().taxonomy(); }
    [[nodiscard]] Judgement of(const std::string& slug) const {
        return Judgement::of(taxonomy().find(slug)->id);
    }
    [[nodiscard]] json shown() const {
        return json::parse(
            report::taxonomyTable(report::TableFormat::Json, workbench::taxonomyView(study).value()));
    }
};

ModeWish named(const std::string& slug) {
    ModeWish wish;
    wish.slug = slug;
    return wish;
}

template <class Value>
std::string refusalOf(const base::Result<Value>& result) {
    return result ? "done" : result.error().message;
}

} // namespace

TEST_CASE_METHOD(Bench,
                 "What is not said of a new mode is chosen: name, keys and a colour that stands apart") {
    REQUIRE(workbench::addMode(study, named("too-dark")));
    const labels::Mode& mode = *taxonomy().find("too-dark");
    CHECK(mode.name == "Too dark");
    CHECK(mode.digit == '4');
    CHECK(mode.letter == 'T');
    CHECK(shown()["warnings"].empty());
    ModeWish wish = named("text");
    wish.digit = ModeWish::Digit::None;
    wish.definition = "Letters in the picture.";
    REQUIRE(workbench::addMode(study, wish)); // T is taken, E and X are keys of the program
    CHECK(taxonomy().find("text")->letter == 'J');
    CHECK_FALSE(taxonomy().find("text")->digit);
    CHECK(taxonomy().find("text")->definition == "Letters in the picture.");
    for (int i = 0; i < 7; ++i)
        REQUIRE(workbench::addMode(study, named("m" + std::to_string(i))));
    CHECK(taxonomy().modes().size() == 12);
    CHECK_THAT(refusalOf(workbench::addMode(study, named("m8"))), Contains("all letters"));
}

TEST_CASE_METHOD(Bench, "A change of a mode leaves what is not said, and its slug stays") {
    ModeWish wish = named("scale");
    wish.name = "Size";
    wish.digit = ModeWish::Digit::None;
    REQUIRE(workbench::editMode(study, wish));
    CHECK(taxonomy().find("scale")->name == "Size");
    CHECK_FALSE(taxonomy().find("scale")->digit);
    CHECK(taxonomy().find("scale")->letter == 'S');
    wish = named("scale");
    wish.letter = 'B';
    CHECK_THAT(refusalOf(workbench::editMode(study, wish)), Contains("share their letter"));
    CHECK_THAT(refusalOf(workbench::editMode(study, named("nothing"))),
               Contains("there is no failure mode \"nothing\"; the modes are"));
}

TEST_CASE_METHOD(Bench, "The view counts labels, and lists split items and what was noted without a mode") {
    say(0, of("scale"));
    say(1, of("occlusion"), "half of it");
    say(2, Judgement::none(), "a drawing");
    say(3, Judgement::none());
    say(4, of("scale"));
    REQUIRE(study.labels().undo(ada));
    CHECK_THAT(refusalOf(workbench::splitMode(study, "occlusion", std::array<std::string, 1>{"scale"})),
               Contains("two others or more"));
    CHECK_THAT(
        refusalOf(workbench::splitMode(study, "occlusion", std::array<std::string, 2>{"scale", "occlusion"})),
        Contains("into itself"));
    REQUIRE(workbench::splitMode(study, "occlusion", std::array<std::string, 2>{"scale", "background"}));
    const json view = shown();
    CHECK(view["modes"][0]["slug"] == "scale");
    CHECK(view["modes"][0]["labels"] == 1);
    CHECK(view["modes"][0]["events"] == 2);
    CHECK(view["modes"][2]["split_into"] == json{"scale", "background"});
    REQUIRE(view["to_decide"].size() == 1);
    CHECK(view["to_decide"][0] == json{{"mode", "occlusion"},
                                       {"run", view["to_decide"][0]["run"]},
                                       {"index", failures[1].sample.value},
                                       {"annotator", "ada"}});
    REQUIRE(view["notes"].size() == 1);
    CHECK(view["notes"][0]["index"] == failures[2].sample.value);
    CHECK(view["notes"][0]["note"] == "a drawing");
    const std::string text =
        report::taxonomyTable(report::TableFormat::Text, workbench::taxonomyView(study).value());
    CHECK_THAT(text, Contains("split into scale, background") && Contains("a drawing") &&
                         Contains("1 labels of split modes wait"));
    REQUIRE(workbench::splitMode(study, "occlusion", {}));
    CHECK(shown()["to_decide"].empty());
}

TEST_CASE_METHOD(Bench, "A mode is made of what was noted, and one undo gives the items back") {
    say(2, Judgement::none(), "a drawing");
    say(3, Judgement::none(), "a sketch");
    const base::RunId run = study.runs().first();
    const std::vector samples{failures[2].sample, failures[3].sample};
    CHECK_THAT(refusalOf(workbench::makeModeOf(study, named("drawing"), "ada", run,
                                               {failures[2].sample, failures[4].sample})),
               Contains("is not labelled \"none\" by ada"));
    CHECK_THAT(refusalOf(workbench::makeModeOf(study, named("drawing"), "eve", run, samples)),
               Contains("no annotator called \"eve\""));
    CHECK(taxonomy().find("drawing") == nullptr);
    const auto made = workbench::makeModeOf(study, named("drawing"), "ada", run, samples);
    REQUIRE(made);
    CHECK(made->changed.size() == 2);
    CHECK(made->changed[0].note == "a drawing");
    CHECK(made->changed[0].given.how == labels::How::Bulk);
    CHECK(shown()["notes"].empty());
    REQUIRE(study.labels().undo(ada));
    CHECK(shown()["notes"].size() == 2);
    CHECK(taxonomy().find("drawing") != nullptr);
}

TEST_CASE_METHOD(Bench, "An exported taxonomy makes another study's modes the same, and used ones stay") {
    REQUIRE(workbench::removeMode(study, "occlusion"));
    REQUIRE(workbench::addMode(study, named("blur")));
    ModeWish wish = named("scale");
    wish.name = "Size";
    REQUIRE(workbench::editMode(study, wish));
    tests::writeText(folder / "modes.json", workbench::taxonomyText(study));

    study::Study fresh = tests::makeSyntheticStudy(folder / "b.faultline");
    const auto kept = workbench::importTaxonomy(fresh, folder / "modes.json");
    REQUIRE(kept);
    CHECK(kept->empty());
    CHECK(workbench::taxonomyText(fresh) == tests::readText(folder / "modes.json"));
    CHECK(workbench::importTaxonomy(fresh, folder / "modes.json")); // changes nothing
    CHECK(fresh.labels().length()->modeChanges == 3);

    study::Study used = tests::makeSyntheticStudy(folder / "c.faultline");
    const auto bob = used.labels().annotator("bob").value().id;
    const auto occlusion = Judgement::of(used.labels().taxonomy().find("occlusion")->id);
    REQUIRE(applyTo(used, {bob, {}, {failures[0].sample}, {occlusion}}));
    const auto refused = workbench::importTaxonomy(used, folder / "modes.json"); // blur has its digit
    CHECK_THAT(refusalOf(refused), Contains("share their digit"));
    wish = named("occlusion");
    wish.digit = ModeWish::Digit::None;
    REQUIRE(workbench::editMode(used, wish));
    const auto stays = workbench::importTaxonomy(used, folder / "modes.json");
    REQUIRE(stays);
    REQUIRE(stays->size() == 1);
    CHECK_THAT(stays->front(), Contains("\"occlusion\" is not in the file and stays"));
    CHECK(used.labels().taxonomy().modes().size() == 4);
}

TEST_CASE_METHOD(Bench,
                 "A refused merge leaves no annotator behind, and one that is done names what it did") {
    say(0, of("background"));
    const std::array<std::string, 1> from{"background"};
    CHECK_THAT(refusalOf(workbench::mergeModes(study, "eve", from, "nothing")), Contains("\"nothing\""));
    CHECK_THAT(refusalOf(workbench::mergeModes(study, "eve", from, "background")), Contains("into itself"));
    CHECK(study.labels().annotators()->size() == 1);
    const auto merged = workbench::mergeModes(study, "eve", from, "Scale");
    REQUIRE(merged);
    CHECK(merged->ofOthers == 1);
    CHECK(study.labels().annotators()->size() == 2);
    CHECK(shown()["merged"][0]["into"] == "scale");
    CHECK_THAT(refusalOf(workbench::editMode(study, named("background"))),
               Contains("it was merged into scale"));
}
