// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <set>
#include <string>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Study;

TEST_CASE("A sound study has no problems and its counts are right") {
    const TemporaryFolder folder;
    const auto completion = GENERATE(Completion::Partial, Completion::Visited, Completion::Finished);
    SyntheticOptions options;
    options.completion = completion;
    Study study = makeSyntheticStudy(folder / "a.faultline", options);
    const auto ann = valueOf(study.labels().annotator("ann"));
    const auto bea = valueOf(study.labels().annotator("bea"));
    const auto samples = failingSamples(study);
    valueOf(applyTo(study, request(ann.id, {samples[0], samples[1]}, mode(1))));
    valueOf(applyTo(study, request(bea.id, {samples[0]}, labels::Judgement::excluded())));
    valueOf(study.labels().undo(ann.id));

    const study::Verification found = valueOf(study.verify());
    CHECK(found.problems == std::vector<std::string>{});
    CHECK(found.predictions == (completion == Completion::Partial ? 20 : 60));
    CHECK(found.failures == samples.size());
    CHECK(found.controls == valueOf(controlsOf(study)).size());
    CHECK((found.controls > 0) == (completion == Completion::Finished));
    CHECK(found.labels == 1);
    CHECK(found.events == 5);
    CHECK(found.annotators == 2);
}

TEST_CASE("An output that stands for no class of the data set may be predicted, but no number beyond it") {
    const TemporaryFolder folder;
    const SyntheticOptions options;
    model::RunHeader header = syntheticHeader(options);
    header.model.classes.emplace_back("zeppelin");
    for (std::size_t output = 0; output < header.model.classes.size(); ++output)
        header.model.outputClasses.push_back(static_cast<std::uint16_t>(output));
    model::BatchReport report = syntheticBatch(options, syntheticPredictions(options), 0);
    for (model::SampleDetail& detail : report.failures)
        detail.logits.push_back(9);
    for (model::Prediction& prediction : report.predictions)
        if (prediction.isFailure())
            prediction.predicted = base::ClassId(10);
    CHECK(valueOf(valueOf(Study::create(folder / "a.faultline", header, report)).verify()).problems.empty());
    tamper(folder / "a.faultline", "UPDATE predictions SET predicted = 11 WHERE predicted = 10");
    const auto found = valueOf(opened(folder / "a.faultline", study::Access::ReadOnly).verify());
    REQUIRE_FALSE(found.problems.empty());
    CHECK(found.problems[0].find("have an unknown class") != std::string::npos);
}

TEST_CASE("Damage that SQLite can see is told in its words") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    // An index that lacks an entry.
    tamper(folder / "a.faultline", "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, "
                                   "'outcome = ''failure''', 'outcome = ''right''') WHERE name = 'failures'");
    tamper(folder / "a.faultline",
           "REINDEX failures; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
           "replace(sql, 'outcome = ''right''', 'outcome = ''failure''') WHERE name = 'failures'");
    const auto found = valueOf(opened(folder / "a.faultline", study::Access::ReadOnly).verify());
    REQUIRE_FALSE(found.problems.empty());
    CHECK(found.problems[0].find("index failures") != std::string::npos);
}

TEST_CASE("What several readers of a run find is told once") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    tamper(folder / "a.faultline", "UPDATE label_events SET contrast = hex(zeroblob(33))");
    const auto problems = valueOf(opened(folder / "a.faultline", study::Access::ReadOnly).verify()).problems;
    REQUIRE_FALSE(problems.empty());
    CHECK(problems.size() == std::set<std::string>(problems.begin(), problems.end()).size());
}
