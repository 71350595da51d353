// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/run_entry.h"
#include "core/study/study.h"

#include <optional>

namespace faultline::workbench {

/// A run of which images are left.
struct UnfinishedRun {
    base::RunId run;
    study::RunState state;
    std::uint32_t positions = 0; ///< images of the whole run
};

/// How far a study's runs are, as it is on disk.
struct RunProgress {
    study::RunState shown;              ///< of the run that was asked for
    std::uint32_t positions = 0;        ///< its images
    std::optional<UnfinishedRun> other; ///< the first one beside it that is not finished
};

/// Not of a package, which has no results.
[[nodiscard]] base::Result<RunProgress> runProgress(const study::Study& study, base::RunId shown);

} // namespace faultline::workbench
