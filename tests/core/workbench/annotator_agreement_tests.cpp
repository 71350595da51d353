// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/annotator_agreement.h"

#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using labels::Judgement;

namespace {

struct Bench {
    tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline", enoughFailures());
    base::RunId run = study.runs().all().front().id;
    std::vector<base::SampleIndex> failures;

    static tests::SyntheticOptions enoughFailures() {
        tests::SyntheticOptions options;
        options.failures = 20;
        return options;
    }

    Bench() {
        const auto predictions = study.runs().predictions(run);
        for (const model::Prediction& prediction : predictions.value())
            if (prediction.isFailure())
                failures.push_back(prediction.sample);
        REQUIRE(failures.size() >= 14);
    }
    void label(const std::string& annotator, std::size_t failure, const Judgement& judgement) {
        labels::LabelRequest request;
        request.run = run;
        request.annotator = study.labels().annotator(annotator).value().id;
        request.samples = {failures[failure]};
        request.change.judgement = judgement;
        REQUIRE(study.labels().apply(request));
    }
    [[nodiscard]] Judgement mode(std::size_t number) const {
        return Judgement::of(study.labels().taxonomy().modes().at(number).id);
    }
    [[nodiscard]] base::Result<report::Agreement> agreement(std::vector<std::string> names = {}) const {
        FAULTLINE_TRY(input, workbench::agreementInput(study, run, names));
        return workbench::agreementOf(input);
    }
};

} // namespace

TEST_CASE("Agreement is of the items that two annotators gave a mode, as they stand now") {
    Bench bench;
    for (std::size_t i = 0; i < 12; ++i) {
        bench.label("ada", i, bench.mode(i % 3));
        bench.label("ben", i, bench.mode(i < 9 ? i % 3 : (i + 1) % 3));
    }
    bench.label("ada", 12, bench.mode(0)); // nobody else decided it
    bench.label("ben", 13, Judgement::excluded());
    bench.label("ada", 13, bench.mode(0));
    const auto agreement = bench.agreement().value();
    CHECK(agreement.annotators == std::vector<std::string>{"ada", "ben"});
    CHECK(agreement.units == 12);
    CHECK(agreement.ratings == 24);
    CHECK(agreement.raw.value->estimate == Approx(9.0 / 12));
    CHECK(agreement.cohenKappa.value->estimate == Approx((0.75 - 1.0 / 3) / (1 - 1.0 / 3)));
    CHECK(agreement.excludedUnits == 13);
    CHECK(agreement.excludedRaw.value->estimate == Approx(12.0 / 13));
    REQUIRE(agreement.pairs.size() == 1);
    CHECK(agreement.categories == std::vector<std::string>{"scale", "background", "occlusion", "none"});
    CHECK(agreement.pairs.front().confusion ==
          std::vector<std::uint64_t>{3, 1, 0, 0, 0, 3, 1, 0, 1, 0, 3, 0, 0, 0, 0, 0});

    bench.label("ben", 9, bench.mode(0)); // a change counts, the history does not
    CHECK(bench.agreement()->raw.value->estimate == Approx(10.0 / 12));
    bench.label("ben", 9, Judgement());
    CHECK(bench.agreement()->units == 11);
    bench.label("ben", 9, Judgement::none()); // a category, on which one may disagree
    CHECK(bench.agreement()->units == 12);
    CHECK(bench.agreement()->raw.value->estimate == Approx(9.0 / 12));
    bench.label("ada", 9, Judgement::none());
    CHECK(bench.agreement()->raw.value->estimate == Approx(10.0 / 12));
}

TEST_CASE("With a plan agreement is of its overlap, unless all are asked for") {
    Bench bench;
    CHECK(workbench::agreementInput(bench.study, bench.run, {}, workbench::AgreementItems::Overlap)
              .error()
              .kind == base::ErrorKind::InvalidInput);
    workbench::PlanRequest request;
    request.options.overlap = 12;
    request.options.controls = {plans::ControlChoice::Kind::Count, 0};
    const auto plan = workbench::makePlan(bench.study, bench.run, request)->plan;
    for (std::size_t i = 0; i < bench.failures.size(); ++i)
        for (const char* name : {"ada", "ben"})
            bench.label(name, i,
                        bench.mode(plan.find(bench.failures[i])->isOverlap || name[0] == 'a' ? 0 : 1));
    bench.label("ben", 0, bench.mode(2)); // so that there are two categories
    const auto overlap = bench.agreement().value();
    CHECK(overlap.items == "overlap");
    CHECK(overlap.units == 12);
    CHECK(overlap.self.size() == 2);
    CHECK(overlap.self.front().units == 0);
    const auto all = workbench::agreementOf(
        workbench::agreementInput(bench.study, bench.run, {}, workbench::AgreementItems::All).value());
    CHECK(all.items == "all");
    CHECK(all.units == bench.failures.size());
    CHECK(all.raw.value->estimate < overlap.raw.value->estimate);
}

TEST_CASE("A plan without an overlap leaves agreement to all items with two labels") {
    Bench bench;
    workbench::PlanRequest request;
    request.options.overlap = 0;
    static_cast<void>(workbench::makePlan(bench.study, bench.run, request).value());
    for (std::size_t i = 0; i < bench.failures.size(); ++i)
        for (const char* name : {"ada", "ben"})
            bench.label(name, i, bench.mode(i % 2));
    const auto agreement = bench.agreement().value();
    CHECK(agreement.items == "all");
    CHECK(agreement.units == bench.failures.size());
    const auto refused =
        workbench::agreementInput(bench.study, bench.run, {}, workbench::AgreementItems::Overlap);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("no overlap") != std::string::npos);
}

