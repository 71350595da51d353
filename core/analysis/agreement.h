// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace faultline::analysis {

/// What raters said of units, in nominal categories 0 … categories - 1.
struct Ratings {
    static constexpr std::int16_t none = -1;

    std::size_t raters = 0;
    std::size_t categories = 0;
    std::vector<std::int16_t> values{}; ///< units × raters, row-major; `none` where a rater said nothing

    [[nodiscard]] std::size_t units() const { return raters == 0 ? 0 : values.size() / raters; }
    [[nodiscard]] std::int16_t of(std::size_t unit, std::size_t rater) const {
        return values[unit * raters + rater];
    }
    /// How many raters said something.
    [[nodiscard]] std::size_t count() const;
    /// Those of one category against all others, as categories 1 and 0.
    [[nodiscard]] Ratings dichotomised(std::size_t category) const;
};

/// A measure with its 95 % interval.
struct Estimate {
    double estimate = 0;
    double standardError = 0;
    double low = 0;
    double high = 0;
};

/// The share of pairs of ratings of one unit that agree, averaged over the units with two or more; Wilson's
/// interval (1927) with these units as n. Nothing without such a unit.
[[nodiscard]] std::optional<Estimate> rawAgreement(const Ratings& ratings);

/// Of two raters, over the units that both rated (Cohen 1960); standard error of Fleiss, Cohen and Everitt
/// (1969), normal interval. Nothing where chance alone makes them agree (all ratings in one category), or for
/// another number of raters.
[[nodiscard]] std::optional<Estimate> cohenKappa(const Ratings& ratings);

/// For any number of raters and missing ratings: Fleiss' kappa (1971) and Gwet's AC1 (2008) in the forms of
/// Gwet, Handbook of Inter-Rater Reliability (2014), with his variance over units and Student's interval.
/// Units without a rating are left out. Nothing where they are not defined: no unit with two ratings, or one
/// category alone (kappa).
[[nodiscard]] std::optional<Estimate> fleissKappa(const Ratings& ratings);
[[nodiscard]] std::optional<Estimate> gwetAc1(const Ratings& ratings);

inline constexpr int agreementResamples = 2000;

/// Krippendorff's alpha for nominal data (2004), over the units with two or more ratings; percentile
/// bootstrap over units (Efron 1979), 2,000 resamples drawn by `seed`. Nothing where all these ratings are of
/// one category.
[[nodiscard]] std::optional<Estimate> krippendorffAlpha(const Ratings& ratings, std::uint64_t seed);

/// Of the pairs of ratings of one unit in which one is of the category, the share in which the other one is,
/// too: 2a / (2a + b + c) for two raters (Cicchetti and Feinstein 1990), weighted by ratings for more.
/// Nothing where there is no such pair.
[[nodiscard]] std::optional<double> specificAgreement(const Ratings& ratings, std::size_t category);

/// Units of two raters by what they said: rows of `first`, columns of `second`, categories² counts.
[[nodiscard]] std::vector<std::uint64_t> confusionOf(const Ratings& ratings, std::size_t first,
                                                     std::size_t second);

} // namespace faultline::analysis
