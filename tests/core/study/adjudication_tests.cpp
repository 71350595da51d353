// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using labels::Judgement;
using study::Study;

namespace {

struct Bench {
    TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    base::RunId run = study.runs().first();
    std::vector<base::SampleIndex> failures = failingSamples(study);
    base::AnnotatorId ada = valueOf(study.labels().annotator("ada")).id;
    base::AnnotatorId ben = valueOf(study.labels().annotator("ben")).id;

    base::Result<labels::ActionReport> decide(Study& where, base::AnnotatorId who, std::size_t failure,
                                              const Judgement& judgement) const {
        labels::LabelRequest wanted = request(who, {failures[failure]}, judgement);
        wanted.given.how = labels::How::Adjudication;
        return applyTo(where, wanted);
    }
    /// The decision on a failure and whose it is; unlabelled: there is none.
    static std::pair<Judgement, base::AnnotatorId> decision(const Study& where, base::SampleIndex sample) {
        for (const labels::Label& each : valueOf(where.labels().decisions(where.runs().first())))
            if (each.sample == sample)
                return {each.judgement, each.annotator};
        return {};
    }
    [[nodiscard]] Judgement decided(std::size_t failure) const {
        return decision(study, failures[failure]).first;
    }
};

} // namespace

TEST_CASE_METHOD(Bench, "Only an adjudicator decides, and whoever is named one stays one") {
    CHECK(decide(study, ada, 0, mode(1)).error().kind == base::ErrorKind::Refused);
    CHECK(valueOf(study.labels().adjudicators()).empty());
    valueOf(study.labels().makeAdjudicator(ada));
    valueOf(study.labels().makeAdjudicator(ada));
    CHECK(valueOf(study.labels().adjudicators()).size() == 1);
    valueOf(decide(study, ada, 0, mode(1)));
    CHECK(decide(study, ben, 0, mode(1)).error().kind == base::ErrorKind::Refused);
    CHECK_FALSE(study.labels().makeAdjudicator(base::AnnotatorId(99)));
    { const Study closed = std::move(study); }
    study = opened(folder / "a.faultline");
    CHECK(valueOf(study.labels().adjudicators()).front().name == "ada");
    CHECK(decided(0) == mode(1));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Bench, "A decision leaves every label as it is, the adjudicator's own one too") {
    valueOf(study.labels().makeAdjudicator(ada));
    valueOf(applyTo(study, request(ada, {failures[0]}, mode(1), "mine")));
    valueOf(applyTo(study, request(ben, {failures[0]}, mode(2))));
    const auto before = valueOf(labelsOf(study));
    const auto report = valueOf(decide(study, ada, 0, mode(3)));
    CHECK(report.description == "decision Occlusion on " + numbered(failures[0]));
    REQUIRE(report.changed.size() == 1);
    CHECK(report.changed.front().judgement == mode(1));
    CHECK(valueOf(labelsOf(study)) == before);
    CHECK(decision(study, failures[0]) == std::pair(mode(3), ada));
    // What is said of the item afterwards is a label, and no decision.
    valueOf(applyTo(study, request(ada, {failures[0]}, mode(2))));
    CHECK(decided(0) == mode(3));
    // The history has all of it.
    const auto events = valueOf(historyOf(study, failures[0]));
    CHECK(std::ranges::count_if(
              events, [](const auto& event) { return event.given.how == labels::How::Adjudication; }) == 1);
}

