// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "tests/core/study/study_support.h"
#include "tests/core/study/transaction_scenes.h"
#include "tests/support/first_run.h"

#include <filesystem>
#include <map>
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

    /// summaryOf() what is there now. Most faults leave the same bytes, of which it is asked once.
    [[nodiscard]] std::string found() {
        base::Sha256 hash;
        const auto add = [&hash](const std::string& text) {
            const std::string length = std::to_string(text.size()) + " ";
            for (const std::string* part : {&length, &text})
                hash.add({reinterpret_cast<const std::uint8_t*>(part->data()), part->size()});
        };
        for (const auto& [name, bytes] : contents(path().parent_path())) {
            add(name);
            add(bytes);
        }
        const base::Digest state = hash.finish();
        if (const auto known = m_summaries.find(state); known != m_summaries.end())
            return known->second;
        return m_summaries[state] = summaryOf(path());
    }

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
    std::map<base::Digest, std::string> m_summaries; ///< SHA-256 of all files → what they hold
};

/// One after the other: each test case that begins with it runs once for each.
[[nodiscard]] inline const Scene& anyScene() {
    return transactionScenes()[static_cast<std::size_t>(
        GENERATE(range(0, static_cast<int>(transactionScenes().size()))))];
}

/// Which places fail: each of the first ones, and then every so many-th.
struct Places {
    std::size_t dense = 0;
    std::size_t step = 1;
};

/// Lets the places fail in turn, until the act gets by without, and checks that what it tells is so.
/// @param faults has failFrom(k, isPersistent), disarm() and hasFailed()
template <class Faults>
void tryPlaces(Stage& stage, Faults& faults, bool isPersistent, const Places& tried) {
    std::size_t places = 0, last = 0;
    for (std::size_t k = 1;; k += k < tried.dense ? 1 : tried.step, ++places) {
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
        const std::string found = stage.found();
        if (done)
            REQUIRE(found == stage.after);
        REQUIRE(stage.isOldOrNew(found));
        if (!hasFailed) {
            REQUIRE(done);
            break;
        }
        last = k;
        REQUIRE(k < 1'000'000);
    }
    CHECK(places > 0);
    if (tryAllPlaces())
        WARN(stage.name() << (isPersistent ? ", for good: " : ", once: ") << places << " places of " << last);
}

} // namespace faultline::tests
