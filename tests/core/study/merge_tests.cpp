// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/base/random.h"
#include "core/base/time.h"

#include <array>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Study;

namespace {

/// A study and copies of it that are worked on apart.
struct Copies {
    TemporaryFolder folder;
    std::vector<base::SampleIndex> failures;
    base::AnnotatorId ann;

    Copies() {
        Study study = makeSyntheticStudy(folder / "a.faultline");
        ann = valueOf(study.labels().annotator("ann")).id;
        failures = failingSamples(study);
    }
    /// The present state of "a" under another name.
    Study copy(const std::string& name) const {
        std::filesystem::copy_file(folder / "a.faultline", folder / (name + ".faultline"),
                                   std::filesystem::copy_options::overwrite_existing);
        return opened(folder / (name + ".faultline"));
    }
    Study a() const { return opened(folder / "a.faultline"); }
};

labels::MergeReport merged(Study& into, const Study& from) {
    const std::array copies{valueOf(study::LogCopy::open(from.path()))};
    return valueOf(into.merge(copies));
}

std::string refusal(Study& into, const Study& from) {
    auto copy = study::LogCopy::open(from.path());
    if (!copy)
        return copy.error().message;
    const auto report = into.merge({&*copy, 1});
    return report ? "merged" : report.error().message;
}

/// Two clocks that show one millisecond leave the order to the UUIDs.
void waitForTheNextMillisecond() {
    const base::Timestamp now = base::now() + std::chrono::milliseconds(2);
    while (base::now() <= now)
        std::this_thread::yield();
}

} // namespace

TEST_CASE_METHOD(Copies, "What was shown to somebody merges, and of a run that is not here it is left out") {
    Study b = copy("b");
    Study a = this->a();
    const auto first = a.runs().first();
    const base::RunId other = tests::addSyntheticRun(b, "other", {});
    REQUIRE(b.labels().notePainted(first, ann, std::vector{failures[0]}));
    const auto items = valueOf(b.runs().items(other));
    REQUIRE(b.labels().notePainted(other, ann, std::vector{items.front().sample}));
    merged(a, b);
    CHECK(valueOf(a.labels().painted(first, ann)) == std::set{failures[0]});
    merged(a, b);
    CHECK(a.verify());
}

TEST_CASE_METHOD(Copies,
                 "Labels given in two copies are both there after a merge, each thing by its last event") {
    Study b = copy("b");
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0], failures[1]}, mode(1))));
    valueOf(applyTo(b, request(ann, {failures[1]}, mode(2)))); // later
    valueOf(applyTo(b, request(ann, {failures[0]}, std::nullopt, "a note in the other copy")));
    const auto report = merged(a, b);
    CHECK(report.eventsNew == 2);
    CHECK(report.eventsKnown == 0);
    CHECK(report.annotators == std::vector<std::string>{"ann"});
    const auto labels = valueOf(labelsOf(a));
    REQUIRE(labels.size() == 2);
    for (const labels::Label& label : labels)
        CHECK(label.judgement == (label.sample == failures[0] ? mode(1) : mode(2)));
    for (const labels::Label& label : labels)
        if (label.sample == failures[0])
            CHECK(label.note == "a note in the other copy"); // and the label beside it stays
    CHECK(valueOf(a.verify()).problems.empty());

    const auto again = merged(a, b);
    CHECK(again.eventsNew == 0);
    CHECK(again.eventsKnown == 2);
    merged(b, a);
    CHECK(stateOfLabels(a) == stateOfLabels(b));
}

TEST_CASE_METHOD(Copies, "Merging is idempotent, commutative and associative for whatever was done apart") {
    const int rounds = std::getenv("FAULTLINE_LONG_TESTS") != nullptr ? 1000 : 12;
    base::Random random(20261126);
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        std::vector<Study> apart;
        for (const char* name : {"r0", "r1", "r2"})
            apart.push_back(copy(name));
        for (int step = 0; step < 12; ++step) {
            Study& study = apart[random.below(3)];
            const std::array<const char*, 3> names{"ann", "bea", "cyd"};
            const auto who = valueOf(study.labels().annotator(names[random.below(3)])).id;
            const base::SampleIndex sample = failures[random.below(4)];
            switch (random.below(7)) {
            case 5: {
                auto flagged = request(who, {sample}, std::nullopt);
                flagged.change.flag = random.below(2) == 0;
                valueOf(applyTo(study, flagged));
                break;
            }
            case 6: {
                auto also = request(who, {sample}, std::nullopt);
                also.change.secondary =
                    std::vector{base::ModeId(1 + static_cast<std::int64_t>(random.below(3)))};
                valueOf(applyTo(study, also));
                break;
            }
            case 0:
                valueOf(study.labels().undo(who));
                break;
            case 1:
                valueOf(study.labels().redo(who));
                break;
            case 2:
                valueOf(applyTo(study, request(who, {sample}, std::nullopt, "n" + std::to_string(step))));
                break;
            default:
                valueOf(applyTo(study, request(who, {sample, failures[random.below(4)]},
                                               random.below(4) == 0
                                                   ? labels::Judgement()
                                                   : mode(1 + static_cast<std::int64_t>(random.below(3))))));
            }
        }
        Study left = copy("left");   // (0 ∪ 1) ∪ 2
        Study right = copy("right"); // 2 ∪ (1 ∪ 0), twice
        merged(left, apart[0]);
        merged(left, apart[1]);
        merged(left, apart[2]);
        merged(apart[1], apart[0]);
        merged(right, apart[2]);
        merged(right, apart[1]);
        merged(right, apart[2]);
        REQUIRE(stateOfLabels(left) == stateOfLabels(right));
        REQUIRE(valueOf(left.labels().events()) == valueOf(right.labels().events()));
        REQUIRE(valueOf(left.verify()).problems.empty());
    }
}

