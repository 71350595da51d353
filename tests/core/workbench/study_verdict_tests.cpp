// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_verdict.h"

#include "core/report/verdict_json.h"
#include "core/report/verdict_sections.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/verdict_tests.h"

#include "core/study/run_entry.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using labels::Judgement;

namespace {

struct Bench {
    tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline", manyFailures());
    base::RunId run = study.runs().all().front().id;
    std::vector<model::Prediction> failures = study.runs().failures(run).value();

    static tests::SyntheticOptions manyFailures() {
        tests::SyntheticOptions options;
        options.samples = 900;
        options.failures = 400;
        return options;
    }
    /// Gives each of the first `count` failures the mode that `modeOf` says.
    template <class ModeOf>
    void label(const std::string& annotator, std::size_t count, ModeOf modeOf) {
        const auto id = study.labels().annotator(annotator).value().id;
        std::vector<labels::ImportedLabel> imported;
        for (std::size_t i = 0; i < count; ++i)
            imported.push_back({annotator, failures[i].sample, modeOf(i), {}, {}});
        static_cast<void>(id);
        REQUIRE(study.labels().import(run, imported));
    }
    [[nodiscard]] Judgement mode(std::size_t number) const {
        return Judgement::of(study.labels().taxonomy().modes().at(number % 3).id);
    }
    [[nodiscard]] report::Verdict verdict(std::string_view consensus = {}) const {
        return workbench::verdictOf(workbench::verdictInput(study, run, consensus).value(), 499);
    }
};

std::string jsonOf(const report::Verdict& verdict) {
    return report::jsonText(report::verdictObject(verdict));
}

bool has(const report::Verdict& verdict, const std::string& code) {
    return std::ranges::find(verdict.weaknesses, code, &report::Verdict::Weakness::code) !=
           verdict.weaknesses.end();
}

} // namespace

TEST_CASE(
    "Modes that go with the predicted class are clustered, and those that go with nothing are not shown") {
    Bench bench;
    bench.label("ada", 400, [&](std::size_t i) { return bench.mode(bench.failures[i].predicted.value); });
    const auto clustered = bench.verdict();
    CHECK(clustered.decision.word == analysis::VerdictWord::Clustered);
    CHECK_FALSE(clustered.provisional);
    CHECK(clustered.consensus == "annotator:ada");
    CHECK(clustered.labelled == 400);
    CHECK(has(clustered, "one_annotator"));
    CHECK(has(clustered, "agreement_not_measured"));
    CHECK_FALSE(has(clustered, "convenience")); // the set is complete
    CHECK(clustered.composition[0].interval.low == clustered.composition[0].interval.high);
    CHECK(report::verdictSentence(clustered).find(
              "The failures cluster into recurring modes: the mode goes with "
              "which wrong class was predicted") == 0);

    bench.label("ada", 400, [&](std::size_t i) { return bench.mode(i * 7 / 5); });
    const auto none = bench.verdict();
    CHECK(none.decision.word == analysis::VerdictWord::NotShown);
    CHECK(report::verdictSentence(none).find("random") == std::string::npos);
}

