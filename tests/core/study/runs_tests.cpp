// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/other_run.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Study;

namespace {

SyntheticOptions secondModel() {
    SyntheticOptions options;
    options.failures = 20;
    options.modelSeed = 7;
    return options;
}

/// A finished second run of another model on the same images.
base::RunId addRun(Study& study, const std::string& name, const SyntheticOptions& options = secondModel()) {
    return addSyntheticRun(study, name, options);
}

struct TwoRuns {
    TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    base::RunId first = study.runs().first();
    base::RunId second = addRun(study, "other model");
};

} // namespace

TEST_CASE_METHOD(TwoRuns, "A study holds several runs on one data set, each with results of its own") {
    { const Study closed = std::move(study); }
    study = opened(folder / "a.faultline");
    REQUIRE(study.runs().all().size() == 2);
    CHECK(study.runs().all()[0].name == "drawn");
    CHECK(study.runs().all()[1].name == "other model");
    CHECK(valueOf(study.runs().predictions(first)) == syntheticPredictions({}));
    CHECK(valueOf(study.runs().predictions(second)) == syntheticPredictions(secondModel()));
    CHECK(valueOf(study.runs().state(first)).failures == 12);
    CHECK(valueOf(study.runs().state(second)).failures == 20);
    CHECK(study.runs().header(second).model == syntheticHeader(secondModel()).model);
    CHECK(valueOf(study.verify()).problems.empty());
    CHECK(valueOf(study.verify()).runs == 2);
}

TEST_CASE_METHOD(TwoRuns, "A picture that fails in two runs is stored once") {
    std::set<base::SampleIndex> items;
    for (const base::RunId run : {first, second})
        for (const study::Item& item : valueOf(study.runs().items(run)))
            items.insert(item.sample);
    { const Study closed = std::move(study); }
    const auto file = valueOf(study::StudyFile::open(folder / "a.faultline", study::Access::ReadOnly,
                                                     std::chrono::milliseconds(0)));
    const auto count = file.reading([](const study::Database& database) -> base::Result<std::int64_t> {
        study::Query query = database.query("SELECT count(*) FROM pictures");
        query.next();
        return query.integer(0);
    });
    CHECK(valueOf(count) == static_cast<std::int64_t>(items.size()));
}

TEST_CASE_METHOD(TwoRuns, "Runs are found by name, by number from 1, and the first one by nothing") {
    CHECK(valueOf(study.runs().find("")) == first);
    CHECK(valueOf(study.runs().find("1")) == first);
    CHECK(valueOf(study.runs().find("2")) == second);
    CHECK(valueOf(study.runs().find(" other model ")) == second);
    for (const char* unknown : {"0", "3", "Other model", "-1"}) {
        const auto found = study.runs().find(unknown);
        REQUIRE_FALSE(found);
        CHECK(found.error().kind == ErrorKind::NotFound);
        CHECK(found.error().message.find("drawn, other model") != std::string::npos);
    }
}

TEST_CASE_METHOD(TwoRuns, "Names of runs are unique, no plain numbers, and may be changed") {
    CHECK_FALSE(study.runs().rename(second, "drawn"));
    CHECK_FALSE(study.runs().rename(second, "12"));
    CHECK_FALSE(study.runs().rename(second, " "));
    CHECK_FALSE(study.runs().rename(second, "two\nlines"));
    valueOf(study.runs().rename(second, " pruned "));
    CHECK(study.runs().entry(second).name == "pruned");
    { const Study closed = std::move(study); }
    study = opened(folder / "a.faultline");
    CHECK(study.runs().entry(second).name == "pruned");
    const base::RunId third = addRun(study, "");
    CHECK(study.runs().entry(third).name == "drawn (2)");
}

