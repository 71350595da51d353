// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/covariate.h"
#include "core/study/sqlite/database.h"

#include <string>
#include <vector>

namespace faultline::study {

// The rows of covariates. All inside Database::reading() or writing().

inline constexpr std::size_t mostCovariates = 20;
/// More than this one covariate does not hold: as much as one value of the file.
inline constexpr std::size_t mostCovariateBytes = (std::size_t{64} << 20) - 1024;

/// In the order in which they were added, wherever that was. Of several with one name the later ones get a
/// number. Refuses what is none of this data set, or is not what its UUID says.
[[nodiscard]] base::Result<std::vector<dataset::Covariate>> readCovariates(const Database& database);
/// Refused where the study has one of that name, the same content, or no room for another one; and where it
/// is of other images or classes than the data set's.
[[nodiscard]] base::Result<> storeCovariate(const Database& database, const dataset::Covariate& covariate);
/// NotFound names those that there are.
[[nodiscard]] base::Result<> removeCovariate(const Database& database, const std::string& name);
/// Adds those that `into` lacks; of what both have the name that was given first holds. A package has none.
[[nodiscard]] base::Result<> uniteCovariates(const Database& into, const Database& from);

} // namespace faultline::study
