// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_cards.h"

#include "core/base/text.h"
#include "core/report/verdict_sections.h"
#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/verdict_tests.h"
#include "tests/support/synthetic_covariates.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <thread>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using labels::Judgement;
using Json = nlohmann::json;

namespace {

tests::SyntheticOptions manyFailures() {
    tests::SyntheticOptions options;
    options.samples = 900;
    options.failures = 240;
    return options;
}

struct Bench {
    tests::TemporaryFolder folder;
    study::Study study;
    base::RunId run = study.runs().all().front().id;
    std::vector<model::Prediction> failures = study.runs().failures(run).value();

    explicit Bench(const tests::SyntheticOptions& options = manyFailures())
        : study(tests::makeSyntheticStudy(folder / "a.faultline", options)) {}

    /// Gives each of the first `count` failures the mode that `modeOf` says.
    template <class ModeOf>
    void label(const std::string& annotator, std::size_t count, ModeOf modeOf) {
        REQUIRE(study.labels().annotator(annotator));
        std::vector<labels::ImportedLabel> imported;
        for (std::size_t i = 0; i < count; ++i)
            imported.push_back({annotator, failures[i].sample, modeOf(i), {}, {}});
        REQUIRE(study.labels().import(run, imported));
    }
    [[nodiscard]] Judgement mode(std::size_t number) const {
        return Judgement::of(study.labels().taxonomy().modes().at(number % 3).id);
    }
    [[nodiscard]] workbench::WholeVerdict whole(std::string_view consensus = {}) const {
        return workbench::wholeVerdict(workbench::verdictInput(study, run, consensus).value(),
                                       workbench::cardsInput(study, run).value(), 499);
    }
    [[nodiscard]] std::string text(std::string_view consensus = {}) const {
        const auto found = whole(consensus);
        return report::verdictTable(report::TableFormat::Json, found.verdict, found.cards);
    }
};

const report::Cards::Variant& variant(const report::Cards& cards, const std::string& name) {
    return *std::ranges::find(cards.robustness, name, &report::Cards::Variant::name);
}

} // namespace

TEST_CASE("The JSON of a verdict has every card, and the same study gives the same bytes") {
    Bench bench;
    bench.label("ada", 240, [&](std::size_t i) {
        return bench.mode(bench.failures[i].predicted.value + (i % 10 == 0 ? 1U : 0U));
    });
    const std::string text = bench.text();
    CHECK(text == bench.text());
    const Json json = Json::parse(text);
    for (const char* key : {"verdict", "provisional", "sentence", "reasons", "weaknesses", "tests",
                            "composition", "composition_test", "excess", "pairs", "representation", "where",
                            "runs", "cost", "robustness", "labels_needed", "agreement", "design", "seed"})
        CHECK(json.contains(key));
    CHECK(json["where"]["images"] == 900);
    CHECK(json["where"]["failures"] == 240);
    CHECK(json["where"]["classes"].size() == 10);
    CHECK(json["where"]["classes"][0]["class"] == "airplane");
    CHECK(json["where"]["calibration"]["bins"].size() == 15);
    CHECK(json["pairs"].size() == 3);
    CHECK(json["pairs"][2]["by"] == "predicted");
    CHECK(json["pairs"][2]["bergsmas_v"] > 0.7); // the mode is mostly the predicted class's
    CHECK(json["pairs"][2]["p"] < 0.001);
    CHECK(json["representation"]["by_neighbours"].size() == 3);
    CHECK(json["representation"]["clusters"]["clusters"] == 3);
    CHECK(json["cost"][0]["accuracy_if_right_at_most"] > 1 - 240. / 900);
    CHECK(json["labels_needed"]["further"] == 0);
    CHECK(json["agreement"]["krippendorff_alpha"].is_null());
    CHECK(json["runs"]["why_no_human_uncertainty"] == "not loaded");
    CHECK(json["design"]["plan"].is_null());
}

TEST_CASE("Counts of a card are those of the labels") {
    Bench bench;
    bench.label("ada", 60, [&](std::size_t i) { return bench.mode(i); });
    const auto found = bench.whole();
    std::uint64_t inPairs = 0;
    for (const std::uint64_t count : found.cards.pairs.front().table.counts)
        inPairs += count;
    CHECK(inPairs == 60);
    CHECK(found.cards.pairs[1].by == "true");
    CHECK(found.cards.pairs[1].rows.size() <= 10);
    CHECK(found.cards.composition.fit->pearson == Approx(0));
    CHECK(found.cards.composition.exact->byProbability == Approx(1));
    CHECK(found.cards.needed->decided > 60);
    const double right = 1 - 240. / 900;
    CHECK(found.cards.cost[0].ifRight.accuracy == Approx(right + 240. / 900 / 3));
    CHECK(found.cards.cost.size() == 3); // none of them is no mode whose mending would help
}