TEST_CASE_METHOD(TwoRuns, "A run on another data set is refused and changes nothing") {
    SyntheticOptions other;
    other.samples = 70;
    const auto added =
        study.runs().add(syntheticHeader(other), syntheticBatch(other, syntheticPredictions(other), 0), "");
    REQUIRE_FALSE(added);
    CHECK(added.error().kind == ErrorKind::Refused);
    CHECK(study.runs().all().size() == 2);
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE("A run can't be added while one is unfinished, which is named") {
    const TemporaryFolder folder;
    SyntheticOptions options;
    options.completion = Completion::Partial;
    Study study = makeSyntheticStudy(folder / "a.faultline", options);
    const SyntheticOptions other = secondModel();
    const auto added = study.runs().add(syntheticHeader(other),
                                        syntheticBatch(other, syntheticPredictions(other), 0), "more");
    REQUIRE_FALSE(added);
    CHECK(added.error().message.find("\"drawn\"") != std::string::npos);
    CHECK(study.runs().all().size() == 1);
}

TEST_CASE_METHOD(TwoRuns, "Labels belong to image and run") {
    const base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
    const auto failures = valueOf(study.runs().failures(second));
    labels::LabelRequest wanted = request(ann, {failures[0].sample}, mode(2));
    wanted.run = second;
    valueOf(study.labels().apply(wanted));
    CHECK(valueOf(study.labels().labels(first)).empty());
    REQUIRE(valueOf(study.labels().labels(second)).size() == 1);
    CHECK(valueOf(study.labels().labels(second)).front().run == second);
    CHECK(valueOf(study.labels().undo(ann)).changed.front().run == second);
    CHECK(valueOf(study.labels().labels(second)).empty());
}

TEST_CASE_METHOD(TwoRuns, "Only an item of the run carries a label in it") {
    const base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
    std::set<base::SampleIndex> items;
    for (const study::Item& item : valueOf(study.runs().items(first)))
        items.insert(item.sample);
    for (const study::Item& item : valueOf(study.runs().items(second)))
        if (!items.contains(item.sample)) {
            labels::LabelRequest wanted = request(ann, {item.sample}, mode(1));
            wanted.run = first;
            CHECK_FALSE(study.labels().apply(wanted));
            wanted.run = second;
            CHECK(study.labels().apply(wanted));
        }
}

TEST_CASE_METHOD(TwoRuns, "All features of a run come at once, as each sample has them") {
    const study::FeatureMatrix matrix = valueOf(study.runs().features(second));
    REQUIRE(matrix.width == 16);
    REQUIRE(matrix.samples.size() == valueOf(study.runs().items(second)).size());
    REQUIRE(matrix.values.size() == matrix.samples.size() * matrix.width);
    for (std::size_t i = 0; i < matrix.samples.size(); ++i) {
        const auto row = matrix.row(i);
        CHECK(std::vector<float>(row.begin(), row.end()) ==
              valueOf(study.runs().detail(second, matrix.samples[i])).features);
    }
}

TEST_CASE_METHOD(TwoRuns, "Damage is told with the run that it is in") {
    { const Study closed = std::move(study); }
    tamper(folder / "a.faultline",
           "UPDATE predictions SET confidence = 0.5, predicted = 99 WHERE run = 2 AND "
           "position = 3");
    const auto problems = valueOf(opened(folder / "a.faultline").verify()).problems;
    REQUIRE_FALSE(problems.empty());
    CHECK(problems.back().find("run \"other model\"") != std::string::npos);
}

TEST_CASE_METHOD(TwoRuns, "An item without prediction, logits and features is sound, and carries labels") {
    const base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
    const base::SampleIndex sample = valueOf(study.runs().failures(first)).front().sample;
    { const Study closed = std::move(study); }
    const std::string key = " WHERE run = 1 AND sample = " + std::to_string(sample.value) + "; ";
    tamper(folder / "a.faultline",
           "DELETE FROM details" + key + "UPDATE items SET role = 'undisclosed'" + key +
               "UPDATE predictions SET outcome = 'right', predicted = (SELECT truth FROM "
               "samples s WHERE s.sample = predictions.sample)" +
               key);
    study = opened(folder / "a.faultline");
    CHECK(valueOf(study.verify()).problems.empty());
    CHECK(valueOf(applyTo(study, request(ann, {sample}, mode(1)))).changed.size() == 1);
}

TEST_CASE_METHOD(TwoRuns, "Who owes a run blind answers can't compare another run with it") {
    const auto compared = [&](base::RunId run, const std::string& annotator) {
        std::vector<std::string> names;
        for (const workbench::OtherRun& other : valueOf(workbench::otherRunsFor(study, run, annotator)))
            names.push_back(other.name);
        return names;
    };
    const std::vector<std::string> nothing, drawn{"drawn"}, other{"other model"};
    CHECK(compared(second, "ada") == drawn);
    const plans::Plan plan = valueOf(workbench::makePlan(study, first, {})).plan;
    CHECK(compared(second, "ada") == nothing); // who may be asked for all of it
    CHECK(compared(first, "ada") == other);
    CHECK(valueOf(workbench::otherRuns(study, second)).size() == 1);

    const labels::Annotator ada = valueOf(study.labels().annotator("ada"));
    const workbench::AnnotatorQueue queue = valueOf(workbench::annotatorQueue(study, plan, ada));
    for (std::uint32_t position = 0; position < queue.places.size(); ++position) {
        CHECK(compared(second, "ada") == nothing);
        labels::LabelRequest wanted =
            request(ada.id, {queue.places[position].sample}, labels::Judgement::none());
        wanted.run = first;
        wanted.given.how = queue.places[position].isRepeat ? labels::How::Repeat : labels::How::Session;
        wanted.given.blind = labels::Blind::Yes;
        wanted.given.planVersion = plan.version;
        wanted.given.position = position;
        valueOf(study.labels().apply(wanted));
    }
    CHECK(compared(second, "ada") == drawn);
    CHECK(compared(second, "bob") == nothing);

    // Whoever has seen every prediction owes nothing blind any more.
    const labels::Annotator bob = valueOf(study.labels().annotator("bob"));
    std::vector<base::SampleIndex> all;
    for (const plans::PlanItem& item : plan.items)
        all.push_back(item.sample);
    valueOf(study.labels().notePainted(first, bob.id, all));
    CHECK(compared(second, "bob") == drawn);
}

TEST_CASE_METHOD(TwoRuns, "An open plan hides no run from comparison") {
    workbench::PlanRequest request;
    request.options.sight = plans::Sight::Open;
    valueOf(workbench::makePlan(study, first, request));
    CHECK(valueOf(workbench::otherRunsFor(study, second, "ada")).size() == 1);
}
