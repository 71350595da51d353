// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"
#include "tests/core/study/plan_desk.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using plans::Plan;
using study::Study;

TEST_CASE_METHOD(PlanDesk,
                 "A plan that was made in one copy, and its answers, are in the other after a merge") {
    Study b = copy("b");
    Study a = this->a();
    const Plan plan = makePlan(b, {.options = {}, .annotators = {"ann", "bea"}, .guidelines = "look"});
    answer(b, plan, "bea", 0, mode(2));
    CHECK(merged(a, b).notes.empty());
    const Plan here = currentPlan(a);
    CHECK(here.uuid == plan.uuid);
    CHECK(here.guidelines == "look");
    CHECK(here.items.size() == plan.items.size());
    CHECK(queueOf(a, "bea").places == queueOf(b, "bea").places);
    CHECK(queueOf(a, "bea").answered == std::set<std::uint32_t>{0});
    merged(a, b);
    CHECK(valueOf(a.plans().all(a.runs().first())).size() == 1);
    CHECK(valueOf(a.verify()).problems.empty());
    CHECK(merged(b, a).notes.empty());
    CHECK(currentPlan(b) == plan);
}

TEST_CASE_METHOD(PlanDesk,
                 "Of two plans of one version the one with labels holds, in whatever order they meet") {
    Study b = copy("b");
    Study a = this->a();
    const Plan labelled = makePlan(a);
    answer(a, labelled, "ann", 0, mode(1));
    workbench::PlanRequest later;
    later.options.seed = 7;
    makePlan(b, later);
    Study intoB = copy("into", b);
    const auto report = merged(intoB, a);
    REQUIRE(report.notes.size() == 1);
    CHECK_THAT(report.notes.front(), Contains("version 1 of the plan"));
    CHECK(currentPlan(intoB).uuid == labelled.uuid);
    CHECK(queueOf(intoB, "ann").answeredCount() == 1);
    CHECK(valueOf(intoB.verify()).problems.empty());
    merged(a, b);
    CHECK(currentPlan(a).uuid == labelled.uuid);
}

TEST_CASE_METHOD(PlanDesk, "Of two plans without labels the later one holds, in whatever order they meet") {
    Study b = copy("b");
    Study a = this->a();
    const Plan first = makePlan(a);
    Plan second = makePlan(b);
    while (second.at == first.at) // a clock of milliseconds
        second = makePlan(b);
    Study intoA = copy("into a", a);
    Study intoB = copy("into b", b);
    merged(intoA, b);
    merged(intoB, a);
    CHECK(currentPlan(intoA) == second);
    CHECK(currentPlan(intoB) == second);
}

TEST_CASE_METHOD(PlanDesk,
                 "Two plans of one version that both have labels don't merge, and nothing changes") {
    Study b = copy("b");
    Study a = this->a();
    answer(a, makePlan(a), "ann", 0, mode(1));
    workbench::PlanRequest other;
    other.options.seed = 7;
    answer(b, makePlan(b, other), "bea", 0, mode(2));
    const std::string before = stateOfLabels(a);
    CHECK_THAT(refusal(a, b), Contains("labels were given under both"));
    CHECK(stateOfLabels(a) == before);
}

TEST_CASE_METHOD(PlanDesk, "A plan whose items were altered is refused") {
    {
        Study a = this->a();
        answer(a, makePlan(a), "ann", 0, mode(1));
    }
    { const Study b = copy("b"); }
    tamper(folder / "b.faultline", "UPDATE plan_items SET inclusion_probability = 0.5");
    Study a = this->a();
    CHECK_THAT(refusal(a, opened(folder / "b.faultline")), Contains("was altered"));
}

TEST_CASE_METHOD(PlanDesk, "The second place for labels keeps plans too") {
    Study b = copy("b");
    Study a = this->a();
    const Plan plan = makePlan(a);
    answer(a, plan, "ann", 3, mode(2));
    writeText(folder / "labels.jsonl", valueOf(a.labels().lines()));
    const auto lines = valueOf(study::LogCopy::open(folder / "labels.jsonl"));
    valueOf(b.merge({&lines, 1}));
    CHECK(currentPlan(b) == plan);
    CHECK(queueOf(b, "ann").answered == std::set<std::uint32_t>{3});
    CHECK(valueOf(b.verify()).problems.empty());
}
