// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/study_columns.h"

#include <utility>

namespace faultline::ui {

base::Result<StudyColumns> readColumns(study::Study& study, base::RunId run, const QString& annotator,
                                       std::size_t known) {
    if (study.runs().packagedFor()) { // it has a queue, and nothing else to show
        FAULTLINE_TRY(labels, readLabels(study, run, annotator));
        FAULTLINE_TRY(said, study.labels().length());
        auto session = workbench::sessionContent(study, run, labels.annotator.toStdString());
        return StudyColumns{{}, {}, {}, std::move(labels), said, std::move(session), workbench::Covariates()};
    }
    std::vector<model::Prediction> predictions;
    dataset::PicturePaths paths;
    FAULTLINE_TRY(state, study.runs().state(run));
    if (state.done != known) {
        FAULTLINE_TRY(all, study.runs().predictions(run));
        FAULTLINE_TRY(places, study.runs().paths(run));
        predictions = std::move(all);
        paths = std::move(places);
    }
    FAULTLINE_TRY(labels, readLabels(study, run, annotator));
    FAULTLINE_TRY(said, study.labels().length());
    FAULTLINE_TRY(others, workbench::otherRunsFor(study, run, labels.annotator.toStdString()));
    auto session = workbench::sessionContent(study, run, labels.annotator.toStdString());
    return StudyColumns{std::move(predictions),
                        std::move(paths),
                        std::move(others),
                        std::move(labels),
                        said,
                        std::move(session),
                        workbench::covariatesOf(study)};
}

} // namespace faultline::ui
