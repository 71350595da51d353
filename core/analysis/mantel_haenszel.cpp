// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/mantel_haenszel.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

namespace faultline::analysis {

namespace {

std::optional<Ratio> ratioOf(double above, double below, double variance, double confidence) {
    if (!(above > 0 && below > 0) || !std::isfinite(variance))
        return std::nullopt;
    const double estimate = above / below;
    const double z = boost::math::quantile(boost::math::normal(), 1 - (1 - confidence) / 2);
    const double reach = std::exp(z * std::sqrt(std::max(0.0, variance)));
    return Ratio{estimate, estimate / reach, estimate * reach};
}

} // namespace

std::optional<Ratio> commonOddsRatio(std::span<const TwoByTwo> strata, double confidence) {
    double r = 0, s = 0, pr = 0, mixed = 0, qs = 0;
    for (const TwoByTwo& t : strata) {
        const double n = t.all();
        if (n <= 0)
            continue;
        const double p = (t.failuresWith + t.controlsWithout) / n,
                     q = (t.failuresWithout + t.controlsWith) / n;
        const double ri = t.failuresWith * t.controlsWithout / n, si = t.failuresWithout * t.controlsWith / n;
        r += ri;
        s += si;
        pr += p * ri;
        mixed += p * si + q * ri;
        qs += q * si;
    }
    return ratioOf(r, s, pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s), confidence);
}

std::optional<Ratio> commonPrevalenceRatio(std::span<const TwoByTwo> strata, double confidence) {
    double r = 0, s = 0, numerator = 0;
    for (const TwoByTwo& t : strata) {
        const double n = t.all();
        if (n <= 0)
            continue;
        const double with = t.failuresWith + t.controlsWith;
        r += t.failuresWith * t.controls() / n;
        s += t.controlsWith * t.failures() / n;
        numerator += (t.failures() * t.controls() * with - t.failuresWith * t.controlsWith * n) / (n * n);
    }
    return ratioOf(r, s, numerator / (r * s), confidence);
}

std::optional<double> mantelHaenszelChiSquare(std::span<const TwoByTwo> strata, Continuity continuity) {
    double difference = 0, variance = 0;
    for (const TwoByTwo& t : strata) {
        const double n = t.all();
        if (n <= 1)
            continue;
        const double with = t.failuresWith + t.controlsWith, without = n - with;
        difference += t.failuresWith - t.failures() * with / n;
        variance += t.failures() * t.controls() * with * without / (n * n * (n - 1));
    }
    if (variance <= 0)
        return std::nullopt;
    const double distance =
        std::max(0.0, std::abs(difference) - (continuity == Continuity::Corrected ? 0.5 : 0.0));
    return distance * distance / variance;
}

std::optional<double> breslowDay(std::span<const TwoByTwo> strata) {
    const auto common = commonOddsRatio(strata);
    if (!common)
        return std::nullopt;
    const double odds = common->estimate;
    double sum = 0;
    for (const TwoByTwo& t : strata) {
        const double n1 = t.failures(), n0 = t.controls(), m1 = t.failuresWith + t.controlsWith;
        if (n1 <= 0 || n0 <= 0 || m1 <= 0 || m1 >= t.all())
            continue;
        // The fitted count: (1 − odds) x² + (n0 − m1 + odds (n1 + m1)) x − odds n1 m1 = 0.
        const double a = 1 - odds, b = n0 - m1 + odds * (n1 + m1), c = -odds * n1 * m1;
        const double fitted = std::abs(a) < 1e-12 ? -c / b : (-b + std::sqrt(b * b - 4 * a * c)) / (2 * a);
        const double variance =
            1 / (1 / fitted + 1 / (m1 - fitted) + 1 / (n1 - fitted) + 1 / (n0 - m1 + fitted));
        sum += (t.failuresWith - fitted) * (t.failuresWith - fitted) / variance;
    }
    return sum;
}