TEST_CASE("Without labels, with three, one mode, or all excluded every card says what it lacks, and no NaN") {
    Bench bench;
    for (const int step : {0, 1, 2, 3}) {
        if (step == 1)
            bench.label("ada", 3, [&](std::size_t i) { return bench.mode(i); });
        if (step == 2)
            bench.label("ada", 240, [&](std::size_t) { return bench.mode(0); });
        if (step == 3)
            bench.label("ada", 240, [&](std::size_t) { return Judgement::excluded(); });
        const std::string text = bench.text();
        CHECK(text.find("nan") == std::string::npos);
        CHECK(text.find("inf") == std::string::npos);
        const Json json = Json::parse(text);
        CHECK(json["where"]["images"] == 900);
        if (step != 1) {
            CHECK(json["composition_test"]["fit"].is_null());
            CHECK(json["composition_test"]["why_no_fit"] == "fewer than two categories have a label");
            CHECK(json["pairs"][0]["p"].is_null());
            CHECK(json["pairs"][0]["why"] == "there are not labels of two categories in two rows");
            CHECK(json["representation"]["why"] == "no class pair has labelled failures of two modes");
        }
        CHECK(json["labels_needed"]["in_all"].is_null() == (step == 0 || step == 3));
        const auto found = bench.whole();
        for (const auto& sections : {report::verdictSections(found.verdict, found.cards),
                                     report::cardSections(found.verdict, found.cards)})
            for (const report::Section& section : sections) {
                CHECK_FALSE(section.title.empty());
                CHECK(section.findings.size() + section.tables.size() > 0);
                CHECK(report::sectionText(section).find("nan") == std::string::npos);
            }
    }
}

TEST_CASE("A study without failures, and one without confidences or features, has cards all the same") {
    tests::SyntheticOptions options;
    options.failures = 0;
    const auto none = Json::parse(Bench(options).text());
    CHECK(none["where"]["failures"] == 0);
    CHECK(none["where"]["error_rate"].is_null());
    CHECK(none["where"]["largest_pairs"]["share"] == 0);
    options.failures = 20;
    options.features = 0;
    Bench bench(options);
    bench.label("ada", 20, [&](std::size_t i) { return bench.mode(i); });
    CHECK(Json::parse(bench.text())["representation"]["why"] == "the model told no penultimate features");
}

TEST_CASE("The tests are made again without bulk labels, by blind ones and for each annotator") {
    Bench bench;
    bench.label("ada", 200, [&](std::size_t i) { return bench.mode(bench.failures[i].predicted.value); });
    labels::LabelRequest bulk;
    bulk.annotator = bench.study.labels().annotator("ada").value().id;
    bulk.run = bench.run;
    for (std::size_t i = 200; i < 240; ++i)
        bulk.samples.push_back(bench.failures[i].sample);
    bulk.change.judgement = bench.mode(1);
    bulk.given.how = labels::How::Bulk;
    REQUIRE(bench.study.labels().apply(bulk));
    bench.label("ben", 80, [&](std::size_t i) { return bench.mode(i); });
    const auto found = bench.whole("annotator:ada");
    const report::Cards& cards = found.cards;
    CHECK(found.verdict.labelled == 240);
    CHECK(variant(cards, "without bulk labels").labelled == 200);
    REQUIRE(variant(cards, "without bulk labels").tests.size() == 3);
    CHECK(variant(cards, "without bulk labels").tests[0].word == analysis::TestWord::Shown);
    CHECK(variant(cards, "blind labels only").why == "no label is left");
    CHECK(variant(cards, "annotator ben").labelled == 80);
    CHECK(variant(cards, "annotator ben").tests[0].word == analysis::TestWord::NotShown);
    CHECK(variant(cards, "without suspected label errors").why == "not loaded");
}

TEST_CASE("What people said of the images is compared between failures, controls and the rest") {
    Bench bench;
    REQUIRE(bench.study.covariates().add(tests::people("people", manyFailures())));
    const auto found = bench.whole();
    REQUIRE(found.cards.uncertainty.size() == 1);
    const auto& card = found.cards.uncertainty.front();
    CHECK(card.failures == 240);
    REQUIRE(card.against.size() == 2);
    double failures = 0, rest = 0;
    const auto predictions = bench.study.runs().predictions(bench.run).value();
    for (const model::Prediction& each : predictions)
        (each.isFailure() ? failures : rest) += static_cast<double>(tests::agreeing(each.sample.value)) / 10;
    CHECK(card.mean == Approx(failures / 240));
    CHECK(card.against[0].whom == "controls");
    CHECK(card.against[0].images == bench.study.runs().controls(bench.run)->size());
    CHECK(card.against[1].whom == "rest");
    CHECK(card.against[1].images == 660);
    CHECK(card.against[1].mean == Approx(rest / 660));
    const Json json = Json::parse(bench.text())["runs"];
    CHECK_FALSE(json.contains("why_no_human_uncertainty"));
    CHECK(json["human_uncertainty"][0]["covariate"] == "people");
    CHECK(json["human_uncertainty"][0]["against"][1]["test"]["p"].is_number());
    const auto sections = report::cardSections(found.verdict, found.cards);
    const auto runs = std::ranges::find(sections, "runs", &report::Section::key);
    REQUIRE(runs != sections.end());
    CHECK(report::sectionText(*runs).find("all other images") != std::string::npos);
    CHECK(report::sectionText(*runs).find("not loaded") == std::string::npos);
}

