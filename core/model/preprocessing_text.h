// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/preprocessing.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::model {

/// Usual normalisations, in the order in which they are tried: cifar10, cifar10-kuangliu, imagenet, unit
/// (0 … 1), symmetric (±1).
[[nodiscard]] const std::vector<Preprocessing>& presets();

/// The same, with the preset's name where mean, deviation and channels are a preset's.
[[nodiscard]] Preprocessing named(Preprocessing preprocessing);

/// A preset's name, or a JSON object: `mean` and `std` (three numbers each, of x / 255), and where they are
/// not the default `resize`, `crop` (pixels), `channels` ("RGB" or "BGR") and `name`. Refuses unknown names
/// and members, and values that make no sense.
[[nodiscard]] base::Result<Preprocessing> parsedPreprocessing(std::string_view text);
/// Also of "auto".
[[nodiscard]] base::Result<PreprocessingChoice> parsedChoice(std::string_view text);
/// The JSON object that parsedPreprocessing() reads back as the same value.
[[nodiscard]] std::string jsonText(const Preprocessing& preprocessing);
/// "mean 0.4914 0.4822 0.4465, std 0.247 0.2435 0.2616", and resize, crop, BGR where they are used.
[[nodiscard]] std::string description(const Preprocessing& preprocessing);

[[nodiscard]] std::string_view name(PreprocessingBasis basis);
[[nodiscard]] std::optional<PreprocessingBasis> parsedBasis(std::string_view text);

} // namespace faultline::model
