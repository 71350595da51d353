// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Study;

namespace {

base::Result<Study> created(const std::filesystem::path& path, const SyntheticOptions& options = {}) {
    return Study::create(path, syntheticHeader(options),
                         syntheticBatch(options, syntheticPredictions(options), 0));
}

} // namespace

TEST_CASE("A new study holds its header and first batch, and is open for writing") {
    const TemporaryFolder folder;
    const SyntheticOptions options;
    auto study = created(folder / "a.faultline");
    REQUIRE(study);
    CHECK(study->access() == study::Access::ReadWrite);
    CHECK(study->path() == std::filesystem::canonical(folder.path()) / "a.faultline");
    CHECK(study->uuid().size() == 36);
    CHECK(headerOf(*study).dataset == syntheticHeader(options).dataset);
    CHECK(headerOf(*study).model == syntheticHeader(options).model);
    CHECK(study->labels().taxonomy().modes() == labels::standardTaxonomy().modes());
    CHECK(valueOf(stateOf(*study)).done == options.batch);
    CHECK(study->labels().annotator("ann"));
}

TEST_CASE("A study holds what its data set left out, and counts what can be looked at") {
    const TemporaryFolder folder;
    const SyntheticOptions options;
    model::RunHeader header = syntheticHeader(options);
    header.dataset.format = dataset::Format::ImageFolderByText;
    header.dataset.unreadableCount = 2;
    header.dataset.unreadable = {"cat/1.png: it is empty", "cat/2.png: it is an animation"};
    header.dataset.leftOut = {{"hidden files and folders", 7, ".git/, cat/.DS_Store, …"},
                              {"pictures that can't be read: it is empty", 1, "cat/1.png"}};
    {
        const auto study = Study::create(folder / "a.faultline", header,
                                         syntheticBatch(options, syntheticPredictions(options), 0));
        REQUIRE(study);
    }
    const Study study = opened(folder / "a.faultline");
    CHECK(headerOf(study).dataset == header.dataset);
    CHECK(headerOf(study).dataset.readableCount() == header.dataset.size - 2);
    CHECK(study.verify()->problems.empty());
}

TEST_CASE("A closed study is one file") {
    const TemporaryFolder folder;
    {
        Study study = makeSyntheticStudy(folder / "a.faultline");
        valueOf(study.labels().annotator("ann"));
        CHECK(names(folder.path()).size() > 1);
    }
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
    {
        const Study study = opened(folder / "a.faultline");
        CHECK(valueOf(study.labels().annotators()).size() == 1);
    }
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("Two studies have different identities") {
    const TemporaryFolder folder;
    CHECK(created(folder / "a.faultline")->uuid() != created(folder / "b.faultline")->uuid());
}

TEST_CASE("Creation refuses a name that is taken and leaves what has it") {
    const TemporaryFolder folder;
    SECTION("by a file") {
        writeText(folder / "a.faultline", "mine");
    }
    SECTION("by a folder") {
        std::filesystem::create_directory(folder / "a.faultline");
    }
    SECTION("by a symbolic link to nowhere") {
        std::filesystem::create_symlink("nowhere", folder / "a.faultline");
    }
    const auto study = created(folder / "a.faultline");
    REQUIRE_FALSE(study);
    CHECK(study.error().kind == ErrorKind::Refused);
    CHECK(study.error().message.find("exists already") != std::string::npos);
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
        ++entries;
    CHECK(entries == 1);
}

TEST_CASE("A creation that fails leaves nothing") {
    const TemporaryFolder folder;
    const SyntheticOptions options;
    model::RunHeader header = syntheticHeader(options);
    model::BatchReport batch = syntheticBatch(options, syntheticPredictions(options), 0);
    SECTION("without results") {
        batch = {};
    }
    SECTION("with results from the middle of a run") {
        batch.firstPosition = 20;
    }
    SECTION("with a failure whose details are missing") {
        REQUIRE_FALSE(batch.failures.empty());
        batch.failures.pop_back();
    }
    SECTION("with a class that does not exist") {
        batch.predictions[0].predicted = base::ClassId(10);
    }
    SECTION("with one image twice") {
        batch.predictions.back() = batch.predictions.front();
        batch.failures.clear();
        for (auto& prediction : batch.predictions)
            prediction.predicted = prediction.truth;
    }
    SECTION("with numbers of classes that disagree") {
        header.model.classes.pop_back();
    }
    SECTION("with a mean that is no number") {
        header.model.preprocessing.mean[1] = std::numeric_limits<double>::quiet_NaN();
    }
    SECTION("with more positions than images") {
        header.positions = options.samples + 1;
    }
    const auto study = Study::create(folder / "a.faultline", header, batch);
    REQUIRE_FALSE(study);
    CHECK(study.error().kind == ErrorKind::InvalidInput);
    CHECK(study.error().message.find("a.faultline") != std::string::npos);
    CHECK(contents(folder.path()).empty());
}

TEST_CASE("Creation in a folder that does not exist names it") {
    const TemporaryFolder folder;
    const auto study = created(folder / "no" / "a.faultline");
    REQUIRE_FALSE(study);
    CHECK(study.error().kind == ErrorKind::NotFound);
    CHECK(study.error().message.find("a.faultline") != std::string::npos);
}

TEST_CASE("What a process that died left of a creation is no hindrance and vanishes") {
    const TemporaryFolder folder;
    writeText(folder / ".a.faultline.new", "half a file");
    writeText(folder / ".a.faultline.lock", "faultline\n1\nhost\n");
    CHECK(created(folder / "a.faultline"));
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A study may have a name beyond ASCII") {
    const TemporaryFolder folder;
    const auto file = folder / "Ausfälle 失敗 100% #1?.faultline";
    CHECK(created(file));
    CHECK(valueOf(stateOf(opened(file, study::Access::ReadOnly))).done == 20);
    CHECK(names(folder.path()).size() == 1);
}
