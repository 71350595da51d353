// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a plan before it is made, and after somebody has answered all of it.
#include "core/workbench/condition_grammar.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/plan_people.h"
#include "core/workbench/plan_population.h"
#include "core/workbench/session_end.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Matchers::Contains;
using Names = std::vector<std::string>;

TEST_CASE("Names of a plan's people are read once each, and what is no name of somebody new is refused") {
    const auto people =
        workbench::planPeople(Names{" ada ", "", "ben", "ada", "Zoë Öztürk-O'Hara Jr."}, Names{"ada"});
    REQUIRE(people.has_value());
    CHECK(people->names == Names{"ada", "ben", "Zoë Öztürk-O'Hara Jr."});
    CHECK(people->fresh == Names{"ben", "Zoë Öztürk-O'Hara Jr."});
    CHECK(workbench::planPeople(Names{"a: b"}, Names{"a: b"})->fresh.empty()); // they are called so
    for (const auto& [name, why] :
         {std::pair("benScale: too small.", "it has a : in it"), std::pair("ada; ben", "it has a ; in it"),
          std::pair("what one types when it is a sentence", "more than six words"),
          std::pair("...", "neither a letter nor a digit")}) {
        const auto refused = workbench::planPeople(Names{"ada", name}, {});
        REQUIRE_FALSE(refused.has_value());
        CHECK_THAT(refused.error().message, Contains(name) && Contains(why));
    }
    CHECK_FALSE(workbench::planPeople(Names{std::string(201, 'a')}, {}).has_value());
}

TEST_CASE("A plan is counted as it would be drawn, and a name that is refused leaves nobody behind") {
    const tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline", {});
    const base::RunId run = study.runs().first();
    workbench::PlanRequest request;
    request.options.failures = {plans::FailureChoice::Kind::Count, 7};
    request.options.controls = {plans::ControlChoice::Kind::Count, 4};
    const auto counts = workbench::planCounts(study, run, request.options);
    REQUIRE(counts.has_value());
    CHECK(counts->failures == 7);
    CHECK(counts->overlap == (counts->failures + counts->controls) / 5);
    const auto before = study.labels().annotators()->size();
    request.annotators = {"cleo", "dan: or not"};
    REQUIRE_FALSE(workbench::makePlan(study, run, request).has_value());
    CHECK(study.labels().annotators()->size() == before);
    request.annotators = {"cleo", "dan"};
    const auto made = workbench::makePlan(study, run, request);
    REQUIRE(made.has_value());
    CHECK(made->plan.items.size() == counts->failures + counts->controls);
    CHECK(std::ranges::count(made->plan.items, true, &plans::PlanItem::isOverlap) ==
          static_cast<std::ptrdiff_t>(counts->overlap));
}

TEST_CASE("At the end of a session the others' open places are told, and on how many items labels differ") {
    const tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline", {});
    const base::RunId run = study.runs().first();
    workbench::PlanRequest request;
    request.options.failures = {plans::FailureChoice::Kind::Count, 4};
    request.options.controls = {plans::ControlChoice::Kind::Count, 0};
    request.options.overlap = 4;
    request.options.repeats = 0;
    request.annotators = {"ada", "ben"};
    const plans::Plan plan = workbench::makePlan(study, run, request)->plan;
    const auto answer = [&](const std::string& name, std::uint32_t position, const labels::Judgement& said) {
        const auto who = study.labels().annotator(name).value();
        const auto queue = workbench::annotatorQueue(study, plan, who).value();
        labels::LabelRequest label;
        label.run = run;
        label.annotator = who.id;
        label.samples = {queue.places.at(position).sample};
        label.change.judgement = said;
        label.given.how = labels::How::Session;
        label.given.planVersion = plan.version;
        label.given.position = position;
        REQUIRE(study.labels().apply(label));
        return label.samples.front();
    };
    for (std::uint32_t position = 0; position < 4; ++position)
        answer("ada", position, labels::Judgement::none());
    auto end = workbench::sessionEnd(study, plan, "ada").value();
    REQUIRE(end.open.size() == 1);
    CHECK(end.open.front().annotator == "ben");
    CHECK((end.open.front().places == 4 && end.open.front().answered == 0));
    CHECK(end.disputed == 0);
    const base::SampleIndex differs = answer("ben", 0, labels::Judgement::excluded());
    answer("ben", 1, labels::Judgement::none());
    end = workbench::sessionEnd(study, plan, "ada").value();
    CHECK(end.open.front().answered == 2);
    CHECK(end.disputed == 1);
    const auto judge = workbench::sessionEnd(study, plan, "ben").value();
    CHECK((judge.open.empty() && judge.others == 1)); // ada is done
    const auto cleo = study.labels().annotator("cleo").value();
    REQUIRE(study.labels().makeAdjudicator(cleo.id));
    labels::LabelRequest decision;
    decision.run = run;
    decision.annotator = cleo.id;
    decision.samples = {differs};
    decision.change.judgement = labels::Judgement::none();
    decision.given.how = labels::How::Adjudication;
    REQUIRE(study.labels().apply(decision));
    CHECK(workbench::sessionEnd(study, plan, "ada")->disputed == 0);
}

TEST_CASE("The nearest condition is the one with the fewest wrong letters, and none where half are wrong") {
    const Names offers{"unlabelled", "Scale", "true: cat", "predicted: cat", "true: truck", "confidence<0.5"};
    for (const auto& [typed, nearest] : {std::pair("sclae", "Scale"), std::pair("unlabeled", "unlabelled"),
                                         std::pair("trukc", "true: truck"), std::pair("cta", "true: cat"),
                                         std::pair("predicted: cta", "predicted: cat"),
                                         std::pair("zebra", ""), std::pair("", ""), std::pair("x", "")})
        CHECK(workbench::nearestCondition(typed, offers) == nearest);
}
