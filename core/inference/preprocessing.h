// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::inference {

enum class ChannelOrder { Rgb, Bgr };

/// What is done to an image before the network sees it: resize, crop, then (x / 255 - mean) / standard
/// deviation for each channel. It is part of the model: a wrong normalisation costs accuracy in silence.
struct Preprocessing {
    std::string name;                                       ///< of a preset, or "custom"
    std::array<double, 3> mean{};                           ///< of x / 255, in the order of `channels`
    std::array<double, 3> standardDeviation{1.0, 1.0, 1.0}; ///< of x / 255, positive
    std::uint32_t resize = 0;                               ///< shorter side in pixels; 0: as it is
    std::uint32_t crop = 0;                                 ///< side of the centre square; 0: none
    ChannelOrder channels = ChannelOrder::Rgb;              ///< in which the network takes them

    bool operator==(const Preprocessing&) const = default;
};

/// Usual normalisations, in the order in which they are tried: cifar10, cifar10-kuangliu, imagenet, unit
/// (0 … 1), symmetric (±1).
[[nodiscard]] const std::vector<Preprocessing>& presets();

/// The same, with the preset's name where mean, deviation and channels are a preset's.
[[nodiscard]] Preprocessing named(Preprocessing preprocessing);

/// What photos of any size are resized to and cropped to, in pixels; zeros: nothing is done to them.
struct PhotoSize {
    std::uint32_t resize = 0;
    std::uint32_t crop = 0;
};
/// With that size where the preprocessing says none itself.
[[nodiscard]] Preprocessing sizedFor(const PhotoSize& size, Preprocessing preprocessing);

/// A preset's name, or a JSON object: `mean` and `std` (three numbers each, of x / 255), and where they are
/// not the default `resize`, `crop` (pixels), `channels` ("RGB" or "BGR") and `name`. Refuses unknown names
/// and members, and values that make no sense.
[[nodiscard]] base::Result<Preprocessing> parsedPreprocessing(std::string_view text);
/// The JSON object that parsedPreprocessing() reads back as the same value.
[[nodiscard]] std::string jsonText(const Preprocessing& preprocessing);
/// "mean 0.4914 0.4822 0.4465, std 0.247 0.2435 0.2616", and resize, crop, BGR where they are used.
[[nodiscard]] std::string description(const Preprocessing& preprocessing);

/// How the preprocessing of a model is known.
enum class PreprocessingBasis {
    Metadata,   ///< the file says it
    Chosen,     ///< the user said it
    Reproduces, ///< it gives the accuracy that the file states, to the printed digits
    Likeliest   ///< the best mean log-likelihood of those tried: uncertain
};

[[nodiscard]] std::string_view name(PreprocessingBasis basis);
[[nodiscard]] std::optional<PreprocessingBasis> parsedBasis(std::string_view text);

/// One normalisation (and form of the stem) that was tried on a model that does not say its own.
struct PreprocessingTrial {
    Preprocessing preprocessing;
    bool maxPool = false;
    std::uint32_t images = 0;     ///< tried on so many
    std::uint32_t correct = 0;    ///< of them
    double meanLogLikelihood = 0; ///< natural logarithm of the true class's softmax probability

    bool operator==(const PreprocessingTrial&) const = default;
};

} // namespace faultline::inference
