// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/other_run.h"

#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"

#include <set>

namespace faultline::workbench {

namespace {

base::Result<std::vector<OtherRun>> others(const study::Study& study, base::RunId run,
                                           const std::set<base::RunId>& hidden) {
    std::vector<OtherRun> others;
    bool isLater = false;
    std::size_t number = 0;
    for (const study::RunEntry& entry : study.runs().all()) {
        ++number;
        if (entry.id == run) {
            isLater = true;
            continue;
        }
        if (hidden.contains(entry.id))
            continue;
        FAULTLINE_TRY(predictions, study.runs().predictions(entry.id));
        SampleSet failed;
        SampleSet right;
        for (const model::Prediction& prediction : predictions)
            (prediction.isFailure() ? failed : right).insert(prediction.sample);
        others.push_back({entry.name, number, isLater, std::make_shared<const SampleSet>(std::move(failed)),
                          std::make_shared<const SampleSet>(std::move(right))});
    }
    return others;
}

} // namespace

base::Result<std::vector<OtherRun>> otherRuns(const study::Study& study, base::RunId run) {
    return others(study, run, {});
}

base::Result<std::vector<OtherRun>> otherRunsFor(const study::Study& study, base::RunId run,
                                                 const std::string& annotator) {
    std::set<base::RunId> hidden;
    for (const study::RunEntry& entry : study.runs().all()) {
        FAULTLINE_TRY(owes, owesBlindAnswers(study, entry.id, annotator));
        if (owes)
            hidden.insert(entry.id);
    }
    return others(study, run, hidden);
}

} // namespace faultline::workbench