TEST_CASE(
    "Labels of images that are suspected of a wrong label are a weakness, and the tests do without them") {
    Bench bench;
    bench.label("ada", 200, [&](std::size_t i) { return bench.mode(bench.failures[i].predicted.value); });
    std::vector<base::SampleIndex> suspected;
    for (std::size_t i = 0; i < 50; ++i)
        suspected.push_back(bench.failures[i].sample);
    suspected.push_back(bench.failures[220].sample); // has no label
    REQUIRE(bench.study.covariates().add(tests::suspects("list", suspected)));
    const auto found = bench.whole();
    CHECK(found.verdict.suspected == 50U);
    const auto weakness =
        std::ranges::find(found.verdict.weaknesses, "label_errors", &report::Verdict::Weakness::code);
    REQUIRE(weakness != found.verdict.weaknesses.end());
    CHECK(weakness->share == Approx(0.25));
    CHECK(report::weaknessWords(*weakness) ==
          "25 % of the labels are of images whose own label is suspected to be wrong");
    CHECK(variant(found.cards, "without suspected label errors").labelled == 150);
    REQUIRE(variant(found.cards, "without suspected label errors").tests.size() == 3);
    for (const report::Section& section : report::verdictSections(found.verdict, found.cards))
        if (section.key == "weaknesses")
            CHECK(section.findings.back() ==
                  "Suspected label errors of the data set: 50 of 200 failures with a category.");
}

TEST_CASE("Where no labelled image is suspected nothing stands against it, and that is said") {
    Bench bench;
    bench.label("ada", 100, [&](std::size_t i) { return bench.mode(i); });
    REQUIRE(bench.study.covariates().add(tests::suspects("list", {bench.failures[150].sample})));
    const auto found = bench.whole();
    CHECK(found.verdict.suspected == 0U);
    CHECK(std::ranges::find(found.verdict.weaknesses, "label_errors", &report::Verdict::Weakness::code) ==
          found.verdict.weaknesses.end());
    CHECK(variant(found.cards, "without suspected label errors").why == "no labelled image is suspected");
}

TEST_CASE("Other runs of the study are compared, each by its name") {
    Bench bench;
    tests::SyntheticOptions other = manyFailures();
    other.modelSeed = 7;
    tests::addSyntheticRun(bench.study, "other", other);
    const auto json = Json::parse(bench.text());
    REQUIRE(json["runs"]["others"].size() == 1);
    CHECK(json["runs"]["others"][0]["run"] == "other");
    CHECK(json["runs"]["others"][0]["images"] == 900);
    CHECK(json["runs"]["others"][0]["kappa"]["estimate"].is_number());
}

