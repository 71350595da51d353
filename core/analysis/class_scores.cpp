// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/class_scores.h"

#include "core/analysis/contingency.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>

namespace faultline::analysis {

namespace {

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? std::nullopt : std::optional(static_cast<double>(part) / static_cast<double>(whole));
}

} // namespace

std::optional<double> ClassScore::precision() const {
    return ratio(right, predicted);
}

std::optional<double> ClassScore::recall() const {
    return ratio(right, images);
}

std::optional<double> ClassScore::f1() const {
    return ratio(2 * right, images + predicted);
}

std::optional<double> ClassScore::errorRate() const {
    return ratio(images - right, images);
}

std::vector<ClassScore> classScores(std::span<const model::Prediction> predictions, std::size_t classCount) {
    std::vector<ClassScore> scores(classCount);
    for (std::size_t i = 0; i < classCount; ++i)
        scores[i].id = base::ClassId(static_cast<std::uint16_t>(i));
    for (const model::Prediction& prediction : predictions) {
        assert(prediction.truth.value < classCount && prediction.predicted.value < classCount);
        ++scores[prediction.truth.value].images;
        ++scores[prediction.predicted.value].predicted;
        scores[prediction.truth.value].right += prediction.isFailure() ? 0 : 1;
    }
    return scores;
}

std::optional<ErrorRateTest> errorRateTest(std::span<const ClassScore> scores) {
    ContingencyTable table;
    table.rows = scores.size();
    table.columns = 2;
    for (const ClassScore& score : scores) {
        table.counts.push_back(score.right);
        table.counts.push_back(score.images - score.right);
    }
    const auto association = associationOf(table);
    if (!association)
        return std::nullopt;
    return ErrorRateTest{association->chiSquare, association->p, association->degreesOfFreedom};
}

LargestPairs largestPairs(std::span<const model::Prediction> predictions, std::size_t most) {
    std::map<std::pair<base::ClassId, base::ClassId>, std::uint64_t> counts;
    std::uint64_t failures = 0;
    for (const model::Prediction& prediction : predictions)
        if (prediction.isFailure()) {
            ++counts[{prediction.truth, prediction.predicted}];
            ++failures;
        }
    LargestPairs result;
    for (const auto& [pair, count] : counts)
        result.pairs.push_back({pair.first, pair.second, count});
    std::ranges::stable_sort(result.pairs, std::greater(), &LargestPairs::Pair::failures);
    result.pairs.resize(std::min(most, result.pairs.size()));
    std::uint64_t inLargest = 0;
    for (const LargestPairs::Pair& pair : result.pairs)
        inLargest += pair.failures;
    result.share = ratio(inLargest, failures).value_or(0);
    return result;
}

AccuracyIfRight accuracyIfRight(std::uint64_t images, std::uint64_t failures, double share,
                                const Interval& interval) {
    const auto all = static_cast<double>(images), wrong = static_cast<double>(failures);
    const auto accuracy = [&](double mended) { return (all - wrong + mended * wrong) / all; };
    return {accuracy(share), {accuracy(interval.low), accuracy(interval.high)}};
}

} // namespace faultline::analysis
