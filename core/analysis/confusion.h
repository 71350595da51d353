// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/model/prediction.h"

#include <span>
#include <vector>

namespace faultline::analysis {

/// Counts of predictions: rows are true classes, columns predicted ones. Sparse: thousands of classes have
/// far fewer pairs with a count than pairs.
class ConfusionMatrix {
public:
    struct Entry {
        base::ClassId truth;
        base::ClassId predicted;
        std::uint32_t count = 0;
    };

    ConfusionMatrix(std::span<const model::Prediction> predictions, std::size_t classCount);

    [[nodiscard]] std::size_t classCount() const { return m_classCount; }
    [[nodiscard]] std::uint32_t at(base::ClassId truth, base::ClassId predicted) const;
    /// The pairs with a count, row by row, each row by predicted class.
    [[nodiscard]] std::span<const Entry> entries() const { return m_entries; }
    /// The largest count off the diagonal.
    [[nodiscard]] std::uint32_t largestConfusion() const;

private:
    std::size_t m_classCount;
    std::vector<Entry> m_entries;
};

struct ClassPair {
    base::ClassId truth;
    base::ClassId predicted;
    std::uint32_t count = 0;    ///< failures
    std::uint32_t labelled = 0; ///< of them with a judgement, a mode or excluded
    bool operator==(const ClassPair&) const = default;
};

/// The ordered class pairs that have failures, most frequent first (then by class numbers).
/// @param judgements parallel to `failures`
[[nodiscard]] std::vector<ClassPair> classPairs(std::span<const model::Prediction> failures,
                                                std::span<const labels::Judgement> judgements);

/// Softmax probabilities, computed in double precision.
[[nodiscard]] std::vector<double> softmax(std::span<const float> logits);

struct RankedClass {
    base::ClassId id;
    double probability = 0;
};
/// The `count` most probable classes, most probable first (ties by class number).
[[nodiscard]] std::vector<RankedClass> topClasses(std::span<const float> logits, std::size_t count);

} // namespace faultline::analysis
