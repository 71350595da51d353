// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace faultline::onednn {

/// How images × channels × height × width values lie, in numbers of values: the channels of a vector
/// together.
struct VectorLayout {
    std::ptrdiff_t image, vector, pixel; ///< from one to the next
};

/// The sizes of Winograd's F(4 × 4, 3 × 3): 4 × 4 results from 6 × 6 values by 36 multiplications.
namespace winograd {
constexpr int tile = 4, reach = tile + 2, points = reach * reach;
/// Polynomials are taken at 0, ±a, ±b and ∞: with these the largest error was measured a third of that with 1
/// and 2.
constexpr float a = 0.625F, b = 1.5F;
/// Between the values of one point and those of the next, so that they don't share a set of the cache.
constexpr std::ptrdiff_t gap = 16;

constexpr std::ptrdiff_t scratchpadValues(std::ptrdiff_t tiles, std::ptrdiff_t inputs,
                                          std::ptrdiff_t outputs) {
    return points * (tiles * (inputs + outputs) + 2 * gap);
}
} // namespace winograd

/// One convolution of all images, 3 × 3 with a pixel of padding: relu(result + convolution + bias), without
/// the first and the second where they are not wanted. Channels are numbers of values, with the zeros that
/// fill a last vector.
struct WinogradPass {
    int images, height, width;
    int inputs, outputs; ///< multiples of a vector's lanes
    const float* source;
    VectorLayout sourceLayout;
    float* result;
    VectorLayout resultLayout;
    const float* weights; ///< points × panels of two vectors of outputs, or a last one × inputs × its outputs
    const float* bias;
    bool adds, rectifies;
    int tilesAtOnce;
    float* scratchpad; ///< winograd::scratchpadValues(tilesAtOnce, inputs, outputs)
};

/// The same source for two kinds of vectors. `rows` of tiles are multiplied at once, in registers.
namespace avx2 {
constexpr int lanes = 8, rows = 6;
void convolve(const WinogradPass& pass);
} // namespace avx2
namespace avx512 {
constexpr int lanes = 16, rows = 14;
void convolve(const WinogradPass& pass);
} // namespace avx512

} // namespace faultline::onednn
