// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/study/study.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace faultline::workbench {

// A second place for labels: the log of each study as JSON lines, in a folder of its own below one folder.
// Where the study is damaged, they merge into an earlier copy of it (merge.h).

struct BackupRule {
    std::size_t kept = 10;              ///< of a study's file; 0: none is made
    std::chrono::milliseconds apart{0}; ///< none is made so soon after the one before
};

struct LabelBackup {
    std::filesystem::path path;
    base::Timestamp written{};
    std::uint64_t events = 0;
};

/// Writes the log down below `folder`, and removes the oldest ones of this file beyond the rule, never the
/// one with the most events. Nothing where the rule says so, where nobody has labelled yet, or where the
/// newest one holds the same log.
[[nodiscard]] base::Result<std::optional<LabelBackup>>
backUpLabels(const study::Study& study, const std::filesystem::path& folder, const BackupRule& rule = {});

/// Of the study that lay at this path, newest first; it need not be readable, nor be there.
[[nodiscard]] std::vector<LabelBackup> labelBackupsOf(const std::filesystem::path& study,
                                                      const std::filesystem::path& folder);

} // namespace faultline::workbench