TEST_CASE_METHOD(Copies,
                 "Undo after a merge takes back the last action of all, and leaves later labels alone") {
    Study b = copy("b");
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0], failures[1]}, mode(1))));
    valueOf(applyTo(b, request(ann, {failures[1]}, mode(2))));
    merged(a, b);
    CHECK(valueOf(a.labels().undoState(ann)).undo == "Background on " + numbered(failures[1]));
    valueOf(a.labels().undo(ann)); // of b
    CHECK(valueOf(labelsOf(a)).size() == 2);
    for (const labels::Label& label : valueOf(labelsOf(a)))
        CHECK(label.judgement == mode(1));
    const auto report = valueOf(a.labels().undo(ann));
    CHECK(report.changed.size() == 2);
    CHECK(valueOf(labelsOf(a)).empty());
}

TEST_CASE_METHOD(Copies, "A later action of another copy clears what could be redone") {
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0], failures[1]}, mode(1))));
    { const Study closed = std::move(a); }
    Study b = copy("b");
    a = this->a();
    valueOf(a.labels().undo(ann)); // takes both back here
    waitForTheNextMillisecond();
    valueOf(applyTo(b, request(ann, {failures[1]}, mode(3)))); // later, there
    merged(a, b);
    CHECK(valueOf(a.labels().redo(ann)).changed.empty());
    valueOf(a.labels().undo(ann));
    CHECK(valueOf(labelsOf(a)).empty());
    CHECK(valueOf(a.verify()).problems.empty());
}

TEST_CASE_METHOD(Copies, "An undo leaves alone what a later event from another copy stands on, and says so") {
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0]}, mode(1))));
    { const Study closed = std::move(a); }
    Study b = copy("b");
    a = this->a();
    valueOf(applyTo(b, request(ann, {failures[0], failures[1]}, mode(3)))); // there
    waitForTheNextMillisecond();
    valueOf(a.labels().undo(ann)); // later, here: it stands on one of the two
    merged(a, b);
    CHECK(valueOf(a.labels().undoState(ann)).undo == "Occlusion on 2 images");
    const auto report = valueOf(a.labels().undo(ann));
    CHECK(report.leftAlone == 1);
    REQUIRE(report.changed.size() == 1);
    CHECK(report.changed.front().sample == failures[1]);
    CHECK(valueOf(labelsOf(a)).empty());
    CHECK(valueOf(a.verify()).problems.empty());
}

TEST_CASE_METHOD(Copies, "Two annotators of one name are kept apart and told") {
    Study b = copy("b");
    Study a = this->a();
    const auto here = valueOf(a.labels().annotator("zoe")).id;
    const auto there = valueOf(b.labels().annotator("zoe")).id;
    valueOf(applyTo(a, request(here, {failures[0]}, mode(1))));
    valueOf(applyTo(b, request(there, {failures[0]}, mode(2))));
    const auto report = merged(a, b);
    REQUIRE(report.notes.size() == 1);
    CHECK(report.notes.front().find("2 annotators are called \"zoe\"") != std::string::npos);
    merged(b, a);
    CHECK(valueOf(labelsOf(a)).size() == 2);
    CHECK(stateOfLabels(a) == stateOfLabels(b));
    std::vector<std::string> names;
    for (const labels::Annotator& annotator : valueOf(a.labels().annotators()))
        names.push_back(annotator.name);
    CHECK(std::find(names.begin(), names.end(), "zoe (2)") != names.end());
}

