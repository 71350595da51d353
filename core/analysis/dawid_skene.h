// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace faultline::analysis {

/// What a rater said of a unit, in nominal categories from 0. A rater may say something of a unit several
/// times.
struct Response {
    std::size_t unit = 0;
    std::size_t rater = 0;
    std::size_t category = 0;
};

/// Which category each unit is of, and how often each rater says what, estimated together: nobody knows the
/// truth (Dawid and Skene 1979, equations 2.3 to 2.5).
struct DawidSkene {
    std::size_t categories = 0;
    std::vector<double> shares;     ///< p_j: of the categories among the units
    std::vector<double> errorRates; ///< pi^k_jl: raters × true categories × said categories
    std::vector<double>
        posteriors; ///< T_ij: units × categories; 0 in the whole row of a unit without response
    double logLikelihood = 0;
    int iterations = 0; ///< that raised it

    [[nodiscard]] double errorRate(std::size_t rater, std::size_t truth, std::size_t said) const {
        return errorRates[(rater * categories + truth) * categories + said];
    }
    [[nodiscard]] double posterior(std::size_t unit, std::size_t category) const {
        return posteriors[unit * categories + category];
    }
    /// The most probable category of the unit; nothing where two are equally probable, or nobody said
    /// anything.
    [[nodiscard]] std::optional<std::size_t> category(std::size_t unit) const;
};

/// Expectation maximisation from the shares of each unit's responses (equation 3.1), in logarithms, until the
/// log-likelihood grows by no more than 10⁻¹², at most 10,000 times. It finds one maximum, which
/// need not be the highest; with two raters, or few units that several rated, it is weakly identified.
/// Categories that nobody gave get no share. Independent of the order of the responses.
[[nodiscard]] DawidSkene dawidSkene(std::span<const Response> responses, std::size_t units,
                                    std::size_t raters, std::size_t categories);

} // namespace faultline::analysis
