// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/confusion.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace faultline::analysis {

namespace {

using Cell = std::pair<base::ClassId, base::ClassId>; ///< true and predicted

Cell cellOf(const ConfusionMatrix::Entry& entry) {
    return {entry.truth, entry.predicted};
}

} // namespace

ConfusionMatrix::ConfusionMatrix(std::span<const model::Prediction> predictions, std::size_t classCount)
    : m_classCount(classCount) {
    std::unordered_map<std::uint32_t, std::uint32_t> counts; // far fewer pairs than predictions
    for (const model::Prediction& prediction : predictions) {
        assert(prediction.truth.value < classCount && prediction.predicted.value < classCount);
        ++counts[std::uint32_t{prediction.truth.value} << 16 | prediction.predicted.value];
    }
    m_entries.reserve(counts.size());
    for (const auto& [pair, count] : counts)
        m_entries.push_back({base::ClassId(static_cast<std::uint16_t>(pair >> 16)),
                             base::ClassId(static_cast<std::uint16_t>(pair)), count});
    std::sort(m_entries.begin(), m_entries.end(),
              [](const Entry& a, const Entry& b) { return cellOf(a) < cellOf(b); });
}

std::uint32_t ConfusionMatrix::at(base::ClassId truth, base::ClassId predicted) const {
    const Cell wanted{truth, predicted};
    const auto found =
        std::lower_bound(m_entries.begin(), m_entries.end(), wanted,
                         [](const Entry& entry, const Cell& cell) { return cellOf(entry) < cell; });
    return found != m_entries.end() && cellOf(*found) == wanted ? found->count : 0;
}

std::uint32_t ConfusionMatrix::largestConfusion() const {
    std::uint32_t largest = 0;
    for (const Entry& entry : m_entries)
        if (entry.truth != entry.predicted)
            largest = std::max(largest, entry.count);
    return largest;
}

std::vector<ClassPair> classPairs(std::span<const model::Prediction> failures,
                                  std::span<const labels::Judgement> judgements) {
    assert(failures.size() == judgements.size());
    std::map<std::pair<base::ClassId, base::ClassId>, ClassPair> pairs; // ordered by class numbers
    for (std::size_t i = 0; i < failures.size(); ++i) {
        const auto& failure = failures[i];
        ClassPair& pair = pairs[{failure.truth, failure.predicted}];
        pair.truth = failure.truth;
        pair.predicted = failure.predicted;
        ++pair.count;
        pair.labelled += judgements[i].isUnlabelled() ? 0 : 1;
    }
    std::vector<ClassPair> result;
    for (const auto& entry : pairs)
        result.push_back(entry.second);
    std::stable_sort(result.begin(), result.end(),
                     [](const ClassPair& a, const ClassPair& b) { return a.count > b.count; });
    return result;
}

std::vector<double> softmax(std::span<const float> logits) {
    std::vector<double> probabilities(logits.begin(), logits.end());
    if (probabilities.empty())
        return probabilities;
    const double largest = *std::max_element(probabilities.begin(), probabilities.end());
    for (double& value : probabilities)
        value = std::exp(value - largest);
    const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    for (double& value : probabilities)
        value /= sum;
    return probabilities;
}

std::vector<RankedClass> topClasses(std::span<const float> logits, std::size_t count) {
    const std::vector<double> probabilities = softmax(logits);
    std::vector<RankedClass> ranked;
    for (std::size_t i = 0; i < probabilities.size(); ++i)
        ranked.push_back({base::ClassId(static_cast<std::uint16_t>(i)), probabilities[i]});
    std::stable_sort(ranked.begin(), ranked.end(), [](const RankedClass& a, const RankedClass& b) {
        return a.probability > b.probability;
    });
    ranked.resize(std::min(count, ranked.size()));
    return ranked;
}

} // namespace faultline::analysis