TEST_CASE("By a blind plan excess is tested, and who stops before its end is told that more is to come") {
    Bench bench;
    const auto plan = workbench::makePlan(bench.study, bench.run, {})->plan;
    const auto ada = bench.study.labels().annotator("ada").value();
    const auto places = workbench::annotatorQueue(bench.study, plan, ada)->places;
    std::size_t answered = 0;
    const auto answer = [&](std::size_t upTo) {
        for (; answered < std::min(upTo, places.size()); ++answered) {
            if (places[answered].isRepeat)
                continue;
            const plans::PlanItem& item = *plan.find(places[answered].sample);
            labels::LabelRequest wanted;
            wanted.annotator = ada.id;
            wanted.run = bench.run;
            wanted.samples = {item.sample};
            wanted.given.how = labels::How::Session;
            wanted.given.blind = labels::Blind::Yes;
            wanted.given.planVersion = plan.version;
            wanted.given.position = static_cast<std::uint32_t>(answered);
            // Two of three failures, one of three controls are of the first mode.
            const bool isFirst = (answered % 3 == 0) != (item.role == plans::Role::Failure);
            wanted.change.judgement = isFirst ? bench.mode(0) : Judgement::none();
            REQUIRE(bench.study.labels().apply(wanted));
        }
    };
    answer(40);
    // Outside of the plan, and so of no test and no weakness: it is not counted.
    for (std::size_t i = 0; i < bench.failures.size(); ++i) {
        const auto asked = std::ranges::find(places, bench.failures[i].sample, &plans::QueuePlace::sample);
        if (asked - places.begin() < 200)
            continue;
        labels::LabelRequest aside;
        aside.annotator = ada.id;
        aside.run = bench.run;
        aside.samples = {bench.failures[i].sample};
        aside.change.judgement = bench.mode(2);
        REQUIRE(bench.study.labels().apply(aside));
        break;
    }
    const auto early = bench.verdict();
    CHECK(early.composition[2].count == 0);
    CHECK_FALSE(has(early, "not_blind"));
    CHECK_FALSE(has(early, "convenience"));
    CHECK(early.provisional);
    CHECK_FALSE(early.tests[2].found);
    CHECK(early.tests[2].whyNotTested.find("there are ") != std::string::npos);
    answer(places.size());
    const auto done = bench.verdict();
    CHECK_FALSE(done.provisional);
    CHECK(done.plan == 1u);
    REQUIRE(done.tests[2].found);
    CHECK(done.tests[2].word == analysis::TestWord::Shown);
    REQUIRE(done.excess.size() == 1);
    CHECK(done.excess.front().prevalenceRatio->estimate == Approx(2).epsilon(0.15));
    CHECK(done.decision.word == analysis::VerdictWord::Clustered);
    CHECK_FALSE(has(done, "not_blind"));
    CHECK_FALSE(has(done, "convenience"));
    const auto json = nlohmann::json::parse(jsonOf(done));
    CHECK(json["design"]["plan"] == 1);
    CHECK(json["excess"][0]["mode"] == "scale");
    CHECK(json["excess"][0]["prevalence_ratio"]["low"] > 1);

    // What is changed after the reveal counts in excess as it was said blind.
    for (std::size_t i = 0; i < 30; ++i) {
        labels::LabelRequest changed;
        changed.annotator = ada.id;
        changed.run = bench.run;
        changed.samples = {places[i].sample};
        changed.given.blind = labels::Blind::No;
        changed.change.judgement = bench.mode(1);
        REQUIRE(bench.study.labels().apply(changed));
    }
    const auto revised = bench.verdict();
    CHECK(revised.tests[2].found->test.statistic == done.tests[2].found->test.statistic);
    CHECK(revised.tests[2].found->test.p == done.tests[2].found->test.p);
    CHECK(revised.excess.front().failuresWith == done.excess.front().failuresWith);
}

TEST_CASE("Weaknesses say of how many labels they hold") {
    Bench bench;
    bench.label("ada", 300, [&](std::size_t i) { return bench.mode(i); });
    labels::LabelRequest bulk;
    bulk.annotator = bench.study.labels().annotator("ada").value().id;
    bulk.run = bench.run;
    for (std::size_t i = 300; i < 400; ++i)
        bulk.samples.push_back(bench.failures[i].sample);
    bulk.change.judgement = bench.mode(1);
    bulk.given.how = labels::How::Bulk;
    REQUIRE(bench.study.labels().apply(bulk));
    const auto verdict = bench.verdict();
    for (const auto& weakness : verdict.weaknesses) {
        if (weakness.code == "bulk")
            CHECK(weakness.share == Approx(0.25));
        if (weakness.code == "not_blind")
            CHECK(weakness.share == Approx(1.0));
    }
    CHECK(has(verdict, "bulk"));
    CHECK(has(verdict, "not_blind"));
}

