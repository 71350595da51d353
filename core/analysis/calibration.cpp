// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/calibration.h"

#include "core/analysis/bootstrap.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace faultline::analysis {

namespace {

struct Answer {
    std::uint32_t bin;
    double confidence; ///< less 1 where it is right, which is all that a bin needs
};

std::optional<Spread> spreadOf(std::vector<double> values) {
    if (values.empty())
        return std::nullopt;
    std::ranges::sort(values);
    Spread spread;
    spread.answers = values.size();
    double sum = 0;
    for (const double value : values)
        sum += value;
    spread.mean = sum / static_cast<double>(values.size());
    spread.low = quantile(values, 0.05);
    spread.lowerQuartile = quantile(values, 0.25);
    spread.median = quantile(values, 0.5);
    spread.upperQuartile = quantile(values, 0.75);
    spread.high = quantile(values, 0.95);
    return spread;
}

std::uint32_t binOf(double confidence, std::size_t bins) {
    const double place = std::ceil(confidence * static_cast<double>(bins)) - 1;
    return static_cast<std::uint32_t>(std::clamp(place, 0.0, static_cast<double>(bins - 1)));
}

/// |Σ (confidence − right)| of each bin, over all answers.
double errorOf(std::span<const double> gaps, std::size_t answers) {
    double sum = 0;
    for (const double gap : gaps)
        sum += std::abs(gap);
    return sum / static_cast<double>(answers);
}

void addInterval(Calibration& result, std::span<const Answer> answers, std::size_t bins, std::uint64_t seed) {
    constexpr std::size_t draws = 100'000'000; // half a second
    result.resamples = static_cast<int>(std::clamp<std::size_t>(draws / answers.size(), 200, 2000));
    base::Random random(seed);
    std::vector<double> errors, gaps(bins);
    for (int resample = 0; resample < result.resamples; ++resample) {
        std::ranges::fill(gaps, 0);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const Answer& answer = answers[random.below(answers.size())];
            gaps[answer.bin] += answer.confidence;
        }
        errors.push_back(errorOf(gaps, answers.size()));
    }
    std::ranges::sort(errors);
    result.interval = {quantile(errors, 0.025), quantile(errors, 0.975)};
}

} // namespace

std::optional<Calibration> calibrationOf(std::span<const model::Prediction> predictions, std::uint64_t seed,
                                         std::size_t bins) {
    if (predictions.empty() || bins == 0 || !std::ranges::all_of(predictions, [](const model::Prediction& p) {
            return p.confidence.has_value();
        }))
        return std::nullopt;
    Calibration result;
    result.bins.resize(bins);
    for (std::size_t i = 0; i < bins; ++i) {
        result.bins[i].low = static_cast<double>(i) / static_cast<double>(bins);
        result.bins[i].high = static_cast<double>(i + 1) / static_cast<double>(bins);
    }
    std::vector<double> right, wrong, gaps(bins, 0);
    std::vector<Answer> answers;
    for (const model::Prediction& prediction : predictions) {
        const double confidence = std::clamp(static_cast<double>(*prediction.confidence), 0.0, 1.0);
        const double isRight = prediction.isFailure() ? 0 : 1;
        const std::uint32_t place = binOf(confidence, bins);
        ReliabilityBin& bin = result.bins[place];
        ++bin.answers;
        bin.confidence += confidence;
        bin.accuracy += isRight;
        gaps[place] += confidence - isRight;
        answers.push_back({place, confidence - isRight});
        (prediction.isFailure() ? wrong : right).push_back(confidence);
    }
    for (ReliabilityBin& bin : result.bins)
        if (bin.answers > 0) {
            bin.confidence /= static_cast<double>(bin.answers);
            bin.accuracy /= static_cast<double>(bin.answers);
        }
    result.error = errorOf(gaps, answers.size());
    result.right = spreadOf(std::move(right));
    result.wrong = spreadOf(std::move(wrong));
    addInterval(result, answers, bins, seed);
    return result;
}

} // namespace faultline::analysis
