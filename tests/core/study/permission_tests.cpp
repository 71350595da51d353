// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Access;
using study::Study;
namespace fs = std::filesystem;

namespace {

constexpr fs::perms readable = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
constexpr fs::perms searchable = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;

/// "12 failures, 1 label", or the error.
std::string outcome(const fs::path& file, Access access) {
    const auto study = Study::open(file, access, std::chrono::milliseconds(0));
    if (!study)
        return study.error().message;
    const auto labels = labelsOf(*study);
    return std::to_string(failingSamples(*study).size()) + " failures, " +
           (labels ? std::to_string(labels->size()) : labels.error().message) + " label";
}

bool contains(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("A study in a read-only folder is read, not written, and nothing appears beside it") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    fs::permissions(folder / "a.faultline", readable);
    fs::permissions(folder.path(), readable | searchable);
    CHECK(asOrdinaryUser([&] { return outcome(folder / "a.faultline", Access::ReadOnly); }) ==
          "12 failures, 1 label");
    const std::string refused =
        asOrdinaryUser([&] { return outcome(folder / "a.faultline", Access::ReadWrite); });
    CHECK(contains(refused, "a.faultline"));
    CHECK(contains(refused, "read-only"));
    CHECK(contains(refused, "where you may write"));
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("A read-only study in a folder that can be written is refused for writing and leaves no lock") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    fs::permissions(folder / "a.faultline", readable);
    fs::permissions(folder.path(), fs::perms::all);
    const std::string refused =
        asOrdinaryUser([&] { return outcome(folder / "a.faultline", Access::ReadWrite); });
    CHECK(contains(refused, "read-only"));
    CHECK(asOrdinaryUser([&] { return outcome(folder / "a.faultline", Access::ReadOnly); }) ==
          "12 failures, 1 label");
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A study that may not be read says so") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    fs::permissions(folder / "a.faultline", fs::perms::none);
    const std::string refused =
        asOrdinaryUser([&] { return outcome(folder / "a.faultline", Access::ReadOnly); });
    CHECK(contains(refused, "can't be opened"));
    CHECK(contains(refused, "check that you may read"));
}

TEST_CASE("No study is made in a read-only folder, and nothing is left there") {
    const TemporaryFolder folder;
    fs::permissions(folder.path(), readable | searchable);
    const std::string refused = asOrdinaryUser([&]() -> std::string {
        try {
            makeSyntheticStudy(folder / "a.faultline");
        } catch (const std::exception& error) {
            return error.what();
        }
        return "made";
    });
    CHECK(contains(refused, "read-only"));
    CHECK(contents(folder.path()).empty());
}

TEST_CASE("What a killed writer left is read in a read-only folder") {
    const TemporaryFolder folder;
    const TemporaryFolder archive;
    {
        Study study = makeSyntheticStudy(folder / "a.faultline");
        const auto ann = valueOf(study.labels().annotator("ann"));
        valueOf(applyTo(study, request(ann.id, {failingSamples(study)[0]}, mode(1))));
        for (const char* name : {"a.faultline", "a.faultline-wal", "a.faultline-shm"})
            fs::copy_file(folder / name, archive / name);
    }
    const std::string wanted = "12 failures, 1 label";
    SECTION("with its index") {}
    SECTION("without its index, with a way out") {
        fs::remove(archive / "a.faultline-shm");
    }
    for (const auto& entry : fs::directory_iterator(archive.path()))
        fs::permissions(entry.path(), readable);
    fs::permissions(archive.path(), readable | searchable);
    const auto before = contents(archive.path());
    const std::string found =
        asOrdinaryUser([&] { return outcome(archive / "a.faultline", Access::ReadOnly); });
    if (before.contains("a.faultline-shm"))
        CHECK(found == wanted);
    else
        CHECK(contains(found, "copy both to a folder where you may write"));
    CHECK(contents(archive.path()) == before);
}
