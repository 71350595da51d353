// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/package.h"

#include "core/plans/guidelines.h"
#include "core/plans/queue.h"
#include "core/study/package_rows.h"
#include "core/workbench/labelling_plan.h"

#include <algorithm>

namespace faultline::workbench {

base::Result<bool> isAnnotator(const study::Study& study, const std::string& name) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    return std::ranges::find(annotators, name, &labels::Annotator::name) != annotators.end();
}

base::Result<std::size_t> writePackage(study::Study& study, base::RunId run, const std::string& name,
                                       const std::filesystem::path& target) {
    FAULTLINE_TRY(plan, currentPlan(study, run));
    if (plan.given)
        return base::failure(base::ErrorKind::Refused,
                             "this is a package itself; make packages from the study");
    if (std::error_code ignored; std::filesystem::exists(target, ignored))
        return base::failure(base::ErrorKind::Refused,
                             target.string() + " exists already, and may hold labels; choose another name");
    FAULTLINE_TRY(annotator, study.labels().annotator(name));
    std::vector<plans::QueuePlace> places = plans::queueOf(plan, annotator);
    if (places.empty())
        return base::failure(base::ErrorKind::Refused,
                             "the plan asks " + annotator.name +
                                 " for nothing: its items are divided among other annotators");
    const std::size_t count = places.size();
    std::vector<base::SampleIndex> pinned;
    for (const plans::PinnedExample& example : plans::pinnedExamples(plan.guidelines))
        pinned.push_back(example.sample);
    FAULTLINE_CHECK(study.writePackage(
        target, {std::move(plan), std::move(annotator), std::move(places), std::move(pinned)}));
    return count;
}

} // namespace faultline::workbench
