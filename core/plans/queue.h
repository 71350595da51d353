// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/plans/plan.h"

#include <vector>

namespace faultline::plans {

inline constexpr std::size_t blockLength = 20;    ///< items
inline constexpr std::size_t repeatDistance = 50; ///< positions, at least, from the first showing

/// The order in which the annotator is asked; it follows from seed, version and items of the plan and, with
/// Order::Own, the annotator's UUID alone.
///
/// It is made of blocks of blockLength items (the last one may be shorter) in which failures, and the items
/// of the overlap, have their share to within one, in random order: whoever stops anywhere has a random
/// sample with its share of controls and overlap. The counts of the blocks come by systematic rounding with a
/// random start, so that no item's place is more likely than another. Repeats stand between, each
/// repeatDistance positions or more behind its first showing, or at the end. Of a package's plan it is the
/// one that came with it, and nobody else has any.
[[nodiscard]] std::vector<QueuePlace> queueOf(const Plan& plan, const labels::Annotator& annotator);

} // namespace faultline::plans
