// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/row_union.h"

namespace faultline::study {

/// Adds the plans that `into` lacks. Where both files made the same version of a run's plan on their own, the
/// one under which labels were given holds; where neither has any, the later one; where both have, it is
/// refused, since a label would no longer tell what was asked. Before the events are united. Gives back a
/// sentence for each plan that gave way.
/// @param runs, annotators ids of `from` → ids of `into`
[[nodiscard]] base::Result<std::vector<std::string>> unitePlans(const Database& into, const Database& from,
                                                                const Ids& runs, const Ids& annotators);

} // namespace faultline::study
