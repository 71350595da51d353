// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"
#include "core/model/prediction.h"

#include <optional>
#include <span>
#include <vector>

namespace faultline::analysis {

/// Some answers' confidences.
struct Spread {
    std::uint64_t answers = 0;
    double mean = 0;
    double low = 0, lowerQuartile = 0, median = 0, upperQuartile = 0, high = 0; ///< low, high: 5 and 95 %
};

/// Answers of similar confidence.
struct ReliabilityBin {
    double low = 0, high = 0; ///< confidences in (low, high], of the first bin also 0
    std::uint64_t answers = 0;
    double confidence = 0; ///< mean; 0 without answers
    double accuracy = 0;   ///< share that is right; 0 without answers
};

inline constexpr std::size_t calibrationBins = 15;

/// How far a model's confidence tells how often it is right.
struct Calibration {
    std::optional<Spread> right, wrong; ///< nothing: there is no such answer
    std::vector<ReliabilityBin> bins;
    /// Expected calibration error: Σ answers/n · |accuracy − confidence| (Guo et al. 2017, eq. 3).
    double error = 0;
    Interval interval; ///< 95 %, percentile bootstrap over images (Efron 1979)
    int resamples = 0;
};

/// Nothing where a confidence is not known, or without answers. Bins are equally wide. Resamples are fewer
/// for more than 50,000 images, and drawn by `seed`.
[[nodiscard]] std::optional<Calibration> calibrationOf(std::span<const model::Prediction> predictions,
                                                       std::uint64_t seed,
                                                       std::size_t bins = calibrationBins);

} // namespace faultline::analysis
