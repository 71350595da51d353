// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/study_values.h"

#include "core/model/imported.h"
#include "core/study/run_entry.h"
#include "core/workbench/package.h"
#include "core/workbench/run_title.h"

namespace faultline::app {

base::Result<StudyValues> valuesOf(const std::filesystem::path& path, const std::string& run) {
    FAULTLINE_TRY(study, study::Study::open(path, study::Access::ReadOnly));
    FAULTLINE_TRY(chosen, study.runs().find(run));
    FAULTLINE_TRY(table, workbench::studyTable(study, chosen));
    FAULTLINE_TRY(annotations, workbench::annotationsOf(study, chosen));
    FAULTLINE_TRY(others, workbench::otherRuns(study, chosen));
    FAULTLINE_TRY(covariates, workbench::covariatesOf(study));
    return StudyValues{std::move(table),
                       std::move(annotations),
                       std::move(others),
                       std::move(covariates),
                       workbench::runTitle(path, study.runs().all(), chosen),
                       workbench::runOrigin(study.runs().header(chosen)),
                       model::importedText(study.runs().header(chosen))};
}

base::Result<study::Access> accessForQueueOf(const std::filesystem::path& path,
                                             const std::string& annotator) {
    FAULTLINE_TRY(study, study::Study::open(path, study::Access::ReadOnly));
    FAULTLINE_TRY(isKnown, workbench::isAnnotator(study, annotator));
    return isKnown ? study::Access::ReadOnly : study::Access::ReadWrite;
}

} // namespace faultline::app
