// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"
#include "core/model/prediction.h"

#include <optional>
#include <span>
#include <vector>

namespace faultline::analysis {

/// How a model answers the images of one class. What is not defined is nothing: the recall of a class without
/// images, the precision of one that is never predicted.
struct ClassScore {
    base::ClassId id;
    std::uint64_t images = 0;    ///< whose true class it is
    std::uint64_t predicted = 0; ///< images for which it was predicted
    std::uint64_t right = 0;     ///< both

    [[nodiscard]] std::optional<double> precision() const;
    [[nodiscard]] std::optional<double> recall() const;
    [[nodiscard]] std::optional<double> f1() const; ///< 2 right ÷ (images + predicted)
    [[nodiscard]] std::optional<double> errorRate() const;
};

/// Of every class, by number.
[[nodiscard]] std::vector<ClassScore> classScores(std::span<const model::Prediction> predictions,
                                                  std::size_t classCount);

/// Null hypothesis: all classes fail equally often. Pearson's X² of right or wrong × true class, and the
/// upper tail of χ².
struct ErrorRateTest {
    double chiSquare = 0, p = 1;
    std::size_t degreesOfFreedom = 0; ///< classes with images, less one
};
/// Nothing with fewer than two classes, or where all answers are right or all wrong.
[[nodiscard]] std::optional<ErrorRateTest> errorRateTest(std::span<const ClassScore> scores);

/// The ordered pairs of true and predicted class in which most failures lie.
struct LargestPairs {
    struct Pair {
        base::ClassId truth, predicted;
        std::uint64_t failures = 0;
    };
    std::vector<Pair> pairs; ///< most failures first, then by class numbers
    double share = 0;        ///< of all failures; 0 where there are none
};
[[nodiscard]] LargestPairs largestPairs(std::span<const model::Prediction> predictions, std::size_t most);

/// The accuracy if a share of the failures were right, and nothing else changed.
struct AccuracyIfRight {
    double accuracy = 0;
    Interval interval; ///< from the share's
};
/// @param images more than 0
[[nodiscard]] AccuracyIfRight accuracyIfRight(std::uint64_t images, std::uint64_t failures, double share,
                                              const Interval& interval);

} // namespace faultline::analysis
