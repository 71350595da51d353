// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/labelling_plan.h"

#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/study/run_entry.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::AnnotatorId;
using labels::Blind;
using labels::How;
using labels::Judgement;
using plans::Plan;
using study::Study;

namespace {

struct Fixture {
    TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    base::RunId run = study.runs().first();
    AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;

    Plan make(workbench::PlanRequest request = {}) {
        return valueOf(workbench::makePlan(study, run, request)).plan;
    }
    workbench::AnnotatorQueue queue(const Plan& plan) {
        return valueOf(workbench::annotatorQueue(study, plan, valueOf(study.labels().annotator("ann"))));
    }
    /// Answers a place as the session does.
    void answer(const Plan& plan, std::uint32_t position, const Judgement& judgement) {
        const plans::QueuePlace place = queue(plan).places.at(position);
        labels::LabelRequest wanted = request(ann, {place.sample}, judgement);
        wanted.run = run;
        wanted.given.how = place.isRepeat ? How::Repeat : How::Session;
        wanted.given.blind = Blind::Yes;
        wanted.given.planVersion = plan.version;
        wanted.given.position = position;
        valueOf(study.labels().apply(wanted));
    }
    Judgement present(base::SampleIndex sample) {
        for (const labels::Label& label : valueOf(study.labels().labels(run, ann)))
            if (label.sample == sample)
                return label.judgement;
        return {};
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "A plan is there after reopening, with everything that it was asked to be") {
    workbench::PlanRequest request;
    request.options = {{plans::FailureChoice::Kind::PerPair, 2},
                       {plans::ControlChoice::Kind::Count, 5},
                       4,
                       3,
                       plans::Order::Shared,
                       plans::Sight::Open,
                       plans::Truth::Hidden,
                       9,
                       0xfedcba9876543210};
    request.annotators = {"ann", "bea", "ann"};
    request.guidelines = "# How\n\nLook *closely*, 青.";
    const Plan made = make(request);
    CHECK(made.version == 1);
    CHECK(made.annotators.size() == 2);
    { const Study closed = std::move(study); }
    study = opened(folder / "a.faultline");
    const Plan read = valueOf(workbench::currentPlan(study, run));
    CHECK(read == made);
    CHECK(read.options == request.options);
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Fixture, "A plan is replaced until its first label, then a change is a new version") {
    CHECK_FALSE(valueOf(study.plans().current(run)));
    const Plan first = make();
    workbench::PlanRequest other;
    other.options.seed = 7;
    const Plan second = make(other);
    CHECK(second.version == 1);
    CHECK(valueOf(study.plans().all(run)).size() == 1);
    answer(second, 0, mode(1));
    const Plan third = make();
    CHECK(third.version == 2);
    CHECK(valueOf(study.plans().all(run)) == std::vector<Plan>{second, third});
    CHECK(queue(third).answeredCount() == 0); // each label keeps the version that it was given under
    CHECK(queue(second).answeredCount() == 1);
}

TEST_CASE_METHOD(Fixture,
                 "A place is answered while its item is decided, and open again when that is taken back") {
    const Plan plan = make();
    answer(plan, 0, mode(1));
    answer(plan, 1, Judgement::none());
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0, 1});
    valueOf(study.labels().undo(ann));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0});
    valueOf(study.labels().redo(ann));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0, 1});
    // A label outside of the session answers nothing.
    const auto sample = queue(plan).places.at(2).sample;
    valueOf(study.labels().apply([&] {
        auto wanted = request(ann, {sample}, mode(2));
        wanted.run = run;
        return wanted;
    }()));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0, 1});
}

TEST_CASE_METHOD(Fixture,
                 "An answer to a repeat never is the present label, and is taken back all the same") {
    const Plan plan = make();
    const auto places = queue(plan).places;
    const auto repeat = static_cast<std::uint32_t>(
        std::ranges::find(places, true, &plans::QueuePlace::isRepeat) - places.begin());
    const auto sample = places.at(repeat).sample;
    const auto first = static_cast<std::uint32_t>(
        std::ranges::find(places, sample, &plans::QueuePlace::sample) - places.begin());
    answer(plan, first, mode(1));
    answer(plan, repeat, mode(2));
    CHECK(present(sample) == mode(1));
    CHECK(queue(plan).repeats.at(repeat) == mode(2));
    CHECK(valueOf(study.labels().undoState(ann)).undo ==
          "Background on " + numbered(sample) + ", shown again");
    valueOf(study.labels().undo(ann));
    CHECK(present(sample) == mode(1));
    CHECK(queue(plan).repeats.empty());
    CHECK_FALSE(queue(plan).isAnswered(repeat));
    valueOf(study.labels().redo(ann));
    CHECK(queue(plan).repeats.at(repeat) == mode(2));
    CHECK(present(sample) == mode(1));
    // The first answer is changed: the repeat stays what it was.
    answer(plan, first, mode(3));
    CHECK(present(sample) == mode(3));
    CHECK(queue(plan).repeats.at(repeat) == mode(2));
    valueOf(study.labels().undo(ann));
    CHECK(present(sample) == mode(1));
    CHECK(study.verify());
}

