// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/plan_population.h"

#include "core/base/text.h"
#include "core/study/run_entry.h"

#include <set>

namespace faultline::workbench {

base::Result<plans::Population> planPopulation(const study::Study& study, base::RunId run) {
    FAULTLINE_TRY(state, study.runs().state(run));
    if (!state.finished)
        return base::failure(
            base::ErrorKind::Refused,
            "the run \"" + study.runs().entry(run).name +
                "\" is not finished: " + base::groupedText(state.done) + " of " +
                base::groupedText(study.runs().header(run).positions) +
                " images are evaluated; let it end first, so that all failures can be drawn");
    FAULTLINE_TRY(predictions, study.runs().predictions(run));
    FAULTLINE_TRY(controls, study.runs().controls(run));
    const std::set<base::SampleIndex> isControl(controls.begin(), controls.end());
    plans::Population population;
    for (const model::Prediction& prediction : predictions) {
        if (prediction.isFailure()) {
            population.failures.push_back(prediction);
            continue;
        }
        ++population.correct[prediction.truth];
        if (isControl.contains(prediction.sample))
            population.controls.push_back(prediction);
    }
    return population;
}

base::Result<PlanCounts> planCounts(const study::Study& study, base::RunId run,
                                    const plans::PlanOptions& options) {
    FAULTLINE_TRY(population, planPopulation(study, run));
    FAULTLINE_TRY(drawn, plans::drawn(options, population, {}));
    PlanCounts counts;
    for (const plans::PlanItem& item : drawn.items) {
        ++(item.role == plans::Role::Failure ? counts.failures : counts.controls);
        counts.overlap += item.isOverlap ? 1 : 0;
    }
    return counts;
}

} // namespace faultline::workbench
