// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/plan.h"
#include "core/study/sqlite/database.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::study {

// The rows of plans and their items. All inside Database::reading() or writing().

inline constexpr std::size_t longestGuidelines = 1u << 20; ///< bytes

/// Refuses a plan whose items are none of the run, whose numbers make no sense, or of somebody unknown.
[[nodiscard]] base::Result<std::vector<plans::Plan>> readPlans(const Database& database, base::RunId run);
/// Newest version of the run; 0: none.
[[nodiscard]] std::uint32_t newestVersion(const Database& database, base::RunId run);
/// Whether a label was given under it.
[[nodiscard]] bool hasLabels(const Database& database, base::RunId run, std::uint32_t version);
[[nodiscard]] base::Result<> storePlan(const Database& database, const plans::Plan& plan);
/// The name of the annotator for whom the file is a package; nothing: it is a whole study.
[[nodiscard]] std::optional<std::string> packagedFor(const Database& database);
/// The UUID of whoever that is.
[[nodiscard]] std::optional<std::string> packageOwner(const Database& database);
void removePlan(const Database& database, base::RunId run, std::uint32_t version);

} // namespace faultline::study
