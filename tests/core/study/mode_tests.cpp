// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ModeId;
using Catch::Matchers::Contains;
using labels::Judgement;
using labels::Mode;
using labels::ModeEdit;
using study::Study;

namespace {

Mode newMode(const std::string& slug, std::optional<char> digit, char letter) {
    Mode mode;
    mode.slug = slug;
    mode.name = "The " + slug;
    mode.digit = digit;
    mode.letter = letter;
    mode.colour = "#1e96ff";
    mode.definition = "What " + slug + " is.";
    return mode;
}

base::Result<> edit(Study& study, ModeEdit::Kind kind, const Mode& mode) {
    const std::array edits{ModeEdit{kind, mode}};
    return study.labels().editModes(edits);
}

void add(Study& study, const Mode& mode) {
    const auto added = edit(study, ModeEdit::Kind::Add, mode);
    INFO((added ? "" : added.error().message));
    REQUIRE(added);
}

std::string refusalOf(const base::Result<>& result) {
    return result ? "done" : result.error().message;
}

ModeId idOf(const Study& study, const std::string& slug) {
    const Mode* mode = study.labels().taxonomy().find(slug);
    REQUIRE(mode != nullptr);
    return mode->id;
}

/// Labels of everybody in all runs, by what they hold.
std::map<std::string, std::size_t> counts(const Study& study) {
    std::map<std::string, std::size_t> all;
    for (const labels::Label& label : valueOf(labelsOf(study)))
        ++all[labels::judgementText(label.judgement, study.labels().taxonomy())];
    return all;
}

/// Ann and Bea have labelled the same failures, not alike.
struct Labelled {
    TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
    base::AnnotatorId bea = valueOf(study.labels().annotator("bea")).id;
    std::vector<base::SampleIndex> failures = failingSamples(study);

    Labelled() {
        say(ann, 0, mode(1));
        say(ann, 1, mode(2));
        say(ann, 2, Judgement::none());
        say(ann, 3, Judgement::excluded());
        say(bea, 0, mode(2));
        say(bea, 1, mode(2));
        say(bea, 2, mode(3));
    }
    labels::ActionReport say(base::AnnotatorId who, std::size_t item, const Judgement& judgement) {
        return valueOf(applyTo(study, request(who, {failures[item]}, judgement)));
    }
    labels::ActionReport merge(base::AnnotatorId who, std::int64_t from, std::int64_t into) {
        return valueOf(study.labels().mergeModes(who, std::array{ModeId(from)}, ModeId(into)));
    }
    void reopen() {
        { const Study closed = std::move(study); }
        study = opened(folder / "a.faultline");
    }
    Judgement held(base::AnnotatorId who, std::size_t item) const {
        for (const labels::Label& label : valueOf(labelsOf(study, who)))
            if (label.sample == failures[item])
                return label.judgement;
        return {};
    }
};

} // namespace

TEST_CASE_METHOD(Labelled, "Merging two modes conserves the counts, and says in the log what it did") {
    const auto before = counts(study);
    const auto labelsBefore = valueOf(labelsOf(study));
    std::this_thread::sleep_for(
        std::chrono::milliseconds(2)); // later than the labels, also in the log's order
    const auto report = merge(ann, 2, 1);
    CHECK(report.description == "merged Background into Scale");
    CHECK(report.changesTaxonomy);
    CHECK(report.changed.size() == 1);
    CHECK(report.ofOthers == 2);
    auto expected = before;
    expected["scale"] += expected["background"];
    expected.erase("background");
    CHECK(counts(study) == expected);
    CHECK(study.labels().taxonomy().modes().size() == 2);
    CHECK(study.labels().taxonomy().findMerged("background")->into == "scale");

    // What else was known of a label stays: when, by whom and how it was given.
    const auto now = valueOf(labelsOf(study));
    REQUIRE(now.size() == labelsBefore.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
        labels::Label same = labelsBefore[i];
        if (same.judgement == mode(2))
            same.judgement = mode(1);
        CHECK(now[i] == same);
    }
    const auto history = valueOf(historyOf(study, failures[1]));
    REQUIRE(history.size() == 4);
    CHECK(history[0].judgement == mode(2)); // as it was written
    CHECK(history[2].judgement == mode(1));
    CHECK(history[2].given.how == labels::How::Taxonomy);
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Labelled, "A merge is one undo step of who merged, and gives back the labels of all") {
    const auto before = words(valueOf(labelsOf(study)));
    merge(ann, 2, 1);
    const auto after = words(valueOf(labelsOf(study)));
    reopen();
    CHECK(valueOf(study.labels().undoState(ann)).undo == "merged Background into Scale");
    CHECK(valueOf(study.labels().undoState(bea)).undo == "Occlusion on " + numbered(failures[2]));
    for (int round = 0; round < 2; ++round) {
        CHECK(valueOf(study.labels().undo(ann)).changesTaxonomy);
        CHECK(words(valueOf(labelsOf(study))) == before);
        CHECK(study.labels().taxonomy() == labels::standardTaxonomy());
        CHECK(valueOf(study.labels().redo(ann)).changesTaxonomy);
        CHECK(words(valueOf(labelsOf(study))) == after);
        CHECK(study.labels().taxonomy().modes().size() == 2);
    }
    reopen();
    CHECK(study.labels().taxonomy().modes().size() == 2);
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Labelled,
                 "Nobody's undo takes back what another one merged, and their own labels still can be") {
    merge(ann, 2, 1);
    valueOf(study.labels().undo(bea));                       // occlusion on 2
    CHECK(valueOf(study.labels().undo(bea)).leftAlone == 0); // background on 1, which counts as scale
    CHECK(held(bea, 1) == Judgement());
    CHECK(study.labels().taxonomy().modes().size() == 2);
    valueOf(study.labels().redo(bea)); // says background again: a mode that was merged
    CHECK(held(bea, 1) == mode(1));
    CHECK(valueOf(historyOf(study, failures[1])).back().judgement == mode(2));
    valueOf(study.labels().undo(ann));
    CHECK(held(bea, 1) == mode(2));
    CHECK(held(bea, 0) == mode(2));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Labelled, "What was labelled anew after a merge is left alone when that is undone") {
    merge(ann, 2, 1);
    say(bea, 0, mode(3));
    valueOf(study.labels().undo(ann));
    CHECK(held(bea, 0) == mode(3));
    CHECK(held(bea, 1) == mode(2));
}

