// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/plan_store.h"

#include "core/base/uuid.h"
#include "core/study/plan_rows.h"
#include "core/study/study_file.h"

namespace faultline::study {

base::Result<std::optional<plans::Plan>> PlanStore::current(base::RunId run) const {
    FAULTLINE_TRY(versions, all(run));
    return versions.empty() ? std::optional<plans::Plan>() : std::optional(std::move(versions.back()));
}

base::Result<std::vector<plans::Plan>> PlanStore::all(base::RunId run) const {
    return m_file->reading([&](const Database& database) { return readPlans(database, run); });
}

base::Result<plans::Plan> PlanStore::store(const plans::Plan& plan) {
    return m_file->writing([&](const Database& database) -> base::Result<plans::Plan> {
        plans::Plan stored = plan;
        stored.uuid = base::newUuid();
        stored.at = base::now();
        const std::uint32_t newest = newestVersion(database, plan.run);
        const bool isFixed = newest > 0 && hasLabels(database, plan.run, newest);
        stored.version = newest == 0 || isFixed ? newest + 1 : newest;
        if (newest > 0 && !isFixed)
            removePlan(database, plan.run, newest);
        FAULTLINE_CHECK(storePlan(database, stored));
        return stored;
    });
}

} // namespace faultline::study