GeneralisedCmh::GeneralisedCmh(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns,
                               std::span<const std::uint32_t> strata) {
    std::size_t strataCount = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        m_rowCount = std::max<std::size_t>(m_rowCount, rows[i] + 1);
        m_columnCount = std::max<std::size_t>(m_columnCount, columns[i] + 1);
        strataCount = std::max<std::size_t>(strataCount, strata[i] + 1);
    }
    std::vector<double> rowTotals(strataCount * m_rowCount), columnTotals(strataCount * m_columnCount),
        totals(strataCount);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ++rowTotals[strata[i] * m_rowCount + rows[i]];
        ++columnTotals[strata[i] * m_columnCount + columns[i]];
        ++totals[strata[i]];
    }
    const std::size_t r = m_rowCount == 0 ? 0 : m_rowCount - 1,
                      c = m_columnCount == 0 ? 0 : m_columnCount - 1;
    const std::size_t size = r * c;
    m_expected.assign(size, 0);
    std::vector<double> variance(size * size, 0);
    for (std::size_t h = 0; h < strataCount; ++h) {
        const double n = totals[h];
        if (n <= 1)
            continue;
        const double* row = &rowTotals[h * m_rowCount];
        const double* column = &columnTotals[h * m_columnCount];
        for (std::size_t i = 0; i < size; ++i)
            m_expected[i] += row[i / c] * column[i % c] / n;
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < size; ++j) {
                const std::size_t ri = i / c, ci = i % c, rj = j / c, cj = j % c;
                const double ofRows = row[ri] * ((ri == rj ? n : 0) - row[rj]);
                const double ofColumns = column[ci] * ((ci == cj ? n : 0) - column[cj]);
                variance[i * size + j] += ofRows * ofColumns / (n * n * (n - 1));
            }
    }
    m_sums.assign(size, 0);
    invert(std::move(variance));
    // A stratum of one item tells nothing, and its count must be its expectation.
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (totals[strata[i]] <= 1 && rows[i] < r && columns[i] < c)
            m_expected[rows[i] * c + columns[i]] += 1;
}

void GeneralisedCmh::invert(std::vector<double> variance) {
    const std::size_t size = m_expected.size();
    m_inverse.assign(size * size, 0);
    double largest = 0;
    for (std::size_t i = 0; i < size; ++i) {
        m_inverse[i * size + i] = 1;
        largest = std::max(largest, variance[i * size + i]);
    }
    // Gauss and Jordan with symmetric pivots; what depends on earlier rows keeps neither row nor column.
    std::vector<bool> isUsed(size, false);
    std::vector<std::size_t> used;
    for (;;) {
        std::size_t pivot = size;
        for (std::size_t i = 0; i < size; ++i)
            if (!isUsed[i] && (pivot == size || variance[i * size + i] > variance[pivot * size + pivot]))
                pivot = i;
        if (pivot == size || variance[pivot * size + pivot] <= 1e-10 * largest || largest <= 0)
            break;
        isUsed[pivot] = true;
        used.push_back(pivot);
        const double by = variance[pivot * size + pivot];
        for (std::size_t j = 0; j < size; ++j) {
            variance[pivot * size + j] /= by;
            m_inverse[pivot * size + j] /= by;
        }
        for (std::size_t i = 0; i < size; ++i) {
            const double factor = variance[i * size + pivot];
            if (i == pivot || factor == 0)
                continue;
            for (std::size_t j = 0; j < size; ++j) {
                variance[i * size + j] -= factor * variance[pivot * size + j];
                m_inverse[i * size + j] -= factor * m_inverse[pivot * size + j];
            }
        }
    }
    m_rank = used.size();
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
            if (!isUsed[i] || !isUsed[j])
                m_inverse[i * size + j] = 0;
}

double GeneralisedCmh::operator()(std::span<const std::uint64_t> counts) {
    const std::size_t size = m_expected.size(), c = m_columnCount == 0 ? 0 : m_columnCount - 1;
    for (std::size_t i = 0; i < size; ++i)
        m_sums[i] = static_cast<double>(counts[i / c * m_columnCount + i % c]) - m_expected[i];
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
            sum += m_sums[i] * m_inverse[i * size + j] * m_sums[j];
    return sum;
}

double chiSquareUpper(double statistic, std::size_t degreesOfFreedom) {
    if (degreesOfFreedom == 0)
        return 1;
    return boost::math::cdf(
        boost::math::complement(boost::math::chi_squared(static_cast<double>(degreesOfFreedom)), statistic));
}

} // namespace faultline::analysis
