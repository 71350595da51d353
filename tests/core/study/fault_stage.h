// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/study/study_support.h"
#include "tests/core/study/transaction_scenes.h"
#include "tests/support/first_run.h"

#include <filesystem>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

namespace faultline::tests {

/// The study of a scene, to be made anew in its first state again and again, and what may come of it.
class Stage {
public:
    explicit Stage(const Scene& scene)
        : m_scene(scene) {
        std::filesystem::create_directory(m_folder / "first");
        scene.make(m_folder / "first" / "a.faultline");
        set();
        before = scene.isOpening ? std::string() : summaryOf(path());
        set();
        {
            std::optional<study::Study> study;
            REQUIRE(act(study));
        }
        after = summaryOf(path());
        set();
    }

    /// The first state again.
    void set() const {
        std::filesystem::remove_all(m_folder / "now");
        std::filesystem::copy(m_folder / "first", m_folder / "now");
    }
    [[nodiscard]] std::filesystem::path path() const { return m_folder / "now" / "a.faultline"; }
    [[nodiscard]] const std::string& name() const { return m_scene.name; }
    [[nodiscard]] std::filesystem::path place(const char* name) const { return m_folder / name; }

    /// What the act needs to be open already.
    void open(std::optional<study::Study>& study) const {
        if (!m_scene.isOpening)
            study = valueOf(study::Study::open(path(), study::Access::ReadWrite));
    }
    base::Result<> perform(std::optional<study::Study>& study) const {
        if (!m_scene.isOpening)
            return m_scene.act(*study);
        auto opened = study::Study::open(path(), study::Access::ReadWrite);
        if (!opened)
            return base::failure(opened.error());
        study = std::move(*opened);
        return {};
    }
    base::Result<> act(std::optional<study::Study>& study) const {
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

/// One after the other: each test case that begins with it runs once for each.
[[nodiscard]] inline const Scene& anyScene() {
    return transactionScenes()[static_cast<std::size_t>(
        GENERATE(range(0, static_cast<int>(transactionScenes().size()))))];
}

/// Lets every `step`-th of the places fail in turn, until the act gets by without, and checks that what it
/// tells is so. @param faults has failFrom(k, isPersistent), disarm() and hasFailed()
template <class Faults>
void tryPlaces(const Stage& stage, Faults& faults, bool isPersistent, std::size_t step) {
    std::size_t places = 0;
    for (std::size_t k = 1;; k += step, ++places) {
        CAPTURE(stage.name(), isPersistent, k);
        stage.set();
        std::optional<study::Study> study;
        stage.open(study);
        faults.failFrom(k, isPersistent);
        const auto done = stage.perform(study);
        const bool hasFailed = faults.hasFailed();
        if (!isPersistent)
            faults.disarm();
        if (!done) {
            CHECK_FALSE(done.error().message.empty());
            if (study) // the window goes on with it
                static_cast<void>(labelsOf(*study));
        }
        study.reset();
        faults.disarm();
        const std::string found = summaryOf(stage.path());
        if (done)
            REQUIRE(found == stage.after);
        REQUIRE(stage.isOldOrNew(found));
        if (!hasFailed) {
            REQUIRE(done);
            break;
        }
        REQUIRE(k < 200'000);
    }
    CHECK(places > 0);
    if (tryAllPlaces())
        WARN(stage.name() << (isPersistent ? ", for good: " : ", once: ") << places << " places");
}

} // namespace faultline::tests
