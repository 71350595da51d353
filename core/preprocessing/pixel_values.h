// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace faultline::model {
struct Preprocessing;
}

namespace faultline::preprocessing {

/// How the values of n images lie: n × height × width × 3, or n × 3 × height × width.
enum class PixelLayout { Interleaved, Planar };
/// As ONNX's world calls it: "NHWC", "NCHW".
[[nodiscard]] std::string_view name(PixelLayout layout);

/// Images of one size in 8 bits → what a network takes, by a table of the 256 levels.
class PixelValues {
public:
    explicit PixelValues(const model::Preprocessing& preprocessing);
    /// (x / 255 - mean) / standard deviation, the channels in the preprocessing's order.
    /// @param images RGB, of one size; thread-safe
    [[nodiscard]] std::vector<float> of(std::span<const base::ImageView> images, PixelLayout layout) const;

private:
    using Table = std::array<float, 256>;
    void interleaved(const base::ImageView& image, float* out) const;
    void planar(const base::ImageView& image, float* out) const;

    std::array<Table, 3> m_levels{};
    bool m_reversed; ///< BGR
};

} // namespace faultline::preprocessing
