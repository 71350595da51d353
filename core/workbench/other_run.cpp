// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/other_run.h"

#include "core/study/run_entry.h"

namespace faultline::workbench {

base::Result<std::vector<OtherRun>> otherRuns(const study::Study& study, base::RunId run) {
    std::vector<OtherRun> others;
    bool isLater = false;
    std::size_t number = 0;
    for (const study::RunEntry& entry : study.runs().all()) {
        ++number;
        if (entry.id == run) {
            isLater = true;
            continue;
        }
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

} // namespace faultline::workbench