TEST_CASE("Few labels are not enough, and that more are to come is said") {
    Bench bench;
    bench.label("ada", 59, [&](std::size_t i) { return bench.mode(bench.failures[i].predicted.value); });
    const auto verdict = bench.verdict();
    CHECK(verdict.decision.word == analysis::VerdictWord::NotEnoughLabels);
    CHECK(verdict.provisional);
    CHECK(has(verdict, "convenience"));
    const auto json = nlohmann::json::parse(jsonOf(verdict));
    CHECK(json["verdict"] == "not enough labels");
    CHECK(json["tests"][2]["test"] == "excess");
    CHECK(json["tests"][2]["word"] == "not tested");
    CHECK(json["tests"][2]["p"].is_null());
    CHECK(json["tests"][0]["permutations"] == 499);
}

TEST_CASE(
    "Without labels, with one mode or with all excluded there is a sentence and no number that is none") {
    Bench bench;
    for (const int step : {0, 1, 2}) {
        if (step == 1)
            bench.label("ada", 400, [&](std::size_t) { return bench.mode(0); });
        if (step == 2)
            bench.label("ada", 400, [&](std::size_t) { return Judgement::excluded(); });
        const auto verdict = bench.verdict();
        CHECK(verdict.decision.word == analysis::VerdictWord::NotEnoughLabels);
        const std::string text = jsonOf(verdict);
        CHECK(text.find("nan") == std::string::npos);
        CHECK(nlohmann::json::accept(text));
        CHECK(has(verdict, "one_mode") == (step == 1));
    }
}

TEST_CASE("The majority's label counts, a tie is undecided, and one person's labels may be asked for") {
    Bench bench;
    bench.label("ada", 3, [&](std::size_t) { return bench.mode(0); });
    bench.label("ben", 3, [&](std::size_t i) { return bench.mode(i < 2 ? 0 : 1); });
    CHECK(bench.verdict().consensus == "adjudicated");
    CHECK(bench.verdict("majority").undecided == 1);
    CHECK(bench.verdict().labelled == 2);
    CHECK(bench.verdict().undecided == 1);
    CHECK(bench.verdict("adjudicated").labelled == 2);
    CHECK(bench.verdict("annotator:ben").labelled == 3);
    CHECK(bench.verdict("annotator:ben").composition[1].count == 1);
    bench.label("cleo", 3, [&](std::size_t) { return bench.mode(1); });
    CHECK(bench.verdict().labelled == 3);
    CHECK(bench.verdict().composition[1].count == 1);
    CHECK(workbench::verdictInput(bench.study, bench.run, "annotator:zoe").error().message ==
          "there is no annotator \"zoe\" in this study; there are ada, ben, cleo");
    CHECK(workbench::verdictInput(bench.study, bench.run, "dawid-skene").error().kind ==
          base::ErrorKind::Refused);
}

TEST_CASE("Annotators who agree no more than by chance weaken what their labels show") {
    Bench bench;
    bench.label("ada", 400, [&](std::size_t i) { return bench.mode(bench.failures[i].predicted.value); });
    bench.label("ben", 60, [&](std::size_t i) { return bench.mode(i * 11 / 7); });
    const auto verdict = bench.verdict("annotator:ada");
    CHECK(verdict.decision.word == analysis::VerdictWord::WeaklyClustered);
    CHECK(verdict.decision.reasons == std::vector<std::string>{"no_agreement"});
    // That it is why the word is weaker is a reason; that they agree little stands against the verdict.
    CHECK(has(verdict, "low_agreement"));
    CHECK_FALSE(has(verdict, "no_agreement"));
    CHECK(report::verdictSentence(verdict).find(
              "the evidence is weak: the annotators do not agree beyond chance") != std::string::npos);
}

