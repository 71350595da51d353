// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/error_consistency.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace faultline::analysis {

namespace {

struct Agreement {
    double observed = 0;
    double expected = 0;
};

Agreement agreementOf(const PairedErrors& errors) {
    const auto images = static_cast<double>(errors.images());
    const double first = static_cast<double>(errors.bothWrong + errors.onlyFirst) / images;
    const double second = static_cast<double>(errors.bothWrong + errors.onlySecond) / images;
    return {static_cast<double>(errors.bothWrong + errors.neither) / images,
            first * second + (1 - first) * (1 - second)};
}

std::optional<double> kappaOf(const Agreement& agreement) {
    if (agreement.expected >= 1)
        return std::nullopt;
    return (agreement.observed - agreement.expected) / (1 - agreement.expected);
}

PairedErrors resampled(const PairedErrors& errors, base::Random& random) {
    PairedErrors sample;
    const std::uint64_t images = errors.images();
    for (std::uint64_t i = 0; i < images; ++i) {
        const std::uint64_t image = random.below(images);
        if (image < errors.bothWrong)
            ++sample.bothWrong;
        else if (image < errors.bothWrong + errors.onlyFirst)
            ++sample.onlyFirst;
        else if (image < errors.bothWrong + errors.onlyFirst + errors.onlySecond)
            ++sample.onlySecond;
        else
            ++sample.neither;
    }
    return sample;
}

/// Of sorted values, between neighbours linearly.
double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double standardDeviation(const std::vector<double>& values) {
    double mean = 0;
    for (const double value : values)
        mean += value / static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values)
        sum += (value - mean) * (value - mean);
    return values.size() < 2 ? 0 : std::sqrt(sum / static_cast<double>(values.size() - 1));
}

} // namespace

double PairedErrors::bothWrongExpected() const {
    return images() == 0 ? 0
                         : static_cast<double>(bothWrong + onlyFirst) *
                               static_cast<double>(bothWrong + onlySecond) / static_cast<double>(images());
}

std::optional<ErrorConsistency> errorConsistency(const PairedErrors& errors, std::uint64_t seed) {
    if (errors.images() == 0)
        return std::nullopt;
    const Agreement agreement = agreementOf(errors);
    const auto kappa = kappaOf(agreement);
    if (!kappa)
        return std::nullopt;
    base::Random random(seed);
    std::vector<double> kappas;
    for (int i = 0; i < consistencyResamples; ++i)
        if (const auto again = kappaOf(agreementOf(resampled(errors, random))))
            kappas.push_back(*again);
    if (kappas.empty())
        kappas.push_back(*kappa);
    std::sort(kappas.begin(), kappas.end());
    return ErrorConsistency{agreement.observed,        agreement.expected,      *kappa,
                            standardDeviation(kappas), quantile(kappas, 0.025), quantile(kappas, 0.975)};
}

} // namespace faultline::analysis
