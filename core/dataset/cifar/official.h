// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace faultline::dataset {

/// This identity (identity.h) is that of a published set's images in their published order, in whatever
/// layout they were read: CIFAR-10's two splits.
[[nodiscard]] bool isOfficial(std::string_view identity);

} // namespace faultline::dataset