TEST_CASE("The same study gives the same bytes") {
    Bench bench;
    bench.label("ada", 200, [&](std::size_t i) { return bench.mode(i * 7 / 5); });
    const auto text = [&] { return jsonOf(bench.verdict()); };
    CHECK(text() == text());
}

namespace {

/// A plan, and who answers what of it, blind.
struct Planned : Bench {
    plans::Plan plan;
    labels::Annotator ada = study.labels().annotator("ada").value();

    explicit Planned(const plans::PlanOptions& options)
        : plan(workbench::makePlan(study, run, {options, {}, {}})->plan) {}

    /// Modes in turn on the items for which it holds; a control has none of them.
    template <class Holds>
    void answer(const labels::Annotator& annotator, Holds holds) {
        std::uint32_t position = 0;
        for (const plans::PlanItem& item : plan.items) {
            if (!holds(item))
                continue;
            labels::LabelRequest wanted;
            wanted.annotator = annotator.id;
            wanted.run = run;
            wanted.samples = {item.sample};
            wanted.given.how = labels::How::Session;
            wanted.given.blind = labels::Blind::Yes;
            wanted.given.planVersion = plan.version;
            wanted.given.position = position;
            wanted.change.judgement = item.role == plans::Role::Failure ? mode(position) : Judgement::none();
            ++position;
            REQUIRE(study.labels().apply(wanted));
        }
    }
};

bool isFailure(const plans::PlanItem& item) {
    return item.role == plans::Role::Failure;
}

} // namespace

TEST_CASE("A plan is provisional while only its controls, or only its overlap, are lacking") {
    plans::PlanOptions options;
    options.failures = {plans::FailureChoice::Kind::Count, 40};
    options.overlap = 10;
    Planned bench(options);
    const auto ben = bench.study.labels().annotator("ben").value();
    const auto isOverlap = [](const plans::PlanItem& item) { return item.isOverlap; };
    bench.answer(bench.ada, isFailure);
    CHECK(bench.verdict("annotator:ada").provisional); // the controls
    bench.answer(bench.ada, [](const plans::PlanItem& item) { return !isFailure(item); });
    CHECK_FALSE(bench.verdict("annotator:ada").provisional); // alone there is nobody to agree with
    bool isFirst = true;
    bench.answer(
        ben, [&](const plans::PlanItem& item) { return isOverlap(item) && std::exchange(isFirst, false); });
    CHECK(bench.verdict("annotator:ada").provisional); // the rest of the overlap
    isFirst = true;
    bench.answer(
        ben, [&](const plans::PlanItem& item) { return isOverlap(item) && !std::exchange(isFirst, false); });
    CHECK_FALSE(bench.verdict("annotator:ada").provisional);
}

TEST_CASE("By a plan with a minimum the word is final from so many labelled failures") {
    plans::PlanOptions options;
    options.failures = {plans::FailureChoice::Kind::Count, 80};
    options.overlap = 0;
    options.minimum = 60;
    Planned bench(options);
    std::size_t count = 0;
    bench.answer(bench.ada, [&](const plans::PlanItem& item) { return isFailure(item) && count++ < 59; });
    CHECK(bench.verdict().provisional);
    count = 0;
    bench.answer(bench.ada, [&](const plans::PlanItem& item) { return isFailure(item) && count++ < 60; });
    CHECK_FALSE(bench.verdict().provisional);
}

