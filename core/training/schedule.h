// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace faultline::training {

/// The learning rate of step 0 … steps - 1 on the one-cycle schedule (Smith and Topin 2018) in the form and
/// with the defaults of PyTorch's OneCycleLR: it rises linearly from peak / 25 to the peak in the first 30 %
/// of the steps (anneal_strategy "linear") and falls on a half cosine to peak / 250,000 at the last step
/// (anneal_strategy "cos"). The momentum stays constant (cycle_momentum=False). @param steps at least 1
[[nodiscard]] double oneCycleLearningRate(double peak, std::uint64_t step, std::uint64_t steps);

} // namespace faultline::training
