// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace faultline::analysis {

/// Two models' answers to the same images.
struct PairedErrors {
    std::uint64_t bothWrong = 0;
    std::uint64_t onlyFirst = 0;  ///< wrong
    std::uint64_t onlySecond = 0; ///< wrong
    std::uint64_t neither = 0;

    [[nodiscard]] std::uint64_t images() const { return bothWrong + onlyFirst + onlySecond + neither; }
    /// Images that both would get wrong if their errors had nothing to do with each other.
    [[nodiscard]] double bothWrongExpected() const;
};

/// Cohen's kappa of right and wrong: how far two models err on the same images beyond what their accuracies
/// alone bring.
struct ErrorConsistency {
    double observed = 0; ///< share of images on which both are right or both wrong
    double expected = 0; ///< the same by chance
    double kappa = 0;    ///< (observed - expected) / (1 - expected)
    double standardError = 0;
    double low = 0;  ///< 95 % interval
    double high = 0; ///< 95 % interval
};

inline constexpr int consistencyResamples = 2000;

/// Error consistency (Geirhos, Meding and Wichmann 2020, eq. 1 … 3); interval and standard error from a
/// percentile bootstrap over images (Efron 1979), 2,000 resamples drawn by `seed`. Nothing where chance alone
/// makes the answers agree, as with no image or with no error at all.
[[nodiscard]] std::optional<ErrorConsistency> errorConsistency(const PairedErrors& errors,
                                                               std::uint64_t seed);

} // namespace faultline::analysis
