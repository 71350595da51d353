// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace faultline::analysis {

/// One stratum of a 2 × 2 table: failures and controls, with and without a trait.
struct TwoByTwo {
    double failuresWith = 0, failuresWithout = 0, controlsWith = 0, controlsWithout = 0;
    [[nodiscard]] double failures() const { return failuresWith + failuresWithout; }
    [[nodiscard]] double controls() const { return controlsWith + controlsWithout; }
    [[nodiscard]] double all() const { return failures() + controls(); }
};

/// A ratio with the interval that is normal on the logarithm's scale.
struct Ratio {
    double estimate = 1;
    double low = 0;
    double high = 0;
};

/// Mantel and Haenszel's (1959) common odds ratio; variance of its logarithm by Robins, Breslow and Greenland
/// (1986). Nothing where it is not defined: no stratum tells anything, or it would be 0 or without bound.
/// @param confidence in (0, 1)
[[nodiscard]] std::optional<Ratio> commonOddsRatio(std::span<const TwoByTwo> strata,
                                                   double confidence = 0.95);
/// Their prevalence ratio, failures to controls; variance by Greenland and Robins (1985).
[[nodiscard]] std::optional<Ratio> commonPrevalenceRatio(std::span<const TwoByTwo> strata,
                                                         double confidence = 0.95);

enum class Continuity { Uncorrected, Corrected };
/// Cochran, Mantel and Haenszel's χ² of no association, one degree of freedom; nothing without variance.
[[nodiscard]] std::optional<double> mantelHaenszelChiSquare(std::span<const TwoByTwo> strata,
                                                            Continuity continuity = Continuity::Uncorrected);
/// Breslow and Day's (1980) χ² of equal odds ratios, without Tarone's correction; strata − 1 degrees of
/// freedom.
[[nodiscard]] std::optional<double> breslowDay(std::span<const TwoByTwo> strata);

/// The generalised Cochran–Mantel–Haenszel statistic for nominal rows and columns (Landis, Heyman and Koch
/// 1978), for many labelings of one design: rows and the columns' totals of each stratum stay, and so does
/// the variance. Of a labeling the counts of row × column over all strata tell enough.
class GeneralisedCmh {
public:
    /// @param rows, strata of each item, from 0; column: its category in the labeling that fixes the totals
    GeneralisedCmh(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns,
                   std::span<const std::uint32_t> strata);

    /// Of columns that are exchanged within strata. @param counts rows × columns, row-major
    [[nodiscard]] double operator()(std::span<const std::uint64_t> counts);
    /// Rank of the variance: (rows − 1)(columns − 1) where every row and column tells something.
    [[nodiscard]] std::size_t degreesOfFreedom() const { return m_rank; }

private:
    void invert(std::vector<double> variance);

    std::size_t m_rowCount = 0, m_columnCount = 0;
    std::vector<double> m_expected; ///< of the sums, rows − 1 by columns − 1
    std::vector<double> m_inverse;  ///< of their variance; of the singular part 0
    std::size_t m_rank = 0;
    std::vector<double> m_sums;
};

/// The probability that χ² with so many degrees of freedom is larger.
[[nodiscard]] double chiSquareUpper(double statistic, std::size_t degreesOfFreedom);

} // namespace faultline::analysis
