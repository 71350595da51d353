// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/model/run_header.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Study;

namespace {

SyntheticOptions fromFolder() {
    SyntheticOptions options;
    options.origin = Origin::ImageFolder;
    return options;
}

dataset::PicturePaths pathsOf(const Study& study) {
    return valueOf(study.runs().paths(study.runs().first()));
}

std::vector<std::string> problemsOf(const std::filesystem::path& file) {
    return valueOf(opened(file, study::Access::ReadOnly).verify()).problems;
}

} // namespace

TEST_CASE("Failures and controls keep where their pictures came from") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline", fromFolder());
    const Study study = opened(folder / "a.faultline", study::Access::ReadOnly);
    const auto paths = pathsOf(study);
    const auto controls = valueOf(controlsOf(study));
    REQUIRE_FALSE(controls.empty());
    CHECK(paths.size() == failingSamples(study).size() + controls.size());
    for (const auto& failure : valueOf(failuresOf(study))) {
        const auto expected = syntheticDetail(fromFolder(), failure).path;
        REQUIRE(expected.has_value());
        CHECK(paths.at(failure.sample) == *expected);
        CHECK(valueOf(detailOf(study, failure.sample)).path == expected);
    }
    CHECK(paths.contains(controls.front()));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE("A study without paths has none, and is sound") {
    const TemporaryFolder folder;
    const Study study = makeSyntheticStudy(folder / "a.faultline");
    CHECK(pathsOf(study).empty());
    CHECK(valueOf(detailOf(study, failingSamples(study)[0])).path == std::nullopt);
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE("A resumed run keeps the paths of its first part and goes on with those of the second") {
    const TemporaryFolder folder;
    SyntheticOptions options = fromFolder();
    options.completion = Completion::Partial;
    makeClosedStudy(folder / "a.faultline", options);
    Study study = opened(folder / "a.faultline");
    const auto before = pathsOf(study);
    REQUIRE_FALSE(before.empty());
    valueOf(appendTo(study, syntheticBatch(options, syntheticPredictions(options), options.batch)));
    const auto after = pathsOf(study);
    CHECK(after.size() > before.size());
    for (const auto& [sample, path] : before)
        CHECK(after.at(sample) == path);
}

TEST_CASE("A second run fills in what is not known and overwrites nothing") {
    const TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline"); // as an older release made it
    SyntheticOptions second = fromFolder();
    second.modelSeed = 5;
    const base::RunId run = addSyntheticRun(study, "second", second);
    const auto paths = valueOf(study.runs().paths(run));
    CHECK(paths.size() == valueOf(study.runs().items(run)).size());
    const auto ofFirst = pathsOf(study);
    for (const auto& [sample, path] : ofFirst)
        CHECK(paths.at(sample) == path);
}

TEST_CASE("The path of an earlier run stands") {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "a.faultline";
    makeClosedStudy(file, fromFolder());
    tamper(file, "UPDATE samples SET path = 'old/' || sample || '.png' WHERE path IS NOT NULL");
    Study study = opened(file);
    SyntheticOptions second = fromFolder();
    second.modelSeed = 5;
    const auto before = pathsOf(study);
    (void)addSyntheticRun(study, "second", second);
    CHECK(pathsOf(study) == before);
}

TEST_CASE("A batch with a path that is none is refused and stores nothing") {
    const TemporaryFolder folder;
    SyntheticOptions options = fromFolder();
    options.completion = Completion::Partial;
    Study study = makeSyntheticStudy(folder / "a.faultline", options);
    auto batch = syntheticBatch(options, syntheticPredictions(options), options.batch);
    REQUIRE_FALSE(batch.failures.empty());
    batch.failures[0].path = "cat/\n.png";
    const auto refused = appendTo(study, batch);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == base::ErrorKind::InvalidInput);
    CHECK(valueOf(stateOf(study)).done == options.batch);
}

TEST_CASE("A stranger's path is text: whatever it names, it reads back as it is and nothing is opened") {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "a.faultline";
    makeClosedStudy(file, fromFolder());
    tamper(file, "UPDATE samples SET path = '/dev/zero' WHERE path IS NOT NULL");
    const Study study = opened(file, study::Access::ReadOnly);
    for (const auto& [sample, path] : pathsOf(study))
        CHECK(path == "/dev/zero");
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE("A path that is no text is refused where it is read, and verify counts it") {
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "a.faultline";
    makeClosedStudy(file, fromFolder());
    const std::string value = GENERATE("''", "'cat/' || char(10) || '.png'", "CAST(x'6361ff' AS TEXT)",
                                       "replace(hex(zeroblob(4096)), '0', 'a')");
    CAPTURE(value);
    tamper(file, "UPDATE samples SET path = " + value +
                     " WHERE sample = (SELECT min(sample) FROM items WHERE role = 'failure')");
    {
        const Study study = opened(file, study::Access::ReadOnly);
        const auto paths = study.runs().paths(study.runs().first());
        REQUIRE_FALSE(paths);
        CHECK(paths.error().message.find("the path of sample ") != std::string::npos);
    }
    const auto problems = problemsOf(file);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find("1 images have a path that is no text") != std::string::npos);
}
