// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/plans/plan.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace faultline::study {

class StudyFile;

/// The labelling plans of a study, by run and version. Each function is one transaction.
class PlanStore {
public:
    /// @param file outlives the object
    explicit PlanStore(StudyFile& file)
        : m_file(&file) {}

    /// The newest version; nothing where the run has no plan.
    [[nodiscard]] base::Result<std::optional<plans::Plan>> current(base::RunId run) const;
    /// All versions, oldest first.
    [[nodiscard]] base::Result<std::vector<plans::Plan>> all(base::RunId run) const;
    /// Stores it as the run's plan and gives back what it became: in place of the newest version while no
    /// label was given under that, else as the next version. UUID, version and time are the store's.
    [[nodiscard]] base::Result<plans::Plan> store(const plans::Plan& plan);

private:
    StudyFile* m_file;
};

} // namespace faultline::study
