// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/covariates.h"
#include "core/workbench/selection.h"
#include "core/workbench/sorting.h"

#include <optional>
#include <string>
#include <string_view>

namespace faultline::workbench {

// The part of the grammar of conditions and orders that is about covariates.

/// The human answers of that name, ASCII case ignored. "people" are the only ones, where none has that name.
/// InvalidInput names those that there are.
[[nodiscard]] base::Result<CovariatePtr> answersNamed(std::string_view name,
                                                      std::span<const CovariatePtr> covariates);

/// NAME < NUMBER, also with <=, > and >=; nothing for a text without a comparison.
[[nodiscard]] std::optional<base::Result<PeopleShare>>
parsedPeopleShare(std::string_view text, std::span<const CovariatePtr> covariates);
/// The shortest text that parsedPeopleShare() reads as this.
[[nodiscard]] std::string peopleShareText(const PeopleShare& share, std::span<const CovariatePtr> covariates);

/// By a list of that name; empty: by any. InvalidInput names those that there are.
[[nodiscard]] base::Result<Suspected> suspectedBy(std::string_view list,
                                                  std::span<const CovariatePtr> covariates);

/// Conditions to choose from: of each human answers and, where there are lists, that one suspects it.
[[nodiscard]] std::vector<std::string> offeredCovariates(std::span<const CovariatePtr> covariates);

/// An order by a key's name, or by the share of the people of human answers who gave the label; InvalidInput
/// names what there is.
[[nodiscard]] base::Result<Sorting> sortingNamed(std::string_view text, SortDirection direction,
                                                 std::span<const CovariatePtr> covariates);
/// As sortingNamed() reads it.
[[nodiscard]] std::string sortingText(const Sorting& sorting);

} // namespace faultline::workbench
