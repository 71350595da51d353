// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"

#include <string_view>

namespace faultline::dataset {

/// This identity (identity.h) is that of a published set's images in their published order, in whatever
/// layout they were read: CIFAR-10's two splits.
[[nodiscard]] bool isOfficial(std::string_view identity);

/// It has the layout or the classes of a set that was published, but not its images: who reads its results
/// might take them for that set's.
[[nodiscard]] bool mayBeTakenForOfficial(const DatasetInfo& info);

} // namespace faultline::dataset
