// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/named.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace faultline::model {

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

/// What a user says of it: nothing leaves it to the model's file, else to a trial.
struct PreprocessingChoice {
    std::optional<Preprocessing> given = {};

    [[nodiscard]] bool isAuto() const { return !given; }
    bool operator==(const PreprocessingChoice&) const = default;
};

/// How the preprocessing of a model is known.
enum class PreprocessingBasis {
    Metadata,   ///< the file says it
    Chosen,     ///< the user said it
    Reproduces, ///< it gives the accuracy that the file states, to the printed digits
    Likeliest   ///< the best mean log-likelihood of those tried: uncertain
};

/// One normalisation (and form of the stem) that was tried on a model that does not say its own.
struct PreprocessingTrial {
    Preprocessing preprocessing;
    bool maxPool = false;
    std::uint32_t images = 0;     ///< tried on so many
    std::uint32_t correct = 0;    ///< of them
    double meanLogLikelihood = 0; ///< natural logarithm of the true class's softmax probability

    bool operator==(const PreprocessingTrial&) const = default;
};

template <base::FieldsOf<PreprocessingTrial> Self, class Visitor>
void fields(Self& trial, Visitor&& visit) {
    visit("preprocessing", trial.preprocessing);
    visit("max_pool", trial.maxPool);
    visit("images", trial.images);
    visit("correct", trial.correct);
    visit("mean_log_likelihood", trial.meanLogLikelihood);
}

} // namespace faultline::model

template <>
struct faultline::base::Names<faultline::model::PreprocessingBasis> {
    using enum model::PreprocessingBasis;
    static constexpr std::array<std::pair<model::PreprocessingBasis, std::string_view>, 4> all{
        {{Metadata, "metadata"}, {Chosen, "chosen"}, {Reproduces, "reproduces"}, {Likeliest, "likeliest"}}};
};

/// A JSON object (preprocessing_text.h).
template <>
struct faultline::base::TextForm<faultline::model::Preprocessing> {
    static std::string text(const model::Preprocessing& preprocessing);
    static std::optional<model::Preprocessing> parsed(std::string_view text);
};

/// "auto", the name of a preset, or a JSON object.
template <>
struct faultline::base::TextForm<faultline::model::PreprocessingChoice> {
    static std::string text(const model::PreprocessingChoice& choice);
    static std::optional<model::PreprocessingChoice> parsed(std::string_view text);
};
