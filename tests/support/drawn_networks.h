// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/resnet/folded_weights.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace faultline::tests {

/// Numbers between -scale and scale.
[[nodiscard]] inline std::vector<float> drawn(base::Random& random, std::size_t count, double scale) {
    std::vector<float> values(count);
    for (float& value : values)
        value = static_cast<float>((static_cast<double>(random.below(2001)) / 1000 - 1) * scale);
    return values;
}

/// Weights whose sums stay of the order of one.
[[nodiscard]] inline resnet::Convolution convolution(base::Random& random, std::uint32_t inputs,
                                                     std::uint32_t outputs, std::uint32_t kernel,
                                                     std::uint32_t stride) {
    const double scale = std::sqrt(3.0 / (inputs * kernel * kernel));
    return {outputs,
            inputs,
            kernel,
            stride,
            drawn(random, std::size_t{outputs} * inputs * kernel * kernel, scale),
            drawn(random, outputs, 0.1)};
}

} // namespace faultline::tests