TEST_CASE_METHOD(Copies, "What does not belong together is refused in one sentence and changes nothing") {
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0]}, mode(1))));
    { const Study closed = std::move(a); }
    const auto refusedAfter = [&](const std::string& sql, const std::string& why) {
        CAPTURE(sql);
        { const Study made = copy("b"); }
        tamper(folder / "b.faultline", sql);
        Study into = this->a();
        const std::string before = stateOfLabels(into);
        const Study from = opened(folder / "b.faultline", study::Access::ReadOnly);
        const std::string message = refusal(into, from);
        CHECK(message.find(why) != std::string::npos);
        CHECK(message.find("nothing was merged") != std::string::npos);
        CHECK(message.find('\n') == std::string::npos);
        CHECK(stateOfLabels(into) == before);
    };
    refusedAfter("UPDATE study SET uuid = 'another'", "another study");
    refusedAfter("UPDATE modes SET name = 'Size' WHERE id = 1", "failure modes");
    refusedAfter("UPDATE label_events SET mode = 2", "was altered (mode");
    refusedAfter("UPDATE actions SET description = hex(zeroblob(5000))", "longer than any");
    refusedAfter("UPDATE label_events SET contrast = hex(zeroblob(33))", "longer than any");
    refusedAfter("UPDATE label_events SET at_ms = at_ms + 1; UPDATE actions SET at_ms = at_ms + 1",
                 "was altered (at_ms");
    refusedAfter("UPDATE runs SET uuid = 'other'", "the run \"drawn\", which this study lacks");
    refusedAfter(
        "UPDATE label_events SET uuid = 'x', at_ms = at_ms + 172800000; UPDATE actions SET uuid = 'y', "
        "at_ms = at_ms + 172800000",
        "more than a day ahead");
}

TEST_CASE("A study without labels takes those of a copy whose items it lacks for nothing") {
    const TemporaryFolder folder;
    SyntheticOptions partial;
    partial.completion = Completion::Visited;
    { const Study made = makeSyntheticStudy(folder / "a.faultline", partial); }
    std::filesystem::copy_file(folder / "a.faultline", folder / "b.faultline");
    Study a = opened(folder / "a.faultline");
    Study b = opened(folder / "b.faultline");
    const base::AnnotatorId ann = valueOf(b.labels().annotator("ann")).id;
    const base::SampleIndex sample = failingSamples(b).front();
    valueOf(applyTo(b, request(ann, {sample}, mode(1))));
    { const Study closed = std::move(a); }
    tamper(folder / "a.faultline", "DELETE FROM details; DELETE FROM items");
    a = opened(folder / "a.faultline");
    CHECK(refusal(a, b).find("carries none in this study") != std::string::npos);
}

TEST_CASE_METHOD(Copies, "A clock that was set back loses nothing: an annotator's events keep their order") {
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0]}, mode(1))));
    { const Study closed = std::move(a); }
    // As if the clock had been an hour ahead when that was given.
    tamper(folder / "a.faultline", "UPDATE actions SET at_ms = at_ms + 3600000; "
                                   "UPDATE label_events SET at_ms = at_ms + 3600000");
    a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0]}, mode(2))));
    CHECK(valueOf(labelsOf(a)).front().judgement == mode(2));
    CHECK(valueOf(a.labels().undoState(ann)).undo == "Background on " + numbered(failures[0]));
    CHECK(valueOf(a.labels().warnings()).empty());
}

TEST_CASE_METHOD(Copies, "Events more than a day ahead of the clock are told on opening") {
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0]}, mode(1))));
    { const Study closed = std::move(a); }
    tamper(folder / "a.faultline", "UPDATE actions SET at_ms = at_ms + 172800000; "
                                   "UPDATE label_events SET at_ms = at_ms + 172800000");
    a = this->a();
    const auto warnings = valueOf(a.labels().warnings());
    REQUIRE(warnings.size() == 1);
    CHECK(warnings.front().find("labels of ann") == 0);
    CHECK(valueOf(a.verify()).problems.empty());
    CHECK(valueOf(a.verify()).warnings == warnings);
}

TEST_CASE_METHOD(Copies, "Every transaction raises the study's counter") {
    Study a = this->a();
    valueOf(applyTo(a, request(ann, {failures[0]}, mode(1))));
    { const Study closed = std::move(a); }
    const auto counted = [&] {
        const auto file = valueOf(study::StudyFile::open(folder / "a.faultline", study::Access::ReadOnly,
                                                         std::chrono::milliseconds(0)));
        return valueOf(file.reading([](const study::Database& database) -> base::Result<std::int64_t> {
            study::Query query = database.query("SELECT transactions FROM study");
            query.next();
            return query.integer(0);
        }));
    };
    const std::int64_t before = counted();
    CHECK(before > 1);
    a = this->a();
    valueOf(a.labels().undo(ann));
    valueOf(a.labels().redo(ann));
    { const Study closed = std::move(a); }
    CHECK(counted() == before + 2);
}