TEST_CASE("Shares of a plan by class pairs are weighted by the pairs' failures") {
    Bench bench;
    workbench::PlanRequest request;
    request.options.failures = {plans::FailureChoice::Kind::PerPair, 3};
    const auto plan = workbench::makePlan(bench.study, bench.run, request)->plan;
    const auto ada = bench.study.labels().annotator("ada").value();
    for (const plans::PlanItem& item : plan.items) {
        if (item.role != plans::Role::Failure)
            continue;
        labels::LabelRequest wanted;
        wanted.annotator = ada.id;
        wanted.run = bench.run;
        wanted.samples = {item.sample};
        wanted.given.how = labels::How::Session;
        wanted.given.planVersion = plan.version;
        // Failures of the largest pairs are of the first mode.
        wanted.change.judgement = bench.mode(item.stratumSize > 10 ? 0 : 1);
        REQUIRE(bench.study.labels().apply(wanted));
    }
    const auto found = bench.whole();
    const auto& composition = found.verdict.composition;
    REQUIRE(found.verdict.isWeighted);
    std::uint64_t large = 0;
    std::map<std::pair<base::ClassId, base::ClassId>, std::uint64_t> sizes;
    for (const model::Prediction& failure : bench.failures)
        ++sizes[{failure.truth, failure.predicted}];
    for (const auto& [unused, size] : sizes)
        large += size > 10 ? size : 0;
    const double share = static_cast<double>(large) / 240;
    CHECK(composition[0].share == Approx(share));
    CHECK(composition[0].ofLabels < share);
    CHECK(composition[0].ofLabels ==
          Approx(static_cast<double>(composition[0].count) / static_cast<double>(found.verdict.labelled)));
    CHECK(composition[0].interval.low <= share);
    CHECK(found.cards.design.failures < 240);

    // Whatever speaks of a share speaks of the weighted one.
    const auto inSentence = "Of all failures, class pairs weighted by theirs: " + composition[0].name + ' ' +
                            base::fixedText(100 * share, 0) + " % (" +
                            base::fixedText(100 * composition[0].interval.low, 0) + " to ";
    report::Verdict told = found.verdict; // in which modes are told, however few labels there are
    told.decision.word = analysis::VerdictWord::NotShown;
    CHECK(report::verdictSentence(told).find(inSentence) != std::string::npos);
    CHECK(found.cards.cost[0].ifRight.accuracy == Approx(1 - 240. / 900 + share * 240 / 900));
    CHECK(found.cards.cost[0].ifRight.interval.low ==
          Approx(1 - 240. / 900 + composition[0].interval.low * 240 / 900));
    CHECK_FALSE(found.cards.composition.fit);
    CHECK_FALSE(found.cards.needed);
    for (const report::Section& section : report::verdictSections(found.verdict, found.cards)) {
        if (section.key != "composition")
            continue;
        CHECK(section.tables[0].columns[3].title == "weighted share %");
        CHECK(section.tables[0].rows[0][3] == report::percentOf(share));
        const auto& figure = std::get<report::ShareFigure>(section.figures[0]);
        CHECK(figure.title == "Weighted shares of the modes with 95 % intervals");
        CHECK(figure.bars[0].share == Approx(share));
    }
    const auto json = Json::parse(bench.text());
    CHECK(json["design"]["failures_asked"] == "per-pair:3");
    CHECK(json["composition_weighted"] == true);
    CHECK(json["composition"][0]["share"] == json["composition_test"]["weighted"][0]["share"]);
    CHECK(json["composition"][0]["share_of_labels"] < json["composition"][0]["share"]);
    const std::string why = "the plan drew class pairs with different probabilities";
    CHECK(json["composition_test"]["why_no_fit"] == why);
    CHECK(json["labels_needed"]["in_all"].is_null());
    CHECK(json["labels_needed"]["why"] == "how many are needed is not computed where " + why);

    // Where every failure is decided nothing is estimated.
    bench.label("ada", 240, [&](std::size_t i) { return bench.mode(i % 2); });
    const auto all = bench.whole();
    CHECK_FALSE(all.verdict.isWeighted);
    CHECK(all.verdict.composition[0].share == 0.5);
    CHECK(all.verdict.composition[0].interval.low == 0.5);
}

TEST_CASE("A computation of hours is stopped wherever it is") {
    constexpr int hours = 2'000'000'000; // permutations
    Bench bench;
    bench.label("ada", 200, [&](std::size_t i) { return bench.mode(i * i / 7); });
    const auto input = workbench::verdictInput(bench.study, bench.run, {}).value();
    const auto more = workbench::cardsInput(bench.study, bench.run).value();
    const auto material = workbench::materialOf(input, input.agreement.labels, input.consensus);
    SECTION("the verdict's tests") {
        std::stop_source stop;
        std::thread impatient([&] { stop.request_stop(); });
        const report::Verdict verdict =
            workbench::verdictOf(input, material, hours, {.stop = stop.get_token()});
        impatient.join();
        REQUIRE(verdict.tests.front().found);
        CHECK(verdict.tests.front().found->test.permutations < hours);
    }
    SECTION("the tests tell how far they are, all three of them together") {
        std::vector<std::uint64_t> told;
        base::Job job;
        job.progress = [&](std::uint64_t done, std::uint64_t total) {
            told.push_back(done);
            CHECK(total == 3 * 499);
        };
        static_cast<void>(workbench::verdictTests(input, material, 499, job));
        REQUIRE(told.size() > 20);
        CHECK(std::ranges::is_sorted(told));
        CHECK(told.back() >= 499 + 480); // excess is not tested
        CHECK(told.back() < 2 * 499);
    }
    SECTION("the cards") {
        const report::Verdict verdict = workbench::verdictOf(input, material, 499);
        std::stop_source stop;
        std::thread impatient;
        base::Job job;
        job.stop = stop.get_token();
        job.progress = [&](std::uint64_t done, std::uint64_t) {
            if (done == 1) // the tables of modes and classes are about to be drawn
                impatient = std::thread([&] { stop.request_stop(); });
        };
        const report::Cards cards =
            workbench::cardsOf(input, more, material, verdict, hours / 10, job); // tables: ten times as many
        impatient.join();
        CHECK(cards.robustness.empty());
    }
}
