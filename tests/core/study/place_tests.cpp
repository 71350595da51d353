// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <functional>

#include <sys/stat.h>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using Catch::Contains;
using study::Study;

namespace fs = std::filesystem;

namespace {

/// A study that is open for writing in a folder of its own, with one label of "ann".
struct Open {
    TemporaryFolder folder;
    fs::path home = folder / "home";
    fs::path path = home / "a.faultline";
    std::optional<Study> study;
    base::AnnotatorId ann;
    std::vector<base::SampleIndex> samples;

    Open() {
        fs::create_directory(home);
        makeClosedStudy(path, {});
        study.emplace(opened(path));
        ann = valueOf(study->labels().annotator("ann")).id;
        samples = failingSamples(*study);
        valueOf(label(5));
    }
    [[nodiscard]] base::Result<labels::ActionReport> label(std::size_t row) {
        return applyTo(*study, request(ann, {samples[row]}, mode(1)));
    }
    [[nodiscard]] static std::size_t labelsIn(const Study& study) { return valueOf(labelsOf(study)).size(); }
};

} // namespace

TEST_CASE(
    "A pipe in the place of a study, its log or its journal is refused at once, to merge from as well") {
    const TemporaryFolder folder;
    const auto file = folder / "a.faultline";
    makeClosedStudy(file);
    const std::string name = GENERATE("b.faultline", "a.faultline-wal", "a.faultline-journal");
    INFO(name);
    const auto pipe = folder / name;
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const auto asked = name == "b.faultline" ? pipe : file;
    for (const auto access : {study::Access::ReadOnly, study::Access::ReadWrite}) {
        const auto study = study::Study::open(asked, access);
        REQUIRE_FALSE(study);
        CHECK(study.error().kind == base::ErrorKind::InvalidInput);
        CHECK_THAT(study.error().message, Contains(name + " is not a regular file"));
    }
    const auto copy = study::LogCopy::open(asked);
    REQUIRE_FALSE(copy);
    CHECK_THAT(copy.error().message, Contains("is not a regular file"));
    CHECK(std::filesystem::is_fifo(pipe));
}

TEST_CASE("What would be written into a file that is gone is refused, and all before it can be saved again") {
    Open open;
    std::string what;
    SECTION("deleted") {
        fs::remove(open.path);
        what = "was deleted while it was open";
    }
    SECTION("replaced by its name, as by a tool that synchronises folders") {
        const fs::path other = open.folder / "other";
        makeClosedStudy(other);
        fs::rename(other, open.path);
        what = "was replaced by another file";
    }
    SECTION("its folder removed") {
        fs::remove_all(open.home);
        what = "was deleted";
    }
    SECTION("its folder renamed") {
        fs::rename(open.home, open.folder / "attic");
        what = "was moved to " + (open.folder / "attic" / "a.faultline").string();
    }
    SECTION("its log deleted") {
        fs::remove(open.path.string() + "-wal");
        what = "the log of the open study, was deleted";
    }
    SECTION("its log replaced") {
        writeText(open.folder / "log", "of another copy");
        fs::rename(open.folder / "log", open.path.string() + "-wal");
        what = "the log of the open study, was replaced";
    }
    const std::size_t before = Open::labelsIn(*open.study);
    const std::vector<std::function<base::Result<>()>> writes{
        [&]() -> base::Result<> {
            FAULTLINE_CHECK(open.label(6));
            return {};
        },
        [&]() -> base::Result<> {
            FAULTLINE_CHECK(open.study->labels().undo(open.ann));
            return {};
        },
        [&]() -> base::Result<> {
            FAULTLINE_CHECK(open.study->labels().annotator("somebody new"));
            return {};
        },
        [&] { return open.study->runs().rename(open.study->runs().first(), "another name"); },
    };
    for (const auto& write : writes) {
        const auto written = write();
        REQUIRE_FALSE(written);
        CHECK(written.error().kind == ErrorKind::NotFound);
        CHECK_THAT(written.error().message, Contains(what));
        CHECK_THAT(written.error().message, Contains("save the study again"));
    }
    CHECK(Open::labelsIn(*open.study) == before);

    const fs::path again = open.folder / "again.faultline";
    valueOf(open.study->copyTo(again));
    CHECK_FALSE(open.study->copyTo(again)); // never over what is there
    open.study.reset();
    CHECK_FALSE(fs::exists(open.folder / ".again.faultline.new"));
    const Study saved = opened(again);
    CHECK(Open::labelsIn(saved) == before);
    CHECK(valueOf(saved.verify()).problems.empty());
}

TEST_CASE("What replaced an open study or its log is left as it is") {
    Open open;
    const fs::path other = open.folder / "other";
    makeClosedStudy(other);
    const std::string bytes = readText(other);
    const std::string log = open.path.string() + "-wal";
    fs::rename(other, open.path);
    SECTION("with the log of the open one still there: that one is taken away") {
        open.study.reset();
        CHECK_FALSE(fs::exists(log));
    }
    SECTION("with a log of its own") {
        writeText(open.folder / "log", "of the other one");
        fs::rename(open.folder / "log", log);
        open.study.reset();
        CHECK(readText(log) == "of the other one");
    }
    CHECK(readText(open.path) == bytes);
}

TEST_CASE("A study that was moved keeps every acknowledged label, and one that is put back goes on") {
    Open open;
    const fs::path moved = open.folder / "b.faultline";
    fs::rename(open.path, moved);
    CHECK_FALSE(open.label(6));
    SECTION("opened at its new place") {
        open.study.reset();
        CHECK(Open::labelsIn(opened(moved)) == 2);
        CHECK(fs::is_empty(open.home));
    }
    SECTION("put back") {
        fs::rename(moved, open.path);
        CHECK(open.label(6).has_value());
        open.study.reset();
        CHECK(Open::labelsIn(opened(open.path)) == 3);
    }
}
