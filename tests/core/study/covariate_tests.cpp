// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/covariate_rows.h"
#include "core/workbench/covariates.h"
#include "core/workbench/package.h"
#include "tests/core/study/plan_desk.h"
#include "tests/support/synthetic_covariates.h"

#include <chrono>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using Catch::Contains;
using study::Access;
using study::Study;

namespace {

std::vector<std::string> namesIn(const Study& study) {
    std::vector<std::string> names;
    for (const dataset::Covariate& each : valueOf(study.covariates().all()))
        names.push_back(each.name);
    return names;
}

std::string refusalOf(const base::Result<>& result) {
    return result ? "taken" : result.error().message;
}

} // namespace

TEST_CASE_METHOD(PlanDesk, "What is known of the images from elsewhere is kept, and read as it was added") {
    {
        Study a = this->a();
        valueOf(a.covariates().add(people("people")));
        valueOf(a.covariates().add(suspects("list", {base::SampleIndex(7), base::SampleIndex(3)})));
    }
    const Study a = opened(folder / "a.faultline", Access::ReadOnly);
    const auto all = valueOf(a.covariates().all());
    REQUIRE(all.size() == 2);
    CHECK(all[0].name == "people");
    REQUIRE(all[0].answers());
    CHECK(all[0].answers()->values() == peoplesAnswers());
    REQUIRE(all[1].suspected());
    CHECK(all[1].suspected()->all() ==
          std::vector<dataset::SuspectedError>{{base::SampleIndex(3), base::ClassId(3), base::ClassId(4)},
                                               {base::SampleIndex(7), base::ClassId(7), base::ClassId(8)}});
    CHECK(valueOf(a.verify()).problems.empty());
}

TEST_CASE_METHOD(PlanDesk, "A name or a content that is there already, and another data set's, are refused") {
    Study a = this->a();
    valueOf(a.covariates().add(people("people")));
    CHECK_THAT(refusalOf(a.covariates().add(suspects("People", {base::SampleIndex(1)}))),
               Contains("has a covariate \"people\" already"));
    CHECK_THAT(refusalOf(a.covariates().add(people("again"))),
               Contains("the same content already, as \"people\""));
    SyntheticOptions other;
    other.samples = 50;
    CHECK_THAT(refusalOf(a.covariates().add(people("fewer", other))),
               Contains("of 50 images, but the data set"));
    other.samples = 60;
    other.classes = 8;
    CHECK_THAT(refusalOf(a.covariates().add(people("classes", other))),
               Contains("8 classes, but the data set"));
    CHECK_THAT(refusalOf(a.covariates().add(suspects("beyond", {base::SampleIndex(60)}))),
               Contains("image 60 is none of the data set"));
    CHECK(namesIn(a) == std::vector<std::string>{"people"});
    for (std::uint32_t i = 1; i < study::mostCovariates; ++i)
        valueOf(a.covariates().add(suspects("list" + std::to_string(i), {base::SampleIndex(i)})));
    CHECK_THAT(refusalOf(a.covariates().add(suspects("more", {base::SampleIndex(40)}))),
               Contains("20 covariates at most"));
}

TEST_CASE_METHOD(PlanDesk, "One is taken away by its name, and an unknown name tells those that there are") {
    Study a = this->a();
    CHECK_THAT(refusalOf(a.covariates().remove("people")), Contains("this study has none"));
    valueOf(a.covariates().add(people("people")));
    std::this_thread::sleep_for(std::chrono::milliseconds(2)); // they stand in the order of their times
    valueOf(a.covariates().add(suspects("list", {base::SampleIndex(1)})));
    CHECK_THAT(refusalOf(a.covariates().remove("persons")), Contains("there are people, list"));
    valueOf(a.covariates().remove("PEOPLE"));
    CHECK(namesIn(a) == std::vector<std::string>{"list"});
}

TEST_CASE_METHOD(PlanDesk, "Copies give each other what they lack, and what both were given is one") {
    Study a = this->a();
    Study b = copy("b", a), c = copy("c", a);
    valueOf(a.covariates().add(people("people")));
    std::this_thread::sleep_for(std::chrono::milliseconds(2)); // the earlier name holds
    valueOf(b.covariates().add(people("persons")));            // the same answers, later
    valueOf(b.covariates().add(suspects("list", {base::SampleIndex(1)})));
    valueOf(c.covariates().add(suspects("list", {base::SampleIndex(2)})));
    for (auto* study : {&a, &b, &c})
        for (auto* other : {&a, &b, &c, &b})
            if (study != other)
                static_cast<void>(merged(*study, *other));
    CHECK(namesIn(a) == std::vector<std::string>{"people", "list", "list-2"});
    CHECK(namesIn(b) == namesIn(a));
    CHECK(namesIn(c) == namesIn(a));
    std::set<std::uint32_t> suspected;
    for (const std::size_t list : {1U, 2U})
        suspected.insert(valueOf(a.covariates().all())[list].suspected()->all().front().sample.value);
    CHECK(suspected == std::set<std::uint32_t>{1, 2});
    for (const auto* study : {&a, &b, &c})
        CHECK(valueOf(study->verify()).problems.empty());
}

TEST_CASE_METHOD(PlanDesk, "A covariate that was altered is refused by a merge and told by verify") {
    {
        Study a = this->a();
        valueOf(a.covariates().add(people("people")));
    }
    const char* sql =
        GENERATE("UPDATE covariates SET content = zeroblob(length(content))",
                 "UPDATE covariates SET content = zeroblob(12)", "UPDATE covariates SET kind = 'suspected'",
                 "UPDATE covariates SET name = 'a b'", "UPDATE covariates SET name = 'mode'",
                 "UPDATE covariates SET uuid = '00000000-0000-8000-8000-000000000000'",
                 "UPDATE covariates SET added_at_ms = 9223372036854775807", "UPDATE datasets SET size = 61",
                 "INSERT INTO covariates (uuid, name, kind, content, added_at_ms) WITH RECURSIVE n (i) "
                 "AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) SELECT 'u' || i, 'n', "
                 "'suspected', x'', 0 FROM n");
    CAPTURE(sql);
    Study b = copy("b");
    tamper(folder / "a.faultline", sql);
    const Study a = opened(folder / "a.faultline", Access::ReadOnly);
    const auto all = a.covariates().all();
    REQUIRE_FALSE(all);
    CHECK(all.error().kind == ErrorKind::InvalidInput);
    CHECK_THAT(all.error().message, Contains("the study is damaged"));
    CHECK_FALSE(valueOf(a.verify()).problems.empty());
    if (std::string(sql).find("datasets") == std::string::npos)
        CHECK(refusal(b, a) != "merged");
    CHECK(namesIn(b) == std::vector<std::string>{"people"});
}

TEST_CASE_METHOD(PlanDesk, "What others said goes into no package, and none is taken there") {
    Study a = this->a();
    valueOf(a.covariates().add(people("people")));
    makePlan(a);
    valueOf(workbench::writePackage(a, a.runs().first(), "ann", folder / "ann.faultline"));
    Study package = opened(folder / "ann.faultline");
    CHECK(namesIn(package).empty());
    const auto added = workbench::addCovariate(package, folder / "any.npy", "people");
    REQUIRE_FALSE(added);
    CHECK_THAT(added.error().message, Contains("would bias whoever labels"));
    static_cast<void>(merged(a, package));
    CHECK(namesIn(a) == std::vector<std::string>{"people"});
}
