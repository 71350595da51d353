// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/agreement.h"

#include "core/analysis/bootstrap.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace faultline::analysis {

namespace {

double normalQuantile() {
    return boost::math::quantile(boost::math::normal(), 0.975);
}

double square(double value) {
    return value * value;
}

/// How many ratings each unit has in each category.
class Counts {
public:
    explicit Counts(const Ratings& ratings)
        : m_categories(ratings.categories) {
        for (std::size_t unit = 0; unit < ratings.units(); ++unit) {
            std::vector<double> row(m_categories, 0.0);
            double ratingsOfUnit = 0;
            for (std::size_t rater = 0; rater < ratings.raters; ++rater)
                if (const auto value = ratings.of(unit, rater); value != Ratings::none) {
                    ++row[static_cast<std::size_t>(value)];
                    ++ratingsOfUnit;
                }
            if (ratingsOfUnit == 0)
                continue;
            m_values.insert(m_values.end(), row.begin(), row.end());
            m_totals.push_back(ratingsOfUnit);
        }
    }

    [[nodiscard]] std::size_t units() const { return m_totals.size(); }
    [[nodiscard]] std::size_t categories() const { return m_categories; }
    [[nodiscard]] double total(std::size_t unit) const { return m_totals[unit]; }
    [[nodiscard]] std::span<const double> of(std::size_t unit) const {
        return std::span(m_values).subspan(unit * m_categories, m_categories);
    }
    [[nodiscard]] bool isPaired(std::size_t unit) const { return m_totals[unit] >= 2; }
    [[nodiscard]] std::size_t paired() const {
        return static_cast<std::size_t>(
            std::count_if(m_totals.begin(), m_totals.end(), [](double total) { return total >= 2; }));
    }
    /// The share of pairs of its ratings that agree; 0 below two.
    [[nodiscard]] double agreement(std::size_t unit) const {
        if (!isPaired(unit))
            return 0;
        double pairs = 0;
        for (const double count : of(unit))
            pairs += count * (count - 1);
        return pairs / (total(unit) * (total(unit) - 1));
    }

private:
    std::size_t m_categories;
    std::vector<double> m_values, m_totals;
};

double observed(const Counts& counts) {
    double sum = 0;
    for (std::size_t unit = 0; unit < counts.units(); ++unit)
        sum += counts.agreement(unit);
    return sum / static_cast<double>(counts.paired());
}

/// Of each category the mean over units of its share of their ratings.
std::vector<double> prevalence(const Counts& counts) {
    std::vector<double> shares(counts.categories(), 0.0);
    for (std::size_t unit = 0; unit < counts.units(); ++unit)
        for (std::size_t category = 0; category < shares.size(); ++category)
            shares[category] +=
                counts.of(unit)[category] / counts.total(unit) / static_cast<double>(counts.units());
    return shares;
}

/// What makes a chance-corrected coefficient: the expected agreement, and what one rating in each category
/// adds to it.
struct Chance {
    double expected = 0;
    std::vector<double> ofCategory;
};

/// Gwet's variance of (observed - expected) / (1 - expected): each unit's own value, corrected for its part
/// in the expected agreement.
std::optional<Estimate> chanceCorrected(const Counts& counts, const Chance& chance) {
    const auto units = static_cast<double>(counts.units());
    const auto paired = static_cast<double>(counts.paired());
    constexpr double rounding = 1e-12;
    if (paired == 0 || chance.expected >= 1 - rounding)
        return std::nullopt;
    const double coefficient = (observed(counts) - chance.expected) / (1 - chance.expected);
    double sum = 0;
    for (std::size_t unit = 0; unit < counts.units(); ++unit) {
        const double own =
            counts.isPaired(unit)
                ? (units / paired) * (counts.agreement(unit) - chance.expected) / (1 - chance.expected)
                : 0;
        double expectedOfUnit = 0;
        for (std::size_t category = 0; category < counts.categories(); ++category)
            expectedOfUnit += counts.of(unit)[category] * chance.ofCategory[category] / counts.total(unit);
        const double corrected =
            own - 2 * (1 - coefficient) * (expectedOfUnit - chance.expected) / (1 - chance.expected);
        sum += square(corrected - coefficient);
    }
    Estimate estimate{coefficient, 0, coefficient, coefficient};
    if (units < 2)
        return estimate;
    estimate.standardError = std::sqrt(sum / (units * (units - 1)));
    const double reach =
        estimate.standardError * boost::math::quantile(boost::math::students_t(units - 1), 0.975);
    estimate.low = std::max(-1.0, coefficient - reach);
    estimate.high = std::min(1.0, coefficient + reach);
    return estimate;
}

/// Of the units drawn; a unit may be drawn several times.
std::optional<double> alphaOf(const Counts& counts, std::span<const std::size_t> units) {
    std::vector<double> totals(counts.categories(), 0.0);
    double ratings = 0, disagreement = 0;
    for (const std::size_t unit : units) {
        const double total = counts.total(unit);
        ratings += total;
        disagreement += total * (1 - counts.agreement(unit));
        for (std::size_t category = 0; category < totals.size(); ++category)
            totals[category] += counts.of(unit)[category];
    }
    double equalPairs = 0;
    for (const double total : totals)
        equalPairs += total * (total - 1);
    const double expected = ratings * (ratings - 1) - equalPairs;
    if (ratings < 2 || expected <= 0)
        return std::nullopt;
    return 1 - (disagreement / ratings) / (expected / (ratings * (ratings - 1)));
}

} // namespace

std::size_t Ratings::count() const {
    return values.size() - static_cast<std::size_t>(std::count(values.begin(), values.end(), none));
}

