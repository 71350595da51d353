// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace faultline::onednn {

/// What passes between layers: images × channels × height × width.
using ValueId = base::Id<struct ValueTag, std::uint32_t>;
inline constexpr ValueId networkInput{0}; ///< images × 3 × height × width

struct Extent {
    std::uint32_t height = 1;
    std::uint32_t width = 1;
    bool operator==(const Extent&) const = default;
};

/// How a kernel goes over a picture. All in pixels; the kernel and its steps are at least 1.
struct Window {
    Extent kernel;
    Extent stride;
    Extent before{0, 0}; ///< rows and columns beyond the picture, above and left of it
    Extent after{0, 0};  ///< below and right of it
    bool operator==(const Window&) const = default;
};

/// The weights of a convolution or of a matrix.
struct Filters {
    std::uint32_t outputs = 0;
    std::vector<float> weights; ///< outputs × channels × height × width of what each of them sees
    std::vector<float> bias;    ///< outputs
};
using SharedFilters = std::shared_ptr<const Filters>;

struct Unchanged {};
/// Of all channels (groups 1), without gaps (dilation 1). Beyond the picture all is zero.
struct Convolution {
    SharedFilters filters;
    Window window;
};
/// A convolution whose kernel is the picture: outputs × 1 × 1.
struct Matrix {
    SharedFilters filters;
};
struct Pooling {
    /// The largest pixel; the mean of those inside the picture; that of the kernel, whose rest is zero.
    enum class Kind { Largest, MeanInside, Mean };
    Kind kind = Kind::Largest;
    std::optional<Window> window; ///< nothing: the whole picture
};

/// Over the channels of each pixel.
struct Softmax {
    enum class Kind { Probabilities, LogProbabilities };
    Kind kind = Kind::Probabilities;
};
using Operation = std::variant<Unchanged, Convolution, Matrix, Pooling, Softmax>;

/// result = relu(operation(source) + addend), the sum and ReLU where they are wanted.
struct Layer {
    Operation operation;
    ValueId source;
    ValueId result;
    std::optional<ValueId> addend{}; ///< not of a pooling or a softmax
    bool rectifies = false;          ///< not of these, either
};

/// A network as a list of layers, none of which asks for the result of a later one.
struct Layers {
    std::vector<Layer> layers;
    ValueId output;
    /// Over the mean of each channel of the output, which are the network's features; nothing: it answers the
    /// output itself.
    SharedFilters head;
};

/// A 1 × 1 convolution's that moves each channel on by `before`; the channels around them are zero.
/// @param outputs before + inputs at least
[[nodiscard]] SharedFilters movedChannels(std::uint32_t inputs, std::uint32_t before, std::uint32_t outputs);

/// Whether a convolution of these is faster as a WinogradConvolution, on pictures that are large enough for
/// its tiles.
[[nodiscard]] bool suitsWinograd(const Window& window, std::uint32_t inputs);

} // namespace faultline::onednn
