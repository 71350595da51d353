// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Access;
using study::Study;

namespace fs = std::filesystem;

namespace {

/// A study whose labels grow one a transaction, and copies of its file and its log on the way.
struct History {
    TemporaryFolder folder;
    fs::path home = folder / "home";
    fs::path path = home / "a.faultline";
    fs::path log = home / "a.faultline-wal";

    History() {
        fs::create_directory(home);
        makeClosedStudy(path);
    }
    /// Opens it, gives `labels` labels from row `first` on, and calls `then` before it is closed.
    template <class Then>
    void work(std::size_t first, std::size_t labels, Then then) const {
        Study study = opened(path);
        const auto ann = valueOf(study.labels().annotator("ann")).id;
        const auto samples = failingSamples(study);
        for (std::size_t row = first; row < first + labels; ++row)
            valueOf(applyTo(study, request(ann, {samples[row]}, mode(2))));
        then();
    }
    void work(std::size_t first, std::size_t labels) const {
        work(first, labels, [] {});
    }
    [[nodiscard]] fs::path kept(const fs::path& file, const std::string& name) const {
        fs::copy_file(file, folder / name);
        return folder / name;
    }
    /// A file and a log side by side, as a restored copy finds them.
    [[nodiscard]] fs::path together(const fs::path& file, const fs::path& theLog) const {
        fs::create_directory(folder / "back");
        fs::copy_file(file, folder / "back" / "a.faultline");
        fs::copy_file(theLog, folder / "back" / "a.faultline-wal");
        return folder / "back" / "a.faultline";
    }
};

std::size_t labelsIn(const Study& study) {
    return valueOf(labelsOf(study)).size();
}

bool warns(const Study& study, const std::string& words) {
    const auto warnings = valueOf(study.warnings());
    const auto verified = valueOf(study.verify());
    CHECK(verified.problems.empty());
    CHECK(verified.warnings == warnings);
    return std::any_of(warnings.begin(), warnings.end(), [&](const std::string& warning) {
        INFO(warning);
        return warning.find(words) != std::string::npos;
    });
}

/// Both ways of opening leave the log alone and say so; what the file itself holds is there.
void checkSetAside(const fs::path& study, std::size_t labels) {
    const fs::path log = study.string() + "-wal";
    const std::string bytes = readText(log);
    {
        const Study reader = opened(study, Access::ReadOnly);
        CHECK(labelsIn(reader) == labels);
        CHECK(warns(reader, "was not replayed"));
    }
    CHECK(readText(log) == bytes);
    {
        const Study writer = opened(study);
        CHECK(labelsIn(writer) == labels);
        CHECK(warns(writer, "was not replayed"));
    }
    CHECK(names(study.parent_path()) ==
          std::vector<std::string>{"a.faultline", "a.faultline.log-of-another-copy"});
    CHECK(readText(study.string() + ".log-of-another-copy") == bytes);
    CHECK_FALSE(warns(opened(study), "was not replayed"));
}

} // namespace

TEST_CASE("A log that goes on where the file stands is replayed, as after a crash") {
    const History history;
    const std::size_t before = labelsIn(opened(history.path));
    fs::path file;
    fs::path log;
    history.work(3, 4, [&] {
        file = history.kept(history.path, "file");
        log = history.kept(history.log, "log");
    });
    const fs::path study = history.together(file, log);
    SECTION("read") {
        const Study reader = opened(study, Access::ReadOnly);
        CHECK(labelsIn(reader) == before + 4);
        CHECK(valueOf(reader.warnings()).empty());
    }
    SECTION("written") {
        const Study writer = opened(study);
        CHECK(labelsIn(writer) == before + 4);
        CHECK(valueOf(writer.warnings()).empty());
    }
}

TEST_CASE("A log that was folded in part already is replayed") {
    const History history;
    const std::size_t before = labelsIn(opened(history.path));
    fs::path file;
    fs::path log;
    history.work(3, 4, [&] { log = history.kept(history.log, "log"); });
    file = history.kept(history.path, "file"); // all of it is in the file
    CHECK(labelsIn(opened(history.together(file, log))) == before + 4);
}

TEST_CASE("An older copy that is put back beside a log of later days is not mixed with it") {
    const History history;
    const fs::path old = history.kept(history.path, "old");
    const std::size_t before = labelsIn(opened(old));
    history.work(3, 2);
    fs::path log;
    history.work(5, 2, [&] { log = history.kept(history.log, "log"); });
    checkSetAside(history.together(old, log), before);
}

TEST_CASE("A newer copy that is put back beside an old log keeps what it has") {
    const History history;
    const std::size_t before = labelsIn(opened(history.path));
    fs::path log;
    history.work(3, 2, [&] { log = history.kept(history.log, "log"); });
    history.work(5, 3);
    checkSetAside(history.together(history.kept(history.path, "new"), log), before + 5);
}

TEST_CASE("The log of another study is not replayed") {
    const History history;
    const History other;
    fs::path log;
    other.work(3, 2, [&] { log = other.kept(other.log, "log"); });
    checkSetAside(history.together(history.kept(history.path, "file"), log), labelsIn(opened(history.path)));
}

TEST_CASE("A study that was copied while it was open, without its log, says what may be missing") {
    const History history;
    fs::path copy;
    history.work(3, 4, [&] { copy = history.kept(history.path, "copy.faultline"); });
    CHECK(warns(opened(copy, Access::ReadOnly), "copy.faultline-wal where it was copied from"));
    CHECK(warns(opened(copy), "copy.faultline-wal where it was copied from"));
    CHECK(valueOf(opened(copy).warnings()).empty()); // closed in order now
    CHECK(valueOf(opened(history.path).warnings()).empty());
}
