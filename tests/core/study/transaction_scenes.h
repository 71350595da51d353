// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace faultline::tests {

/// Something that a study does in one transaction, and the study before it.
struct Scene {
    std::string name;
    /// Makes the study at `path`, closed; further files may lie beside it.
    std::function<void(const std::filesystem::path& path)> make;
    /// Is given the open study; where isOpening, it is the opening.
    std::function<base::Result<>(study::Study& study)> act;
    bool isOpening = false;
    bool isLong = false; ///< it takes some 100,000 allocations
};

/// Opening, label, bulk, undo, batch, finish, import, merge, migration.
[[nodiscard]] const std::vector<Scene>& transactionScenes();

/// Whether all places are to be tried, or most, and not a few of them: FAULTLINE_LONG_TESTS.
[[nodiscard]] bool tryAllPlaces();

/// What the study at `path` holds, without what differs from one making to the next (times, UUIDs). Opens it
/// for writing, as the next user would, and throws where it is not sound.
[[nodiscard]] std::string summaryOf(const std::filesystem::path& path);

} // namespace faultline::tests
