// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/input_shape.h"
#include "core/inference/scores.h"
#include "core/onednn/network_layers.h"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace faultline::onednn {

/// The number format of activations and weights; sums are kept in fp32.
enum class Format { Fp32, Bf16 };

/// Fewer images than these are computed as so many: packed weights are shared only by plans of about as many.
/// @param pixels of an image as the network sees it
[[nodiscard]] std::uint32_t fewestImages(std::uint64_t pixels);

/// More images than these are better computed one after the other: so many fit a thread's caches
/// (inference::imagesPerThread); of pictures of more than 256 × 256 pixels it is one, which bounds the
/// memory.
/// @param pixels of an image as the network sees it
[[nodiscard]] std::uint32_t mostImages(std::uint64_t pixels);

/// The network can't take pictures of this size.
class UnfitPictures : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// A network on a CPU by oneDNN's kernels. Activations stay in the layout that the kernels want, and ReLU and
/// the sum with another branch are part of their convolution. In fp32, on a processor with AVX2 or AVX-512, 3
/// × 3 convolutions of stride 1 are computed by WinogradConvolution, with a quarter of the multiplications.
class Network {
public:
    Network(std::shared_ptr<const Layers> layers, Format format);
    ~Network();

    /// Computes these from now on; not while another thread computes. What earlier ones have packed is kept
    /// for those that share their filters.
    void use(std::shared_ptr<const Layers> layers);
    /// What the first call of scores() with this shape does before it computes. Throws what that throws.
    void prepare(const inference::InputShape& shape) const;
    /// Any thread, by as many threads as OpenMP gives to it, which must be the same for all. The first call
    /// of a shape makes its plan: some hundred milliseconds where weights must be packed for it, by all
    /// cores. Throws std::bad_alloc, UnfitPictures, or std::runtime_error where oneDNN fails.
    /// @param values normalised: images × 3 × height × width
    /// @return without features where the layers have no head; the logits are all values of the output then
    [[nodiscard]] inference::Scores scores(std::vector<float> values,
                                           const inference::InputShape& shape) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// "oneDNN 2.6.3"
[[nodiscard]] std::string libraryName();

} // namespace faultline::onednn
