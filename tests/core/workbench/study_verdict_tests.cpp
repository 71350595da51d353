// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_verdict.h"

#include "core/workbench/labelling_plan.h"

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
    const auto json = nlohmann::json::parse(report::verdictTable(report::TableFormat::Json, done));
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
    const auto json = nlohmann::json::parse(report::verdictTable(report::TableFormat::Json, verdict));
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
        const std::string text = report::verdictTable(report::TableFormat::Json, verdict);
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
    CHECK(has(verdict, "no_agreement"));
}

TEST_CASE("The same study gives the same bytes") {
    Bench bench;
    bench.label("ada", 200, [&](std::size_t i) { return bench.mode(i * 7 / 5); });
    const auto text = [&] { return report::verdictTable(report::TableFormat::Json, bench.verdict()); };
    CHECK(text() == text());
}
