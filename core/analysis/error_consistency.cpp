// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/error_consistency.h"

#include "core/analysis/bootstrap.h"
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