TEST_CASE_METHOD(Labelled,
                 "What another copy decided before modes were merged here stays, whatever the clocks") {
    valueOf(study.copyTo(folder / "b.faultline"));
    {
        Study other = opened(folder / "b.faultline");
        valueOf(applyTo(other, request(bea, {failures[0]}, mode(3))));
        valueOf(applyTo(other, request(bea, {failures[1]}, Judgement())));
    }
    merge(ann, 2, 1); // later than these
    const auto takeIn = [&] {
        const std::array copies{valueOf(study::LogCopy::open(folder / "b.faultline"))};
        valueOf(study.merge(copies));
    };
    takeIn();
    CHECK(held(bea, 0) == mode(3));
    CHECK(held(bea, 1) == Judgement());
    valueOf(study.labels().undo(ann));
    CHECK(held(bea, 0) == mode(3));
    CHECK(held(bea, 1) == Judgement());
    CHECK(held(ann, 1) == mode(2));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Labelled, "Nobody's undo takes back what somebody else has merged since") {
    merge(ann, 2, 1);
    valueOf(study.labels().undo(ann));
    SECTION("in the same way") {
        merge(bea, 2, 1);
        valueOf(study.labels().redo(ann)); // is so already
        valueOf(study.labels().undo(ann));
        CHECK(study.labels().taxonomy().findMerged("background")->into == "scale");
        CHECK(held(bea, 0) == mode(1));
        valueOf(study.labels().undo(bea));
    }
    SECTION("in another way") {
        merge(bea, 2, 3);
        CHECK_THAT(study.labels().redo(ann).error().message,
                   Contains("\"Background\" was merged into \"Occlusion\" since"));
        CHECK(held(bea, 0) == mode(3));
        CHECK(valueOf(study.labels().undoState(ann)).redo == "merged Background into Scale");
        valueOf(study.labels().undo(bea));
        valueOf(study.labels().redo(ann));
        CHECK(held(bea, 0) == mode(1));
        valueOf(study.labels().undo(ann));
    }
    CHECK(study.labels().taxonomy() == labels::standardTaxonomy());
    CHECK(held(bea, 0) == mode(2));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Labelled,
                 "A merged mode leaves the secondary modes, and no item has its dominant mode twice") {
    labels::LabelRequest wanted = request(ann, {failures[0]}, std::nullopt);
    wanted.change.secondary = std::vector{ModeId(2), ModeId(3)};
    valueOf(applyTo(study, wanted));
    wanted = request(bea, {failures[2]}, std::nullopt); // occlusion
    wanted.change.secondary = std::vector{ModeId(1), ModeId(2)};
    valueOf(applyTo(study, wanted));
    wanted = request(ann, {failures[1]}, std::nullopt); // background
    wanted.change.secondary = std::vector{ModeId(1)};
    valueOf(applyTo(study, wanted));
    const auto secondary = [&](base::AnnotatorId who, std::size_t item) {
        for (const labels::Label& label : valueOf(labelsOf(study, who)))
            if (label.sample == failures[item])
                return label.secondary;
        return std::vector<ModeId>();
    };
    merge(ann, 2, 1);
    CHECK(secondary(ann, 0) == std::vector{ModeId(3)});
    CHECK(secondary(bea, 2) == std::vector{ModeId(1)});
    CHECK(secondary(ann, 1).empty()); // background, which counts as scale, with scale beside it
    say(ann, 1, mode(3));
    CHECK(secondary(ann, 1).empty()); // and stays away where another mode is dominant
    valueOf(study.labels().undo(ann));
    valueOf(study.labels().undo(ann));
    CHECK(secondary(ann, 0) == std::vector{ModeId(2), ModeId(3)});
    CHECK(secondary(bea, 2) == std::vector{ModeId(1), ModeId(2)});
}

