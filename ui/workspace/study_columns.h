// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/covariates.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/other_run.h"
#include "ui/workspace/labelling.h"

#include <cstddef>
#include <vector>

namespace faultline::ui {

/// All that the window shows of a run and an annotator, read in one go.
struct StudyColumns {
    std::vector<model::Prediction> predictions;
    dataset::PicturePaths paths;
    std::vector<workbench::OtherRun> others;
    HeldLabels labels;
    study::LabelLog::Length said; ///< of the study's whole log
    // What can't be read of these is no reason not to open.
    base::Result<workbench::SessionContent> session;
    base::Result<workbench::Covariates> covariates;
};

/// @param known so many predictions are known: where the run has no more, they and their paths are left out
[[nodiscard]] base::Result<StudyColumns> readColumns(study::Study& study, base::RunId run,
                                                     const QString& annotator, std::size_t known = 0);

} // namespace faultline::ui
