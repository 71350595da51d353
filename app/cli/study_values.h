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

/// How the study is opened for the queue of an annotator: somebody new becomes one, since their queue follows
/// from who they are there; only for that it is opened for writing.
[[nodiscard]] base::Result<study::Access> accessForQueueOf(const std::filesystem::path& study,
                                                           const std::string& annotator);

} // namespace faultline::app