Ratings Ratings::dichotomised(std::size_t category) const {
    Ratings result{raters, 2, values};
    for (std::int16_t& value : result.values)
        if (value != none)
            value = static_cast<std::size_t>(value) == category ? 1 : 0;
    return result;
}

std::optional<Estimate> rawAgreement(const Ratings& ratings) {
    const Counts counts(ratings);
    const auto n = static_cast<double>(counts.paired());
    if (n == 0)
        return std::nullopt;
    const double p = observed(counts);
    const double z = normalQuantile();
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double reach = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return Estimate{p, std::sqrt(p * (1 - p) / n), std::max(0.0, middle - reach),
                    std::min(1.0, middle + reach)};
}

std::optional<Estimate> cohenKappa(const Ratings& ratings) {
    if (ratings.raters != 2)
        return std::nullopt;
    const std::vector<std::uint64_t> table = confusionOf(ratings, 0, 1);
    const std::size_t k = ratings.categories;
    double n = 0;
    for (const std::uint64_t count : table)
        n += static_cast<double>(count);
    if (n == 0)
        return std::nullopt;
    const auto share = [&](std::size_t row, std::size_t column) {
        return static_cast<double>(table[row * k + column]) / n;
    };
    std::vector<double> rows(k, 0.0), columns(k, 0.0);
    double agreed = 0, expected = 0;
    for (std::size_t row = 0; row < k; ++row)
        for (std::size_t column = 0; column < k; ++column) {
            rows[row] += share(row, column);
            columns[column] += share(row, column);
        }
    for (std::size_t i = 0; i < k; ++i) {
        agreed += share(i, i);
        expected += rows[i] * columns[i];
    }
    constexpr double rounding = 1e-12;
    if (expected >= 1 - rounding)
        return std::nullopt;
    double onDiagonal = 0, beside = 0;
    for (std::size_t row = 0; row < k; ++row)
        for (std::size_t column = 0; column < k; ++column)
            if (row == column)
                onDiagonal +=
                    share(row, row) * square((1 - expected) - (columns[row] + rows[row]) * (1 - agreed));
            else
                beside += share(row, column) * square(columns[row] + rows[column]);
    const double variance =
        (onDiagonal + square(1 - agreed) * beside - square(agreed * expected - 2 * expected + agreed)) /
        (n * square(square(1 - expected)));
    const double kappa = (agreed - expected) / (1 - expected);
    const double error = std::sqrt(std::max(0.0, variance));
    const double reach = normalQuantile() * error;
    return Estimate{kappa, error, std::max(-1.0, kappa - reach), std::min(1.0, kappa + reach)};
}

std::optional<Estimate> fleissKappa(const Ratings& ratings) {
    const Counts counts(ratings);
    Chance chance;
    chance.ofCategory = prevalence(counts);
    for (const double share : chance.ofCategory)
        chance.expected += share * share;
    return chanceCorrected(counts, chance);
}

std::optional<Estimate> gwetAc1(const Ratings& ratings) {
    if (ratings.categories < 2)
        return std::nullopt;
    const Counts counts(ratings);
    const auto others = static_cast<double>(ratings.categories - 1);
    Chance chance;
    for (const double share : prevalence(counts)) {
        chance.expected += share * (1 - share) / others;
        chance.ofCategory.push_back((1 - share) / others);
    }
    return chanceCorrected(counts, chance);
}

std::optional<Estimate> krippendorffAlpha(const Ratings& ratings, std::uint64_t seed) {
    const Counts counts(ratings);
    std::vector<std::size_t> units;
    for (std::size_t unit = 0; unit < counts.units(); ++unit)
        if (counts.isPaired(unit))
            units.push_back(unit);
    const auto alpha = alphaOf(counts, units);
    if (!alpha)
        return std::nullopt;
    base::Random random(seed);
    std::vector<double> drawn;
    std::vector<std::size_t> sample(units.size());
    for (int i = 0; i < agreementResamples; ++i) {
        for (std::size_t& unit : sample)
            unit = units[random.below(units.size())];
        if (const auto again = alphaOf(counts, sample)) // else the sample has one category alone
            drawn.push_back(*again);
    }
    if (drawn.empty())
        drawn.push_back(*alpha);
    std::sort(drawn.begin(), drawn.end());
    return Estimate{*alpha, standardDeviation(drawn), quantile(drawn, 0.025), quantile(drawn, 0.975)};
}

std::optional<double> specificAgreement(const Ratings& ratings, std::size_t category) {
    const Counts counts(ratings);
    double agreed = 0, possible = 0;
    for (std::size_t unit = 0; unit < counts.units(); ++unit) {
        const double mine = counts.of(unit)[category];
        // A unit with more ratings has more pairs; each rating counts once.
        if (!counts.isPaired(unit))
            continue;
        agreed += mine * (mine - 1) / (counts.total(unit) - 1);
        possible += mine;
    }
    return possible == 0 ? std::nullopt : std::optional(agreed / possible);
}

std::vector<std::uint64_t> confusionOf(const Ratings& ratings, std::size_t first, std::size_t second) {
    std::vector<std::uint64_t> table(ratings.categories * ratings.categories, 0);
    for (std::size_t unit = 0; unit < ratings.units(); ++unit) {
        const auto row = ratings.of(unit, first), column = ratings.of(unit, second);
        if (row != Ratings::none && column != Ratings::none)
            ++table[static_cast<std::size_t>(row) * ratings.categories + static_cast<std::size_t>(column)];
    }
    return table;
}

} // namespace faultline::analysis
