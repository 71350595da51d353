// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/annotation_table.h"
#include "core/workbench/covariates.h"
#include "core/workbench/other_run.h"

#include <filesystem>

namespace faultline::app {

/// What the reading commands know of a run of a study: all in memory, the file closed again.
struct StudyValues {
    workbench::StudyTable table;
    workbench::Annotations annotations;
    std::vector<workbench::OtherRun> otherRuns; ///< where the study has several
    workbench::Covariates covariates;
    std::string title;    ///< workbench::runTitle()
    std::string origin;   ///< workbench::runOrigin()
    std::string imported; ///< model::importedText(); empty: computed
};
[[nodiscard]] base::Result<StudyValues> valuesOf(const std::filesystem::path& study, const std::string& run);

} // namespace faultline::app