TEST_CASE("Who is shown an item twice agrees with themselves as far as they say the same") {
    Bench bench;
    workbench::PlanRequest request;
    request.options.repeats = 20;
    const auto plan = workbench::makePlan(bench.study, bench.run, request)->plan;
    const auto ada = bench.study.labels().annotator("ada").value();
    const auto places = workbench::annotatorQueue(bench.study, plan, ada)->places;
    std::size_t repeats = 0;
    for (std::uint32_t position = 0; position < places.size(); ++position) {
        labels::LabelRequest wanted;
        wanted.annotator = ada.id;
        wanted.run = bench.run;
        wanted.samples = {places[position].sample};
        wanted.given.planVersion = plan.version;
        wanted.given.position = position;
        wanted.given.how = places[position].isRepeat ? labels::How::Repeat : labels::How::Session;
        const std::size_t first = places[position].sample.value % 2;
        wanted.change.judgement = bench.mode(first);
        if (places[position].isRepeat && ++repeats % 4 == 0)
            wanted.change.judgement = bench.mode(1 - first); // another word, every fourth time
        REQUIRE(bench.study.labels().apply(wanted));
    }
    const auto agreement = workbench::agreementOf(
        workbench::agreementInput(bench.study, bench.run, {}, workbench::AgreementItems::All).value());
    REQUIRE(agreement.self.size() == 1);
    CHECK(agreement.self.front().units == repeats);
    CHECK(agreement.self.front().raw.value->estimate ==
          Approx(1 - std::floor(static_cast<double>(repeats) / 4) / static_cast<double>(repeats)));
    CHECK(agreement.self.front().kappa.value->estimate < 1);
}

TEST_CASE("Of three annotators there is no Cohen's kappa but of each pair, and two of them may be chosen") {
    Bench bench;
    for (std::size_t i = 0; i < 12; ++i)
        for (const char* name : {"ada", "ben", "cleo"})
            bench.label(name, i, bench.mode(i % 2));
    const auto all = bench.agreement().value();
    CHECK_FALSE(all.cohenKappa.value);
    CHECK(all.cohenKappa.why == "Cohen's kappa is of exactly two annotators");
    CHECK(all.fleissKappa.value->estimate == Approx(1));
    CHECK(all.pairs.size() == 3);
    CHECK(all.pairs.back().a == "ben");
    CHECK(all.pairs.back().b == "cleo");
    const auto two = bench.agreement({"cleo", "ada"}).value();
    CHECK(two.annotators == std::vector<std::string>{"cleo", "ada"});
    CHECK(two.cohenKappa.value->estimate == Approx(1));
}

TEST_CASE("What can't be measured says why, in the sentence and in JSON") {
    Bench bench;
    CHECK(report::agreementReading(bench.agreement().value()).find("fewer than two annotators") !=
          std::string::npos);
    for (std::size_t i = 0; i < 9; ++i) {
        bench.label("ada", i, bench.mode(0));
        bench.label("ben", i, bench.mode(0));
    }
    auto agreement = bench.agreement().value();
    CHECK(agreement.raw.why == "fewer than 10 items have two labels");
    bench.label("ada", 9, bench.mode(0));
    bench.label("ben", 9, bench.mode(0));
    agreement = bench.agreement().value();
    CHECK(agreement.raw.value->estimate == Approx(1));
    CHECK(agreement.krippendorffAlpha.why == "all labels are of one category");
    const auto json = nlohmann::json::parse(report::agreementTable(report::TableFormat::Json, agreement));
    CHECK(json["krippendorff_alpha"].is_null());
    CHECK(json["why"]["krippendorff_alpha"] == "all labels are of one category");
    CHECK(json["cohen_kappa"].is_null());
    CHECK(json["raw"]["estimate"] == 1.0);
    CHECK(json["units_needed"].is_null());
    CHECK(json["self"].empty());
    CHECK(json["by_mode"][0]["specific_agreement"] == 1.0);
    CHECK(json["by_mode"][1]["specific_agreement"].is_null());
}

TEST_CASE("A name that nobody has, and one name alone, are refused") {
    Bench bench;
    bench.label("ada", 0, bench.mode(0));
    CHECK(bench.agreement({"ada", "zoe"}).error().message ==
          "there is no annotator \"zoe\" in this study; there are ada");
    CHECK(bench.agreement({"ada", "ada"}).error().kind == base::ErrorKind::InvalidInput);
}

TEST_CASE("The sentence follows from the measures") {
    report::Agreement agreement;
    agreement.units = 125;
    const auto set = [&](double raw, double alpha, double low, double ac1) {
        agreement.raw.value = analysis::Estimate{raw, 0, raw, raw};
        agreement.krippendorffAlpha.value = analysis::Estimate{alpha, 0, low, alpha + 0.1};
        agreement.gwetAc1.value = analysis::Estimate{ac1, 0, ac1, ac1};
        return report::agreementReading(agreement);
    };
    CHECK(set(.944, -.02, -.1, .94).find("one mode prevails") != std::string::npos);
    CHECK(set(.4, .05, -.1, .1).find("No agreement beyond chance is shown") == 0);
    CHECK(set(.9, .85, .7, .86).find("agree well") != std::string::npos);
    CHECK(set(.8, .7, .6, .72).find("tentative") != std::string::npos);
    CHECK(set(.6, .4, .3, .42).find("sharpen the definitions") != std::string::npos);
    // Half the width is .1 + (.4 - .3) over 2 …: n (h / .1)².
    CHECK(report::unitsNeeded(agreement) == std::optional<std::uint64_t>(125));
}