TEST_CASE_METHOD(Labelled, "A mode that was merged or split can't be given, and the refusal says what can") {
    merge(ann, 2, 1);
    auto given = applyTo(study, request(ann, {failures[4]}, mode(2)));
    REQUIRE_FALSE(given);
    CHECK_THAT(given.error().message,
               Contains("Background was merged, and is not given any more: choose Scale"));
    add(study, newMode("blur", '4', 'L'));
    Mode split = *study.labels().taxonomy().find("occlusion");
    split.splitInto = {"blur", "scale"};
    REQUIRE(edit(study, ModeEdit::Kind::Change, split));
    given = applyTo(study, request(ann, {failures[4]}, mode(3)));
    REQUIRE_FALSE(given);
    CHECK_THAT(given.error().message, Contains("Occlusion was split") && Contains("The blur, Scale"));
    const auto intoSplit = study.labels().mergeModes(ann, std::array{ModeId(1)}, ModeId(3));
    REQUIRE_FALSE(intoSplit);
    CHECK_THAT(intoSplit.error().message,
               Contains("modes are merged into one that is offered and not split"));
    // A file that was written before the split says nothing new.
    const labels::ImportedLabel row{"bea", failures[2], mode(3), {}, std::nullopt};
    CHECK(importInto(study, {&row, 1}));
    const labels::ImportedLabel merged{"bea", failures[2], mode(2), {}, std::nullopt};
    CHECK_FALSE(importInto(study, {&merged, 1}));
    CHECK_FALSE(study.labels().mergeModes(ann, std::array{ModeId(2)}, ModeId(1))); // is merged already
    CHECK_FALSE(study.labels().mergeModes(ann, std::array{ModeId(1)}, ModeId(1)));
    CHECK_FALSE(study.labels().mergeModes(ann, {}, ModeId(1)));
    CHECK_FALSE(study.labels().mergeModes(ann, std::array{ModeId(77)}, ModeId(1)));
}

TEST_CASE_METHOD(Labelled,
                 "Splitting relabels nothing, and asks for a new decision where a queue had asked") {
    const auto inQueue = [&](base::AnnotatorId who, std::size_t item, const Judgement& judgement,
                             std::uint32_t position, labels::How how) {
        labels::LabelRequest wanted = request(who, {failures[item]}, judgement);
        wanted.given.how = how;
        wanted.given.planVersion = 1;
        wanted.given.position = position;
        valueOf(applyTo(study, wanted));
    };
    inQueue(ann, 5, mode(1), 0, labels::How::Session);
    inQueue(ann, 6, mode(3), 1, labels::How::Session);
    inQueue(ann, 5, mode(3), 2, labels::How::Repeat);
    const base::RunId run = study.runs().first();
    CHECK(valueOf(study.labels().answers(run, ann, 1)).answered.size() == 2);
    CHECK(valueOf(study.labels().answers(run, ann, 1)).repeats.size() == 1);
    const auto before = counts(study);
    const std::size_t events = valueOf(study.labels().length()).events;
    Mode split = *study.labels().taxonomy().find("occlusion");
    split.splitInto = {"scale", "background"};
    REQUIRE(edit(study, ModeEdit::Kind::Change, split));
    CHECK(counts(study) == before);
    CHECK(valueOf(study.labels().length()).events == events);
    const auto open = valueOf(study.labels().answers(run, ann, 1));
    CHECK(open.answered.size() == 1);
    CHECK(open.answered.contains(failures[5]));
    CHECK(open.repeats.empty());
    inQueue(ann, 6, mode(2), 1, labels::How::Session); // decided anew
    CHECK(valueOf(study.labels().answers(run, ann, 1)).answered.size() == 2);
    split.splitInto.clear(); // and taken back
    REQUIRE(edit(study, ModeEdit::Kind::Change, split));
    CHECK(study.labels().taxonomy() == labels::standardTaxonomy());
    CHECK(valueOf(study.labels().answers(run, ann, 1)).repeats.size() == 1);
}

