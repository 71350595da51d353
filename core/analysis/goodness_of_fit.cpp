// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/goodness_of_fit.h"

#include "core/analysis/mantel_haenszel.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace faultline::analysis {

namespace {

/// What makes a sample more extreme than another one; each a sum over its categories.
struct Extremeness {
    double logProbability = 0; ///< without the constant n!
    double likelihoodRatio = 0;
    double pearson = 0;

    Extremeness& operator+=(const Extremeness& other) {
        logProbability += other.logProbability;
        likelihoodRatio += other.likelihoodRatio;
        pearson += other.pearson;
        return *this;
    }
    friend Extremeness operator+(Extremeness a, const Extremeness& b) { return a += b; }
};

/// The part of each category at each count, so that a sample costs k additions.
class Parts {
public:
    Parts(std::span<const double> shares, std::uint64_t n)
        : m_each(n + 1) {
        const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
        for (const double share : shares)
            for (std::uint64_t count = 0; count <= n; ++count)
                m_parts.push_back(part(static_cast<double>(count), share / total, static_cast<double>(n)));
    }
    [[nodiscard]] const Extremeness& at(std::size_t category, std::uint64_t count) const {
        return m_parts[category * m_each + count];
    }
    [[nodiscard]] Extremeness of(std::span<const std::uint64_t> counts) const {
        Extremeness sum;
        for (std::size_t i = 0; i < counts.size(); ++i)
            sum += at(i, counts[i]);
        return sum;
    }

private:
    static Extremeness part(double count, double share, double n) {
        const double expected = n * share;
        return {count * std::log(share) - std::lgamma(count + 1),
                count > 0 ? 2 * count * std::log(count / expected) : 0,
                (count - expected) * (count - expected) / expected};
    }

    std::uint64_t m_each;
    std::vector<Extremeness> m_parts;
};

/// Equal values may differ in their last digits by the order of summation.
bool reaches(double value, double seen) {
    return value >= seen - 1e-9 * std::max(1.0, std::abs(seen));
}

std::vector<double> orEqual(std::span<const double> shares, std::size_t count) {
    return shares.empty() ? std::vector<double>(count, 1) : std::vector<double>(shares.begin(), shares.end());
}

std::uint64_t totalOf(std::span<const std::uint64_t> counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Adds up the probabilities of all samples from `category` on that put `left` into it and the later ones.
class Enumeration {
public:
    Enumeration(const Parts& parts, std::size_t categories, const Extremeness& seen, double logFactorial)
        : m_parts(parts)
        , m_last(categories - 1)
        , m_seen(seen)
        , m_logFactorial(logFactorial) {}

    void from(std::size_t category, std::uint64_t left, const Extremeness& before) {
        if (category == m_last) {
            take(before + m_parts.at(category, left));
            return;
        }
        for (std::uint64_t count = 0; count <= left; ++count)
            from(category + 1, left - count, before + m_parts.at(category, count));
    }
    [[nodiscard]] const MultinomialTest& result() const { return m_result; }

private:
    void take(const Extremeness& sample) {
        ++m_result.samples;
        const double probability = std::exp(m_logFactorial + sample.logProbability);
        if (reaches(-sample.logProbability, -m_seen.logProbability))
            m_result.byProbability += probability;
        if (reaches(sample.likelihoodRatio, m_seen.likelihoodRatio))
            m_result.byLikelihoodRatio += probability;
        if (reaches(sample.pearson, m_seen.pearson))
            m_result.byPearson += probability;
    }

    const Parts& m_parts;
    std::size_t m_last;
    Extremeness m_seen;
    double m_logFactorial;
    MultinomialTest m_result{0, 0, 0, 0};
};

/// C(n + k − 1, k − 1), or more than any limit where that is large.
double sampleCount(std::uint64_t n, std::size_t categories) {
    double count = 1;
    for (std::size_t i = 1; i < categories; ++i)
        count = count * static_cast<double>(n + i) / static_cast<double>(i);
    return count;
}

} // namespace

std::optional<GoodnessOfFit> goodnessOfFit(std::span<const std::uint64_t> counts,
                                           std::span<const double> shares) {
    const std::uint64_t n = totalOf(counts);
    if (counts.size() < 2 || n == 0)
        return std::nullopt;
    const std::vector<double> wanted = orEqual(shares, counts.size());
    const double total = std::accumulate(wanted.begin(), wanted.end(), 0.0);
    GoodnessOfFit fit;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double expected = static_cast<double>(n) * wanted[i] / total;
        const auto count = static_cast<double>(counts[i]);
        fit.pearson += (count - expected) * (count - expected) / expected;
        fit.g += count > 0 ? 2 * count * std::log(count / expected) : 0;
    }
    fit.g = std::max(0.0, fit.g);
    fit.degreesOfFreedom = counts.size() - 1;
    fit.pearsonP = chiSquareUpper(fit.pearson, fit.degreesOfFreedom);
    fit.gP = chiSquareUpper(fit.g, fit.degreesOfFreedom);
    return fit;
}

std::optional<MultinomialTest> exactMultinomial(std::span<const std::uint64_t> counts,
                                                std::span<const double> shares, std::uint64_t most) {
    const std::uint64_t n = totalOf(counts);
    if (counts.size() < 2 || n == 0 || sampleCount(n, counts.size()) > static_cast<double>(most))
        return std::nullopt;
    const Parts parts(orEqual(shares, counts.size()), n);
    Enumeration all(parts, counts.size(), parts.of(counts), std::lgamma(static_cast<double>(n) + 1));
    all.from(0, n, {});
    MultinomialTest result = all.result();
    for (double* p : {&result.byProbability, &result.byLikelihoodRatio, &result.byPearson})
        *p = std::min(1.0, *p);
    return result;
}

std::optional<MultinomialTest> simulatedMultinomial(std::span<const std::uint64_t> counts,
                                                    std::span<const double> shares, std::uint64_t samples,
                                                    std::uint64_t seed) {
    const std::uint64_t n = totalOf(counts);
    if (counts.size() < 2 || n == 0)
        return std::nullopt;
    const std::vector<double> wanted = orEqual(shares, counts.size());
    std::vector<double> upTo(wanted.size());
    std::partial_sum(wanted.begin(), wanted.end(), upTo.begin());
    const Parts parts(wanted, n);
    const Extremeness seen = parts.of(counts);
    base::Random random(seed);
    std::uint64_t byProbability = 0, byLikelihoodRatio = 0, byPearson = 0;
    std::vector<std::uint64_t> drawn(counts.size());
    for (std::uint64_t sample = 0; sample < samples; ++sample) {
        std::ranges::fill(drawn, 0);
        for (std::uint64_t i = 0; i < n; ++i) {
            const auto place = std::ranges::upper_bound(upTo, random.unit() * upTo.back()) - upTo.begin();
            ++drawn[std::min(static_cast<std::size_t>(place), drawn.size() - 1)];
        }
        const Extremeness other = parts.of(drawn);
        byProbability += reaches(-other.logProbability, -seen.logProbability) ? 1 : 0;
        byLikelihoodRatio += reaches(other.likelihoodRatio, seen.likelihoodRatio) ? 1 : 0;
        byPearson += reaches(other.pearson, seen.pearson) ? 1 : 0;
    }
    const auto p = [&](std::uint64_t asExtreme) {
        return static_cast<double>(asExtreme + 1) / static_cast<double>(samples + 1);
    };
    return MultinomialTest{p(byProbability), p(byLikelihoodRatio), p(byPearson), samples};
}

} // namespace faultline::analysis
