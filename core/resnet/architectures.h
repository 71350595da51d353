// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/resnet/network_plan.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::resnet {

/// Those that can be trained: resnet18 and resnet34 (four stages, 64 to 512 wide), resnet20 … resnet110
/// (three stages, 16 to 64 wide). He et al. pad the identity of the latter with zeros (option A); here a 1 ×
/// 1 convolution with batch norm widens it (option B), as in resnet18.
[[nodiscard]] std::vector<std::string> architectureNames();
/// One of these for small images: a 3 × 3 stem with stride 1 and no max-pool, stages of basic blocks whose
/// width doubles as their resolution halves. Refuses unknown names and fewer than 2 or more than 1,000
/// classes.
[[nodiscard]] base::Result<NetworkPlan> planned(std::string_view architecture, std::size_t classes);

/// The name of a network by its blocks (He et al. 2016, tables 1 and 6): "resnet18", "resnet12 with 1-2-1-1
/// blocks", "resnet18 of widths 19, 38, 76, 153".
/// @param stages how many of the blocks each stage has
[[nodiscard]] std::string architectureName(const std::vector<BlockPlan>& blocks,
                                           const std::vector<std::size_t>& stages);

} // namespace faultline::resnet
