// SPDX-License-Identifier: GPL-3.0-or-later
// What a disk does to a study: each single call fails, and the power goes at each sync (docs/reliability.md).
#include "tests/core/study/fault_stage.h"
#include "tests/core/study/faulty_disk.h"

using namespace faultline;
using namespace faultline::tests;
using study::Study;

namespace fs = std::filesystem;

TEST_CASE(
    "Whichever call to the disk fails, an error is told, and the study holds the old state or the new one") {
    const Scene& scene = anyScene();
    const bool isPersistent = GENERATE(false, true);
    Stage stage(scene);
    FaultyDisk disk(stage.path().parent_path());
    tryPlaces(stage, disk, isPersistent, {0, tryAllPlaces() ? 1U : 13U});
}

TEST_CASE("When the power goes at any sync, what was acknowledged is there, and the rest is old or new as a "
          "whole") {
    using Kept = FaultyDisk::Kept;
    const Scene& scene = anyScene();
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
    for (std::size_t k = 1;; k += tryAllPlaces() ? 1 : 3) {
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