TEST_CASE_METHOD(Labelled,
                 "A mode that was ever given can't be taken away; an unused one can, and comes back") {
    const Mode occlusion = *study.labels().taxonomy().find("occlusion");
    CHECK_THAT(refusalOf(edit(study, ModeEdit::Kind::Remove, occlusion)), Contains("is in use"));
    say(bea, 2, mode(1));
    valueOf(study.labels().undo(bea));
    valueOf(study.labels().undo(bea)); // nobody holds it now, but its history is there
    CHECK(counts(study).count("occlusion") == 0);
    CHECK_THAT(refusalOf(edit(study, ModeEdit::Kind::Remove, occlusion)), Contains("is in use"));

    add(study, newMode("blur", std::nullopt, 'L'));
    const ModeId blur = idOf(study, "blur");
    CHECK(study.labels().taxonomy().modes().back().digit == std::nullopt);
    CHECK_THAT(refusalOf(edit(study, ModeEdit::Kind::Add, newMode("blur", '5', 'M'))),
               Contains("there is a failure mode \"blur\" already"));
    REQUIRE(edit(study, ModeEdit::Kind::Remove, newMode("blur", {}, 'L')));
    CHECK(study.labels().taxonomy() == labels::standardTaxonomy());
    CHECK_THAT(refusalOf(edit(study, ModeEdit::Kind::Remove, newMode("blur", {}, 'L'))),
               Contains("there is no failure mode \"blur\""));
    CHECK_FALSE(edit(study, ModeEdit::Kind::Change, newMode("blur", {}, 'L')));
    reopen();
    add(study, newMode("blur", '4', 'M'));
    CHECK(idOf(study, "blur") == blur);
    CHECK(study.labels().taxonomy().find("blur")->letter == 'M');
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Labelled,
                 "Edits that leave no taxonomy are refused whole, and keys may be exchanged in one go") {
    Mode scale = *study.labels().taxonomy().find("scale");
    Mode background = *study.labels().taxonomy().find("background");
    std::swap(scale.digit, background.digit);
    std::swap(scale.letter, background.letter);
    CHECK_THAT(refusalOf(edit(study, ModeEdit::Kind::Change, scale)), Contains("share their digit"));
    CHECK(study.labels().taxonomy() == labels::standardTaxonomy());
    const std::array both{ModeEdit{ModeEdit::Kind::Change, scale},
                          ModeEdit{ModeEdit::Kind::Change, background}};
    REQUIRE(study.labels().editModes(both));
    CHECK(study.labels().taxonomy().modes().front().slug == "background");
    CHECK(held(ann, 0) == mode(1));

    const std::array secondFails{ModeEdit{ModeEdit::Kind::Add, newMode("blur", '4', 'L')},
                                 ModeEdit{ModeEdit::Kind::Add, newMode("noise", '5', 'X')}};
    CHECK_THAT(refusalOf(study.labels().editModes(secondFails)), Contains("X is a key of the program"));
    reopen();
    CHECK(study.labels().taxonomy().find("blur") == nullptr);
}

TEST_CASE_METHOD(Labelled,
                 "A merge can't be undone while another mode has the key, and the sentence says so") {
    merge(ann, 2, 1);
    add(study, newMode("blur", '2', 'L'));
    const auto before = stateOfLabels(study);
    const auto undone = study.labels().undo(ann);
    REQUIRE_FALSE(undone);
    CHECK_THAT(undone.error().message,
               Contains("the merge can't be undone") && Contains("blur and background share their digit"));
    CHECK(stateOfLabels(study) == before);
    Mode blur = *study.labels().taxonomy().find("blur");
    blur.digit.reset();
    REQUIRE(edit(study, ModeEdit::Kind::Change, blur));
    CHECK(study.labels().undo(ann));
    CHECK(held(bea, 1) == mode(2));
}

TEST_CASE_METHOD(Labelled, "Merges follow each other, and are taken back one by one") {
    add(study, newMode("blur", '4', 'L'));
    say(ann, 4, Judgement::of(idOf(study, "blur")));
    const auto before = words(valueOf(labelsOf(study)));
    merge(ann, 2, 1);
    merge(bea, 1, 3);
    CHECK(counts(study) ==
          std::map<std::string, std::size_t>{{"occlusion", 5}, {"none", 1}, {"excluded", 1}, {"blur", 1}});
    valueOf(study.labels().undo(ann)); // the first one, while the second one stands
    CHECK(held(ann, 1) == mode(2));
    CHECK(held(ann, 0) == mode(3));
    CHECK(study.labels().taxonomy().find("background") != nullptr);
    CHECK(study.labels().taxonomy().find("scale") == nullptr);
    valueOf(study.labels().undo(bea));
    CHECK(words(valueOf(labelsOf(study))) == before);
    CHECK(valueOf(study.verify()).problems.empty());
}
