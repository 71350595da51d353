// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Access;
using study::Study;

namespace {

/// The error of opening, the same for reading and writing; the file is as before and alone.
base::Error refusal(const TemporaryFolder& folder, const std::string& name) {
    const auto before = contents(folder.path());
    const auto reading = Study::open(folder / name, Access::ReadOnly);
    const auto writing = Study::open(folder / name, Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(reading);
    REQUIRE_FALSE(writing);
    CHECK(reading.error().kind == writing.error().kind);
    CHECK(reading.error().message.find(name) != std::string::npos);
    CHECK(writing.error().message.find(name) != std::string::npos);
    CHECK(contents(folder.path()) == before);
    return reading.error();
}

bool says(const base::Error& error, const std::string& words) {
    INFO(error.message);
    return error.message.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("A file that is not there is not found") {
    const TemporaryFolder folder;
    const base::Error error = refusal(folder, "a.faultline");
    CHECK(error.kind == ErrorKind::NotFound);
    CHECK(says(error, "does not exist"));
}

TEST_CASE("What is no study is refused and left as it is") {
    const TemporaryFolder folder;
    const std::string name = "a.faultline";
    SECTION("a text") {
        writeText(folder / name, std::string(5000, 'x'));
        CHECK(says(refusal(folder, name), "is not a Faultline study"));
    }
    SECTION("a short text") {
        writeText(folder / name, "hello");
        CHECK(says(refusal(folder, name), "is not a Faultline study"));
    }
    SECTION("no bytes") {
        writeText(folder / name, "");
        CHECK(says(refusal(folder, name), "is not a Faultline study"));
    }
    SECTION("a database of another program") {
        makeClosedStudy(folder / name);
        tamper(folder / name, "PRAGMA application_id = 1234");
        CHECK(says(refusal(folder, name), "of another program"));
    }
    SECTION("a database without a version") {
        makeClosedStudy(folder / name);
        tamper(folder / name, "PRAGMA user_version = 0");
        CHECK(says(refusal(folder, name), "not a complete study"));
    }
}

TEST_CASE("A folder is no study") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "a.faultline");
    const auto study = Study::open(folder / "a.faultline", Access::ReadOnly);
    REQUIRE_FALSE(study);
    CHECK(study.error().kind == ErrorKind::InvalidInput);
    CHECK(says(study.error(), "is a folder"));
}

TEST_CASE("A study of a newer Faultline is refused with both versions") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    tamper(folder / "a.faultline", "PRAGMA user_version = 8");
    const base::Error error = refusal(folder, "a.faultline");
    CHECK(error.kind == ErrorKind::Refused);
    CHECK(says(error, "study version 8"));
    CHECK(says(error, "versions up to 6"));
    CHECK(says(error, "update Faultline"));
}

TEST_CASE("Opening for reading changes no byte and makes no file") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    const auto time = std::filesystem::last_write_time(folder / "a.faultline");
    {
        const Study study = opened(folder / "a.faultline", Access::ReadOnly);
        CHECK(valueOf(predictionsOf(study)).size() == 60);
        CHECK(valueOf(labelsOf(study)).size() == 1);
        CHECK(valueOf(study.verify()).problems.empty());
        CHECK(contents(folder.path()) == before);
    }
    CHECK(contents(folder.path()) == before);
    CHECK(std::filesystem::last_write_time(folder / "a.faultline") == time);
}

TEST_CASE("A study that is open for reading refuses every change") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    Study study = opened(folder / "a.faultline", Access::ReadOnly);
    const labels::Annotator ann = valueOf(study.labels().annotator("ann"));
    const auto refused = [](const auto& result) {
        return !result && result.error().kind == ErrorKind::Refused &&
               result.error().message.find("open for reading only") != std::string::npos;
    };
    CHECK(refused(study.labels().annotator("somebody new")));
    CHECK(refused(applyTo(study, request(ann.id, failingSamples(study), mode(2)))));
    CHECK(refused(study.labels().undo(ann.id)));
    CHECK(refused(study.labels().redo(ann.id)));
    CHECK(refused(importInto(study, {})));
    CHECK(refused(appendTo(study, {})));
    CHECK(refused(finishRunOf(study, {}, {})));
    CHECK(valueOf(study.labels().undoState(ann.id)).undo == "Scale on " + numbered(failingSamples(study)[0]));
}

TEST_CASE("A copy that was taken while the study was open opens for reading without making a file") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "copy");
    const auto copy = folder / "copy" / "a.faultline";
    {
        const Study study = makeSyntheticStudy(folder / "a.faultline");
        std::filesystem::copy_file(folder / "a.faultline", copy);
    }
    const auto before = contents(folder / "copy");
    CHECK(valueOf(stateOf(opened(copy, Access::ReadOnly))).done > 0);
    CHECK(contents(folder / "copy") == before);
    CHECK(valueOf(stateOf(opened(copy))).done > 0);
    CHECK(names(folder / "copy") == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A study is opened through a symbolic link, and log and lock stand beside the file") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "links");
    makeClosedStudy(folder / "a.faultline");
    std::filesystem::create_symlink(folder / "a.faultline", folder / "links" / "b.faultline");
    {
        Study study = opened(folder / "links" / "b.faultline");
        valueOf(study.labels().annotator("bea"));
        CHECK(names(folder / "links").size() == 1);
        const auto second =
            Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
        REQUIRE_FALSE(second);
        CHECK(second.error().kind == ErrorKind::Busy);
    }
    CHECK(valueOf(opened(folder / "a.faultline", Access::ReadOnly).labels().annotators()).size() == 2);
}
