// SPDX-License-Identifier: GPL-3.0-or-later
// What a disk does to a study: each single call fails, and the power goes at each sync (docs/reliability.md).
#include "tests/core/study/faulty_disk.h"
#include "tests/core/study/study_support.h"
#include "tests/core/study/transaction_scenes.h"
#include "tests/support/first_run.h"

#include <optional>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Study;

namespace {

namespace fs = std::filesystem;

/// The study of a scene, to be made anew in its first state again and again, and what may come of it.
class Stage {
public:
    explicit Stage(const Scene& scene)
        : m_scene(scene) {
        fs::create_directory(m_folder / "first");
        scene.make(m_folder / "first" / "a.faultline");
        set();
        before = scene.isOpening ? std::string() : summaryOf(path());
        set();
        {
            std::optional<Study> study;
            REQUIRE(act(study));
        }
        after = summaryOf(path());
        set();
    }

    /// The first state again.
    void set() const {
        fs::remove_all(m_folder / "now");
        fs::copy(m_folder / "first", m_folder / "now");
    }
    [[nodiscard]] fs::path path() const { return m_folder / "now" / "a.faultline"; }
    [[nodiscard]] fs::path place(const char* name) const { return m_folder / name; }

    /// What the act needs to be open already.
    void open(std::optional<Study>& study) const {
        if (!m_scene.isOpening)
            study = valueOf(Study::open(path(), study::Access::ReadWrite));
    }
    base::Result<> perform(std::optional<Study>& study) const {
        if (!m_scene.isOpening)
            return m_scene.act(*study);
        auto opened = Study::open(path(), study::Access::ReadWrite);
        if (!opened)
            return base::failure(opened.error());
        study = std::move(*opened);
        return {};
    }
    base::Result<> act(std::optional<Study>& study) const {
        open(study);
        return perform(study);
    }
    /// Of a study at `path`: it is sound, and in one of the two states. An old study is brought up to date by
    /// being looked at, so that both are one.
    [[nodiscard]] bool isOldOrNew(const std::string& summary) const {
        return summary == after || (!m_scene.isOpening && summary == before);
    }

    std::string before, after;

private:
    const Scene& m_scene;
    TemporaryFolder m_folder;
};

} // namespace

TEST_CASE(
    "Whichever call to the disk fails, an error is told, and the study holds the old state or the new one") {
    const Scene& scene = transactionScenes()[static_cast<std::size_t>(
        GENERATE(range(0, static_cast<int>(transactionScenes().size()))))];
    const bool isPersistent = GENERATE(false, true);
    const Stage stage(scene);
    FaultyDisk disk(stage.path().parent_path());
    const std::size_t step = tryAllPlaces() ? 1 : 13;
    std::size_t places = 0;
    for (std::size_t k = 1;; k += step, ++places) {
        CAPTURE(scene.name, isPersistent, k);
        stage.set();
        std::optional<Study> study;
        stage.open(study);
        disk.failFrom(k, isPersistent);
        const auto done = stage.perform(study);
        const bool hasFailed = disk.hasFailed();
        if (!isPersistent)
            disk.disarm();
        if (!done) {
            CHECK_FALSE(done.error().message.empty());
            if (study) // the window goes on with it
                static_cast<void>(labelsOf(*study));
        }
        study.reset();
        disk.disarm();
        const std::string found = summaryOf(stage.path());
        if (done)
            REQUIRE(found == stage.after);
        REQUIRE(stage.isOldOrNew(found));
        if (!hasFailed) {
            REQUIRE(done);
            break;
        }
        REQUIRE(k < 20'000);
    }
    CHECK(places > 0);
    if (tryAllPlaces())
        WARN(scene.name << (isPersistent ? ", for good" : ", once") << ": " << places << " places");
}

TEST_CASE("When the power goes at any sync, what was acknowledged is there, and the rest is old or new as a "
          "whole") {
    using Kept = FaultyDisk::Kept;
    const Scene& scene = transactionScenes()[static_cast<std::size_t>(
        GENERATE(range(0, static_cast<int>(transactionScenes().size()))))];
    const Stage stage(scene);
    FaultyDisk disk(stage.path().parent_path());
    base::Random random(20261126);
    const int draws = tryAllPlaces() ? 12 : 1;
    std::size_t images = 0;
    const auto check = [&](bool isAcknowledged) {
        for (const Kept kept : {Kept::None, Kept::All, Kept::Some, Kept::TornToo})
            for (int draw = kept == Kept::None || kept == Kept::All ? draws - 1 : 0; draw < draws; ++draw) {
                CAPTURE(static_cast<int>(kept), draw, isAcknowledged);
                const fs::path folder = stage.place("image");
                fs::remove_all(folder);
                fs::create_directory(folder);
                for (const auto& [name, bytes] : disk.afterPowerCut(kept, random))
                    if (name.starts_with("a.faultline"))
                        writeText(folder / name, bytes);
                const std::string found = summaryOf(folder / "a.faultline");
                if (isAcknowledged)
                    REQUIRE(found == stage.after);
                REQUIRE(stage.isOldOrNew(found));
                ++images;
            }
    };
    for (std::size_t k = 1;; ++k) {
        CAPTURE(scene.name, k);
        stage.set();
        disk.settle();
        std::optional<Study> study;
        stage.open(study);
        disk.cutAtSync(k);
        REQUIRE(stage.perform(study));
        const bool wasWithin = disk.wasCut();
        if (!wasWithin)
            check(true); // nothing is synced after it
        study.reset();
        check(!wasWithin);
        if (!disk.wasCut())
            break; // it is closed, and all of it is on the disk
        REQUIRE(k < 1'000);
    }
    CHECK(images > 0);
    if (tryAllPlaces())
        WARN(scene.name << ": " << images << " disks");
}
