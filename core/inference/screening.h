// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/classifier.h"

#include <stop_token>

namespace faultline::inference {

/// The images on which the bound is measured, and how many times the largest error seen it is.
inline constexpr std::uint32_t boundImages = 500;
inline constexpr double boundSafety = 1.5;

/// Measures how far low precision moves the answers: on 500 images drawn by `seed`, the largest change of the
/// difference between the winning logit and any other, times 1.5. An image whose two largest logits lie
/// further apart than that keeps its predicted class in fp32, as far as those images tell. Sets it as the
/// classifier's screeningBound(). Does nothing for a classifier that does not screen.
[[nodiscard]] base::Result<> measureScreeningBound(const dataset::ImageSet& images, Classifier& classifier,
                                                   std::uint64_t seed, const std::stop_token& stop);

/// Scores in low precision, repeated in fp32 for every image that fails or whose margin lies within the
/// bound. Rows that were not repeated have the low precision's logits, and zeros as features.
/// @param truths of the images, as many
[[nodiscard]] base::Result<Scores> classifyScreened(Classifier& classifier,
                                                    std::span<const dataset::ImageView> images,
                                                    std::span<const base::ClassId> truths);

} // namespace faultline::inference