TEST_CASE("Failures are not compared with controls of which one true class has unequal chances") {
    plans::PlanOptions options;
    options.failures = {plans::FailureChoice::Kind::Count, 80};
    options.controls = {plans::ControlChoice::Kind::Count, 120};
    options.overlap = 0;
    Planned bench(options);
    bench.answer(bench.ada, [](const plans::PlanItem&) { return true; });
    auto input = workbench::verdictInput(bench.study, bench.run, {}).value();
    const auto whyNot = [&] {
        return workbench::whyNoExcess(
            input, workbench::labelsOf(input, input.agreement.labels, input.consensus).blind);
    };
    CHECK(whyNot().empty());
    // Between the classes, and between failures and controls, chances may differ.
    std::map<base::SampleIndex, base::ClassId> truths = bench.study.runs().truths(bench.run).value();
    for (plans::PlanItem& item : input.agreement.plan->items)
        item.inclusion = (truths.at(item.sample).value + 1) / (isFailure(item) ? 20. : 40.);
    CHECK(whyNot().empty());
    const auto plan = input.agreement.plan;
    for (const bool ofFailure : {true, false}) {
        input.agreement.plan = plan;
        auto& items = input.agreement.plan->items;
        std::ranges::find_if(items, [&](const plans::PlanItem& item) {
            return isFailure(item) == ofFailure;
        })->inclusion = 0.9;
        CHECK(whyNot() == std::string("the plan drew ") + (ofFailure ? "failures" : "controls") +
                              " of one true class with different probabilities");
    }
}

TEST_CASE("Of more labelled failures than are compared a sample is drawn by the seed, and it is said") {
    Bench bench;
    bench.label("ada", 300, [&](std::size_t i) { return bench.mode(i); });
    const auto input = workbench::verdictInput(bench.study, bench.run, {}).value();
    auto material = workbench::materialOf(input, input.agreement.labels, input.consensus);
    CHECK_FALSE(material.features.isSample);
    CHECK_FALSE(workbench::verdictTests(input, material, 499)[1].sample);
    material.features = workbench::labelledFeatures(input, material.labelled, 100);
    REQUIRE(material.features.isSample);
    REQUIRE(material.features.failures.size() == 100);
    CHECK(material.features.rows == workbench::labelledFeatures(input, material.labelled, 100).rows);
    // They stand in the order of all, each with its own features.
    std::size_t place = 0;
    for (std::size_t i = 0; i < material.labelled.failures.size() && place < 100; ++i) {
        const auto row = input.features.row(static_cast<std::size_t>(
            std::ranges::lower_bound(input.features.samples, material.labelled.samples[i]) -
            input.features.samples.begin()));
        place +=
            std::ranges::equal(row, std::span(material.features.rows)
                                        .subspan(place * material.features.width, material.features.width))
                ? 1
                : 0;
    }
    CHECK(place == 100);
    report::Verdict verdict = workbench::countedVerdict(input, material);
    workbench::addTests(verdict, input, material, 499);
    const auto json = nlohmann::json::parse(jsonOf(verdict));
    CHECK(json["tests"][1]["n"] == 100);
    CHECK(json["tests"][1]["is_sample"] == true);
    CHECK(json["tests"][0]["n"] == 300);
    const auto tests = report::testsSection(verdict);
    CHECK(tests.tables[0].rows[1][0].find("Of 100 labelled failures, drawn at random.") != std::string::npos);
}

TEST_CASE("Fewer controls than failures in a plan that matches them stand against the verdict") {
    plans::PlanOptions options;
    options.failures = {plans::FailureChoice::Kind::Count, 20};
    options.overlap = 0;
    Planned bench(options);
    bench.answer(bench.ada, isFailure);
    auto input = workbench::verdictInput(bench.study, bench.run, {}).value();
    CHECK_FALSE(has(workbench::verdictOf(input, 499), "shortfall_of_controls"));
    auto& items = input.agreement.plan->items;
    for (int i = 0; i < 5; ++i)
        items.erase(std::ranges::find(items, plans::Role::Control, &plans::PlanItem::role));
    const auto verdict = workbench::verdictOf(input, 499);
    const auto weakness =
        std::ranges::find(verdict.weaknesses, "shortfall_of_controls", &report::Verdict::Weakness::code);
    REQUIRE(weakness != verdict.weaknesses.end());
    CHECK(weakness->share == Approx(0.25));
}
