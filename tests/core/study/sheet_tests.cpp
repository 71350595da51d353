// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/sheet.h"

#include "core/workbench/label_import.h"
#include "tests/core/study/plan_desk.h"

#include "core/model/run_header.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using labels::Blind;
using labels::How;
using plans::Plan;
using study::Study;

namespace {

struct Fixture : PlanDesk {
    Study study = a();
    base::RunId run = study.runs().first();
    Plan plan = makePlan(study);
    labels::Annotator ann = valueOf(study.labels().annotator("ann"));

    [[nodiscard]] base::Result<workbench::SheetReport> import(const std::string& rows) {
        return workbench::importSheet(study, run, "position,annotator,mode\n" + rows);
    }
    [[nodiscard]] labels::Label label(std::uint32_t position) {
        const auto sample = queueOf(study, "ann").places.at(position).sample;
        for (const labels::Label& each : valueOf(labelsOf(study, ann.id)))
            if (each.sample == sample)
                return each;
        return {};
    }
    [[nodiscard]] std::uint32_t firstRepeat() {
        const auto places = queueOf(study, "ann").places;
        return static_cast<std::uint32_t>(std::ranges::find(places, true, &plans::QueuePlace::isRepeat) -
                                          places.begin());
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "A sheet has the pictures of the places, with true classes and no more") {
    const auto sheet = valueOf(workbench::sheetOf(study, run, ann, 2, 6));
    REQUIRE(sheet.cells.size() == 5);
    const auto truths = valueOf(study.runs().truths(run));
    const auto classes = headerOf(study).classNames();
    for (std::size_t i = 0; i < sheet.cells.size(); ++i) {
        const auto sample = queueOf(study, "ann").places.at(2 + i).sample;
        CHECK(sheet.cells[i].position == 2 + i);
        CHECK(sheet.cells[i].truth == classes.at(truths.at(sample).value));
        CHECK(sheet.cells[i].picture == valueOf(study.pictures().of(std::vector{sample})).front());
    }
    CHECK_FALSE(workbench::sheetOf(study, run, ann, 3, 2));
    CHECK_FALSE(workbench::sheetOf(study, run, ann, 0, queueOf(study, "ann").places.size()));
    workbench::PlanRequest hidden;
    hidden.options.truth = plans::Truth::Hidden;
    makePlan(study, hidden);
    CHECK(valueOf(workbench::sheetOf(study, run, ann, 0, 0)).cells.front().truth.empty());
}

TEST_CASE_METHOD(Fixture,
                 "Answers of a sheet are blind ones at their places, and repeats never are present") {
    const std::uint32_t repeat = firstRepeat();
    const auto report = valueOf(
        import("0,ann,scale\n1,ann,none\n2,ann,excluded\n" + std::to_string(repeat) + ",ann,scale\n"));
    CHECK(report.answered == 4);
    CHECK(report.replaced == 0);
    CHECK(queueOf(study, "ann").answered == std::set<std::uint32_t>{0, 1, 2, repeat});
    CHECK(label(0).judgement == mode(1));
    CHECK(label(0).given.how == How::Sheet);
    CHECK(label(0).given.blind == Blind::Yes);
    CHECK(label(0).given.position == 0);
    CHECK(label(1).judgement.isNone());
    CHECK(label(2).judgement.isExcluded());
    CHECK(queueOf(study, "ann").repeats.at(repeat) == mode(1));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Fixture, "A sheet that is taken in again changes nothing, and another answer is told") {
    const std::uint32_t repeat = firstRepeat();
    const std::string rows = "0,ann,scale\n" + std::to_string(repeat) + ",ann,scale\n";
    valueOf(import(rows));
    const auto before = stateOfLabels(study);
    CHECK(valueOf(import(rows)).answered == 0);
    CHECK(stateOfLabels(study) == before);
    const auto report = valueOf(import("0,ann,background\n1,ann,none\n"));
    CHECK(report.answered == 2);
    CHECK(report.replaced == 1);
    CHECK(label(0).judgement == mode(2));
    valueOf(study.labels().undo(ann.id));
    valueOf(study.labels().undo(ann.id));
    CHECK(label(0).judgement == mode(1)); // nothing is lost
}

TEST_CASE_METHOD(Fixture, "What its annotator was shown before is not blind on a sheet") {
    const auto sample = queueOf(study, "ann").places.at(0).sample;
    valueOf(study.labels().notePainted(run, ann.id, std::vector{sample}));
    valueOf(import("0,ann,scale\n1,ann,scale\n"));
    CHECK(label(0).given.blind == Blind::No);
    CHECK(label(1).given.blind == Blind::Yes);
}

TEST_CASE_METHOD(Fixture, "A sheet with a fault changes nothing, and the line is told") {
    const auto before = stateOfLabels(study);
    for (const auto& [rows, message] :
         {std::pair{"0,ann,scale\n9999,ann,scale\n", "line 3: the queue of ann has"},
          {"0,ann,scale\n1,ann,blur\n", "line 3"},
          {"0,ann,scale\n1,zoe,scale\n", "there is no annotator \"zoe\""}}) {
        CAPTURE(rows);
        const auto report = import(rows);
        REQUIRE_FALSE(report);
        CHECK_THAT(report.error().message, Contains(message));
        CHECK(stateOfLabels(study) == before);
    }
}

TEST_CASE_METHOD(Fixture, "A file is known for a sheet by its heading") {
    writeText(folder / "answers.csv", "position,annotator,mode\n3,ann,occlusion\n");
    const auto imported = valueOf(workbench::importFile(study, run, folder / "answers.csv"));
    CHECK(imported.isSheet);
    CHECK(imported.count == 1);
    CHECK(queueOf(study, "ann").answered == std::set<std::uint32_t>{3});
}

TEST_CASE_METHOD(Fixture, "Answers to a sheet of a plan that was replaced are refused, where they say so") {
    const std::string mark = workbench::sheetMark(plan);
    CHECK(valueOf(workbench::sheetOf(study, run, ann, 0, 0)).plan == mark);
    CHECK(workbench::importSheet(study, run, "position,annotator,mode,plan\n0,ann,scale," + mark + "\n"));
    const auto other =
        workbench::importSheet(study, run, "position,annotator,mode,plan\n1,ann,scale,00000000\n");
    REQUIRE_FALSE(other);
    CHECK_THAT(other.error().message, Contains("its places hold other pictures"));
}

TEST_CASE_METHOD(Fixture, "A label that was given elsewhere and that a sheet replaces is told") {
    const auto sample = queueOf(study, "ann").places.at(0).sample;
    valueOf(applyTo(study, request(ann.id, {sample}, mode(2))));
    CHECK(valueOf(import("0,ann,background\n")).replaced == 0); // the same
    valueOf(applyTo(study, request(ann.id, {queueOf(study, "ann").places.at(1).sample}, mode(2))));
    CHECK(valueOf(import("1,ann,scale\n")).replaced == 1);
}
