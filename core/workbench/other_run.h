// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace faultline::workbench {

using SampleSet = std::unordered_set<base::SampleIndex>;

/// Another run of the study, as far as a run's failures are compared with it.
struct OtherRun {
    std::string name;
    std::size_t number = 0; ///< its place among all runs, from 1
    bool isLater = false;   ///< it was added after the run that is compared with it
    std::shared_ptr<const SampleSet> failed;
    std::shared_ptr<const SampleSet> right;
};

/// All runs of the study but that one, in their order.
[[nodiscard]] base::Result<std::vector<OtherRun>> otherRuns(const study::Study& study, base::RunId run);

/// The same for an annotator: without the runs in which they still owe blind answers, since what another run
/// shares with such a one tells where that fails.
/// @param annotator may be nobody's name yet
[[nodiscard]] base::Result<std::vector<OtherRun>> otherRunsFor(const study::Study& study, base::RunId run,
                                                               const std::string& annotator);

} // namespace faultline::workbench
