// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_entry.h"
#include "core/workbench/take_over.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <map>

#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Judgement;

namespace {

/// Two runs with many failures in common, some of them predicted as the same class.
struct TwoRuns {
    tests::TemporaryFolder folder;
    tests::SyntheticOptions options;
    study::Study study;
    base::RunId first;
    base::RunId second;

    TwoRuns()
        : study(made()) {
        first = study.runs().all().at(0).id;
        second = study.runs().all().at(1).id;
    }
    study::Study made() {
        options.failures = 40;
        study::Study made = tests::makeSyntheticStudy(folder / "a.faultline", options);
        add(made, "other", 5);
        return made;
    }
    base::RunId add(study::Study& to, const std::string& name, std::uint64_t modelSeed) const {
        tests::SyntheticOptions further = options;
        further.modelSeed = modelSeed;
        return tests::addSyntheticRun(to, name, further);
    }
    /// Failures of both runs, told apart by whether they were predicted alike.
    [[nodiscard]] std::vector<base::SampleIndex> shared(bool predictedAlike) const {
        const auto failuresHere = study.runs().failures(first).value();
        const auto failuresThere = study.runs().failures(second).value();
        std::map<base::SampleIndex, base::ClassId> here;
        for (const model::Prediction& failure : failuresHere)
            here.emplace(failure.sample, failure.predicted);
        std::vector<base::SampleIndex> samples;
        for (const model::Prediction& failure : failuresThere)
            if (const auto found = here.find(failure.sample);
                found != here.end() && (found->second == failure.predicted) == predictedAlike)
                samples.push_back(failure.sample);
        return samples;
    }
    [[nodiscard]] Judgement mode(std::size_t number) const {
        return Judgement::of(study.labels().taxonomy().modes()[number].id);
    }
    base::AnnotatorId label(const std::string& name, base::RunId run, base::SampleIndex sample,
                            std::optional<Judgement> judgement, std::optional<std::string> note = {}) {
        labels::LabelRequest request;
        request.annotator = study.labels().annotator(name)->id;
        request.run = run;
        request.samples = {sample};
        request.change = {judgement, std::move(note)};
        const auto report = study.labels().apply(request);
        INFO((report ? std::string() : report.error().message));
        REQUIRE(report.has_value());
        return request.annotator;
    }
    [[nodiscard]] std::vector<workbench::LabelOffer> offers(base::RunId run,
                                                            base::AnnotatorId annotator) const {
        return workbench::labelOffers(study, run, annotator).value();
    }
};

} // namespace

TEST_CASE("A label is offered to the same image in another run where the prediction is the same") {
    TwoRuns runs;
    const auto alike = runs.shared(true);
    const auto unlike = runs.shared(false);
    REQUIRE(alike.size() >= 2);
    REQUIRE_FALSE(unlike.empty());
    const auto ann = runs.label("Ann", runs.first, alike[0], runs.mode(1));
    runs.label("Ann", runs.first, unlike[0], runs.mode(1));
    const auto offers = runs.offers(runs.second, ann);
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].sample == alike[0]);
    CHECK(offers[0].judgement == runs.mode(1));
    CHECK(offers[0].runName == runs.study.runs().all()[0].name);
    CHECK(runs.offers(runs.first, ann).empty()); // nothing was said in the other one
}

TEST_CASE("What is decided already, a note alone and somebody else's label are not offered") {
    TwoRuns runs;
    const auto alike = runs.shared(true);
    REQUIRE(alike.size() >= 3);
    const auto ann = runs.label("Ann", runs.first, alike[0], runs.mode(0));
    runs.label("Ann", runs.second, alike[0], Judgement::excluded());
    runs.label("Ann", runs.first, alike[1], std::nullopt, "blurred");
    runs.label("Bob", runs.first, alike[2], runs.mode(0));
    CHECK(runs.offers(runs.second, ann).empty());
    runs.label("Ann", runs.second, alike[0], Judgement()); // cleared: open again
    CHECK(runs.offers(runs.second, ann).size() == 1);
}

TEST_CASE("Of several runs the judgement that was given last is offered") {
    TwoRuns runs;
    const base::RunId third = runs.add(runs.study, "third", 0); // predicts what the first one does
    const auto alike = runs.shared(true);
    REQUIRE_FALSE(alike.empty());
    const auto nextMillisecond = [] {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }; // labels are dated by it
    const auto ann = runs.label("Ann", runs.second, alike[0], runs.mode(2));
    nextMillisecond();
    runs.label("Ann", runs.first, alike[0], runs.mode(0));
    auto offers = runs.offers(third, ann);
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].judgement == runs.mode(0));
    nextMillisecond();
    runs.label("Ann", runs.second, alike[0], runs.mode(1));
    offers = runs.offers(third, ann);
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].judgement == runs.mode(1));
    CHECK(offers[0].runName == "other");
}
