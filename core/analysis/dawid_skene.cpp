// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/dawid_skene.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace faultline::analysis {

namespace {

constexpr double tolerance = 1e-12;        ///< of the log-likelihood
constexpr double smallestRelative = 1e-15; ///< by which a double can grow
constexpr int mostIterations = 10'000;
/// Posteriors that differ by less are equal: sums of logarithms in another order differ by as much.
constexpr double leastDifference = 1e-9;

class Estimation {
public:
    Estimation(std::span<const Response> responses, std::size_t units, std::size_t raters,
               std::size_t categories)
        : m_responses(responses.begin(), responses.end())
        , m_units(units)
        , m_raters(raters) {
        std::ranges::sort(m_responses, {}, [](const Response& each) {
            return std::tuple(each.unit, each.rater, each.category);
        });
        m_result.categories = categories;
        m_result.shares.resize(categories);
        m_result.errorRates.resize(raters * categories * categories);
        m_result.posteriors.resize(units * categories);
        begin();
    }

    DawidSkene run() {
        double before = -std::numeric_limits<double>::infinity();
        for (m_result.iterations = 0; m_result.iterations < mostIterations; ++m_result.iterations) {
            maximise();
            expect();
            if (m_result.logLikelihood - before <=
                std::max(tolerance, smallestRelative * std::abs(m_result.logLikelihood)))
                break;
            before = m_result.logLikelihood;
        }
        return std::move(m_result);
    }

private:
    /// T_ij: the share of the responses to unit i that say j.
    void begin() {
        const std::size_t categories = m_result.categories;
        std::vector<double> counts(m_units, 0);
        for (const Response& each : m_responses) {
            m_result.posteriors[each.unit * categories + each.category] += 1;
            counts[each.unit] += 1;
        }
        for (std::size_t unit = 0; unit < m_units; ++unit) {
            m_rated += counts[unit] > 0 ? 1 : 0;
            for (std::size_t j = 0; j < categories && counts[unit] > 0; ++j)
                m_result.posteriors[unit * categories + j] /= counts[unit];
        }
    }

    /// Shares and error rates from the posteriors.
    void maximise() {
        const std::size_t categories = m_result.categories;
        std::ranges::fill(m_result.shares, 0.0);
        std::ranges::fill(m_result.errorRates, 0.0);
        for (std::size_t unit = 0; unit < m_units; ++unit)
            for (std::size_t j = 0; j < categories; ++j)
                m_result.shares[j] += m_result.posterior(unit, j) / m_rated;
        for (const Response& each : m_responses)
            for (std::size_t j = 0; j < categories; ++j)
                m_result.errorRates[(each.rater * categories + j) * categories + each.category] +=
                    m_result.posterior(each.unit, j);
        for (std::size_t row = 0; row < m_raters * categories; ++row) {
            const std::span<double> rates(m_result.errorRates.data() + row * categories, categories);
            double sum = 0;
            for (const double rate : rates)
                sum += rate;
            for (double& rate : rates)
                rate = sum > 0 ? rate / sum : 0;
        }
    }

    /// Posteriors and log-likelihood from shares and error rates.
    void expect() {
        const std::size_t categories = m_result.categories;
        m_result.logLikelihood = 0;
        std::vector<double> logs(categories);
        for (auto first = m_responses.begin(); first != m_responses.end();) {
            const std::size_t unit = first->unit;
            const auto end = std::find_if(first, m_responses.end(),
                                          [&](const Response& each) { return each.unit != unit; });
            for (std::size_t j = 0; j < categories; ++j) {
                logs[j] = std::log(m_result.shares[j]);
                for (auto each = first; each != end; ++each)
                    logs[j] += std::log(m_result.errorRate(each->rater, j, each->category));
            }
            const double most = *std::ranges::max_element(logs);
            double sum = 0;
            for (const double log : logs)
                sum += std::exp(log - most);
            m_result.logLikelihood += most + std::log(sum);
            for (std::size_t j = 0; j < categories; ++j)
                m_result.posteriors[unit * categories + j] = std::exp(logs[j] - most) / sum;
            first = end;
        }
    }

    std::vector<Response> m_responses; ///< by unit
    std::size_t m_units;
    std::size_t m_raters;
    double m_rated = 0; ///< units with a response
    DawidSkene m_result;
};

} // namespace

std::optional<std::size_t> DawidSkene::category(std::size_t unit) const {
    std::optional<std::size_t> most;
    bool isTie = true;
    for (std::size_t j = 0; j < categories; ++j) {
        const double lead = posterior(unit, j) - (most ? posterior(unit, *most) : 0);
        if (lead > leastDifference) {
            most = j;
            isTie = false;
        } else if (lead > -leastDifference) {
            isTie = true;
        }
    }
    return isTie ? std::nullopt : most;
}

DawidSkene dawidSkene(std::span<const Response> responses, std::size_t units, std::size_t raters,
                      std::size_t categories) {
    return Estimation(responses, units, raters, categories).run();
}

} // namespace faultline::analysis