TEST_CASE_METHOD(Bench, "A decision is taken back by undo, done again by redo, and changed by another one") {
    valueOf(study.labels().makeAdjudicator(ada));
    valueOf(applyTo(study, request(ada, {failures[0]}, mode(1))));
    valueOf(decide(study, ada, 0, mode(2)));
    valueOf(decide(study, ada, 0, Judgement::excluded(labels::Exclusion::Ambiguous)));
    CHECK(valueOf(decide(study, ada, 0, Judgement::excluded(labels::Exclusion::Ambiguous))).changed.empty());
    CHECK(decided(0) == Judgement::excluded(labels::Exclusion::Ambiguous));
    valueOf(study.labels().undo(ada));
    CHECK(decided(0) == mode(2));
    CHECK(valueOf(study.labels().undo(ada)).description == "decision Background on " + numbered(failures[0]));
    CHECK(decided(0).isUnlabelled());
    CHECK(valueOf(study.labels().decisions(run)).empty());
    CHECK(valueOf(labelsOf(study, ada)).front().judgement == mode(1)); // that was before
    valueOf(study.labels().redo(ada));
    CHECK(decided(0) == mode(2));
    valueOf(decide(study, ada, 0, Judgement()));
    CHECK(decided(0).isUnlabelled());
    valueOf(study.labels().undo(ada));
    CHECK(decided(0) == mode(2));
    valueOf(study.labels().undo(ada));
    valueOf(study.labels().undo(ada));
    CHECK(valueOf(labelsOf(study, ada)).empty());
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(
    Bench, "Of two adjudicators the later decision holds, and the earlier one where that is taken back") {
    valueOf(study.labels().makeAdjudicator(ada));
    valueOf(study.labels().makeAdjudicator(ben));
    valueOf(decide(study, ada, 0, mode(1)));
    valueOf(decide(study, ben, 0, mode(2)));
    CHECK(valueOf(study.labels().decisions(run)).size() == 1);
    const auto later = decision(study, failures[0]);
    CHECK((later.first == mode(2) || later.first == mode(1))); // within one millisecond by UUID
    valueOf(study.labels().undo(ben));
    CHECK(decision(study, failures[0]) == std::pair(mode(1), ada));
}

TEST_CASE_METHOD(Bench, "A decision is one judgement of one item that carries labels") {
    valueOf(study.labels().makeAdjudicator(ada));
    labels::LabelRequest wanted = request(ada, {failures[0], failures[1]}, mode(1));
    wanted.given.how = labels::How::Adjudication;
    CHECK(applyTo(study, wanted).error().kind == base::ErrorKind::InvalidInput);
    wanted = request(ada, {failures[0]}, std::nullopt, "a note alone");
    wanted.given.how = labels::How::Adjudication;
    CHECK(applyTo(study, wanted).error().kind == base::ErrorKind::InvalidInput);
    CHECK_FALSE(decide(study, ada, 0, Judgement::of(base::ModeId(77))));
    wanted = request(ada, {base::SampleIndex(59'999)}, mode(1));
    wanted.given.how = labels::How::Adjudication;
    CHECK_FALSE(applyTo(study, wanted));
    CHECK(valueOf(study.labels().decisions(run)).empty());
}

TEST_CASE_METHOD(Bench, "Adjudicators and decisions merge in any order, from copies and from lines") {
    { const Study closed = std::move(study); }
    const auto copyOf = [&](const std::string& from, const std::string& to) {
        std::filesystem::copy_file(folder / (from + ".faultline"), folder / (to + ".faultline"));
        return opened(folder / (to + ".faultline"));
    };
    const auto state = [&](const Study& of) {
        std::string text;
        for (const labels::Annotator& each : valueOf(of.labels().adjudicators()))
            text += each.uuid + " ";
        for (const labels::Label& each : valueOf(of.labels().decisions(of.runs().first())))
            text +=
                numbered(each.sample) + labels::judgementText(each.judgement, of.labels().taxonomy()) + " ";
        return text;
    };
    std::string lines;
    {
        Study b = copyOf("a", "b");
        Study c = copyOf("a", "c");
        valueOf(b.labels().makeAdjudicator(ada));
        valueOf(decide(b, ada, 0, mode(1)));
        valueOf(decide(b, ada, 1, mode(1)));
        valueOf(c.labels().makeAdjudicator(ben));
        valueOf(c.labels().makeAdjudicator(ada));
        valueOf(decide(c, ben, 1, mode(2)));
        valueOf(decide(c, ben, 2, mode(3)));
        valueOf(c.labels().undo(ben));
        lines = valueOf(b.labels().lines());
    }
    writeText(folder / "b.jsonl", lines);
    std::vector<std::string> states;
    for (const auto& order : {std::array{"b.faultline", "c.faultline", "b.faultline"},
                              {"c.faultline", "b.faultline", "c.faultline"},
                              {"c.faultline", "b.jsonl", "b.jsonl"}}) {
        Study into = copyOf("a", "into" + std::to_string(states.size()));
        for (const char* name : order) {
            const std::array copies{valueOf(study::LogCopy::open(folder / name))};
            valueOf(into.merge(copies));
        }
        states.push_back(state(into));
        CHECK(valueOf(into.verify()).problems.empty());
        CHECK(valueOf(into.labels().adjudicators()).size() == 2);
        CHECK(decision(into, failures[0]).first == mode(1));
        CHECK(decision(into, failures[2]).first.isUnlabelled());
    }
    CHECK(states[0] == states[1]);
    CHECK(states[0] == states[2]);
}

TEST_CASE_METHOD(Bench, "Verify finds a decision of somebody who is no adjudicator") {
    valueOf(study.labels().makeAdjudicator(ada));
    valueOf(decide(study, ada, 0, mode(1)));
    { const Study closed = std::move(study); }
    tamper(folder / "a.faultline", "DELETE FROM adjudicators");
    study = opened(folder / "a.faultline");
    const auto problems = valueOf(study.verify()).problems;
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems.front(), Contains("1 decisions are of somebody who is no adjudicator"));
}
