// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace faultline::analysis {

/// Pearson's X² = Σ (O − E)²/E and G = 2 Σ O ln(O/E), each with the upper tail of χ².
struct GoodnessOfFit {
    double pearson = 0, pearsonP = 1;
    double g = 0, gP = 1;
    std::size_t degreesOfFreedom = 0;
};

/// Of counts against shares. Nothing where there are fewer than two counts, or all are 0.
/// @param shares parallel to `counts`, positive, of any sum; empty: equal ones
[[nodiscard]] std::optional<GoodnessOfFit> goodnessOfFit(std::span<const std::uint64_t> counts,
                                                         std::span<const double> shares = {});

/// The probability of samples as extreme as the one that was seen or more. Three orders of what is more
/// extreme, and so three values: a smaller probability, a larger likelihood ratio, a larger X².
struct MultinomialTest {
    double byProbability = 1, byLikelihoodRatio = 1, byPearson = 1;
    std::uint64_t samples = 0; ///< that were enumerated or drawn
};

inline constexpr std::uint64_t mostEnumeratedSamples = 30'000'000;

/// Over all C(n + k − 1, k − 1) samples of as many; nothing where that is more than `most`, or as above.
[[nodiscard]] std::optional<MultinomialTest> exactMultinomial(std::span<const std::uint64_t> counts,
                                                              std::span<const double> shares = {},
                                                              std::uint64_t most = mostEnumeratedSamples);

/// Of samples drawn by `seed`: (b + 1)/(m + 1) (Phipson and Smyth 2010).
[[nodiscard]] std::optional<MultinomialTest> simulatedMultinomial(std::span<const std::uint64_t> counts,
                                                                  std::span<const double> shares,
                                                                  std::uint64_t samples, std::uint64_t seed);

} // namespace faultline::analysis