TEST_CASE_METHOD(Fixture,
                 "An answer counts although the same was said elsewhere, and undo gives the place back") {
    const Plan plan = make();
    const auto sample = queue(plan).places.at(0).sample;
    auto elsewhere = request(ann, {sample}, mode(1));
    elsewhere.run = run;
    valueOf(study.labels().apply(elsewhere));
    CHECK(queue(plan).answered.empty());
    answer(plan, 0, mode(1));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0});
    CHECK(valueOf(study.labels().labels(run, ann)).at(0).given.blind == Blind::Yes);
    valueOf(study.labels().undo(ann));
    CHECK(queue(plan).answered.empty()); // what is left was said elsewhere
    CHECK(present(sample) == mode(1));
    valueOf(study.labels().redo(ann));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0});
    // A change elsewhere asks nobody again; undo of it neither.
    auto changed = elsewhere;
    changed.change.judgement = mode(2);
    valueOf(study.labels().apply(changed));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0});
    valueOf(study.labels().undo(ann));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{0});
    changed.change.judgement = Judgement();
    valueOf(study.labels().apply(changed));
    CHECK(queue(plan).answered.empty());
}

TEST_CASE_METHOD(Fixture, "Undo of a changed answer to a repeat gives back the one before it") {
    const Plan plan = make();
    const auto places = queue(plan).places;
    const auto repeat = static_cast<std::uint32_t>(
        std::ranges::find(places, true, &plans::QueuePlace::isRepeat) - places.begin());
    answer(plan, repeat, mode(1));
    answer(plan, repeat, mode(2));
    CHECK(queue(plan).repeats.at(repeat) == mode(2));
    valueOf(study.labels().undo(ann));
    CHECK(queue(plan).repeats.at(repeat) == mode(1));
    valueOf(study.labels().undo(ann));
    CHECK(queue(plan).repeats.empty());
    valueOf(study.labels().redo(ann));
    valueOf(study.labels().redo(ann));
    CHECK(queue(plan).repeats.at(repeat) == mode(2));
}

TEST_CASE_METHOD(Fixture,
                 "An answer counts for its item, at whatever place of whoever's queue it was given") {
    const Plan plan = make();
    const auto places = queue(plan).places;
    auto wanted = request(ann, {places.at(3).sample}, mode(1));
    wanted.run = run;
    wanted.given.planVersion = plan.version;
    wanted.given.position = 0;
    valueOf(study.labels().apply(wanted));
    CHECK(queue(plan).answered == std::set<std::uint32_t>{3});
}

TEST_CASE_METHOD(Fixture, "What was shown to an annotator is kept once, and of items alone") {
    const auto failures = failingSamples(study);
    CHECK(valueOf(study.labels().painted(run, ann)).empty());
    REQUIRE(study.labels().notePainted(run, ann, std::vector{failures[0], failures[1], failures[0]}));
    REQUIRE(study.labels().notePainted(run, ann, std::vector{failures[1], base::SampleIndex(4'000'000)}));
    CHECK(valueOf(study.labels().painted(run, ann)) == std::set{failures[0], failures[1]});
    const auto bea = valueOf(study.labels().annotator("bea")).id;
    CHECK(valueOf(study.labels().painted(run, bea)).empty());
    CHECK(study.verify());
}

TEST_CASE_METHOD(Fixture,
                 "A session has what its annotator may be asked, and makes nobody where there is no plan") {
    CHECK_FALSE(valueOf(workbench::sessionContent(study, run, "cleo")).plan);
    CHECK(valueOf(study.labels().annotators()).size() == 1);
    const Plan plan = make();
    answer(plan, 0, mode(1));
    const auto content = valueOf(workbench::sessionContent(study, run, "ann"));
    CHECK(content.plan == plan);
    CHECK(content.walk.answeredCount() == 1);
    CHECK(content.labels.size() == 1);
    CHECK(content.predictions.contains(content.walk.places().front().sample));
    const auto other = valueOf(workbench::sessionContent(study, run, "cleo"));
    CHECK(other.annotator.name == "cleo");
    CHECK(other.walk.answeredCount() == 0);
    CHECK(other.walk.places() != content.walk.places()); // an order of their own
}

TEST_CASE_METHOD(Fixture, "A plan that makes no sense is refused, not believed") {
    make();
    { const Study closed = std::move(study); }
    const std::string sql = GENERATE(
        as<std::string>(), "UPDATE plans SET text = 'no json'", "UPDATE plans SET text = '{}'",
        "UPDATE plans SET text = json_set(text, '$.failures', 'some')",
        "UPDATE plans SET text = json_set(text, '$.seed', 'x')",
        "UPDATE plans SET text = json_set(text, '$.annotators', json('[\"nobody\"]'))",
        "UPDATE plans SET version = 0", "UPDATE plan_items SET inclusion_probability = 0",
        "UPDATE plan_items SET inclusion_probability = 1.5", "UPDATE plan_items SET stratum_size = -1",
        "UPDATE plan_items SET stratum = hex(zeroblob(33))");
    CAPTURE(sql);
    tamper(folder / "a.faultline", sql);
    study = opened(folder / "a.faultline", study::Access::ReadOnly);
    const auto read = study.plans().current(run);
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().message, Catch::Contains("the study is damaged"));
    CHECK_FALSE(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Fixture, "What is refused leaves no plan and no annotators behind") {
    workbench::PlanRequest request;
    request.options.overlap = 100'000;
    request.annotators = {"bea", "cleo"};
    CHECK(workbench::makePlan(study, run, request).error().kind == base::ErrorKind::InvalidInput);
    CHECK(valueOf(study.labels().annotators()).size() == 1);
    CHECK_FALSE(valueOf(study.plans().current(run)));
    CHECK(workbench::currentPlan(study, run).error().kind == base::ErrorKind::NotFound);
}
