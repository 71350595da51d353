// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/k_means.h"

#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace faultline::analysis {

namespace {

constexpr int mostRounds = 100;

/// Eight partial sums in a fixed order: the same on every machine.
template <class A, class B>
double squaredDistance(std::span<const A> a, std::span<const B> b) {
    constexpr std::size_t lanes = 8;
    std::array<double, lanes> sums{};
    std::size_t i = 0;
    for (; i + lanes <= a.size(); i += lanes)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const double difference = static_cast<double>(a[i + lane]) - static_cast<double>(b[i + lane]);
            sums[lane] += difference * difference;
        }
    for (; i < a.size(); ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sums[i % lanes] += difference * difference;
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

class Lloyd {
public:
    Lloyd(std::span<const float> rows, std::size_t width)
        : m_rows(rows)
        , m_width(width)
        , m_count(rows.size() / width) {}

    [[nodiscard]] Clusters run(std::size_t clusters, base::Random& random) {
        begin(clusters, random);
        Clusters result;
        result.of.assign(m_count, std::numeric_limits<std::uint32_t>::max());
        for (int round = 0; round < mostRounds; ++round) {
            bool hasChanged = false;
            result.inertia = 0;
            for (std::size_t i = 0; i < m_count; ++i) {
                const auto [cluster, distance] = nearest(i);
                hasChanged = hasChanged || cluster != result.of[i];
                result.of[i] = cluster;
                result.inertia += distance;
            }
            if (!hasChanged)
                break;
            moveCentres(result.of);
        }
        return result;
    }

private:
    [[nodiscard]] std::span<const float> row(std::size_t i) const {
        return m_rows.subspan(i * m_width, m_width);
    }
    [[nodiscard]] std::span<const double> centre(std::size_t i) const {
        return std::span(m_centres).subspan(i * m_width, m_width);
    }

    /// The first centre is any row; each further one with a probability by its squared distance.
    void begin(std::size_t clusters, base::Random& random) {
        m_centres.clear();
        std::vector<double> distances(m_count, std::numeric_limits<double>::max());
        std::size_t chosen = random.below(m_count);
        for (;;) {
            const auto added = row(chosen);
            m_centres.insert(m_centres.end(), added.begin(), added.end());
            if (m_centres.size() == clusters * m_width)
                return;
            double sum = 0;
            for (std::size_t i = 0; i < m_count; ++i) {
                distances[i] = std::min(distances[i], squaredDistance(row(i), added));
                sum += distances[i];
            }
            if (sum <= 0)
                return; // no further row differs
            double left = random.unit() * sum;
            chosen = m_count;
            for (std::size_t i = 0; i < m_count && (chosen == m_count || left >= 0); ++i)
                if (distances[i] > 0) {
                    chosen = i;
                    left -= distances[i];
                }
        }
    }

    [[nodiscard]] std::pair<std::uint32_t, double> nearest(std::size_t i) const {
        std::pair<std::uint32_t, double> best{0, std::numeric_limits<double>::max()};
        for (std::size_t c = 0; c * m_width < m_centres.size(); ++c)
            if (const double distance = squaredDistance(row(i), centre(c)); distance < best.second)
                best = {static_cast<std::uint32_t>(c), distance};
        return best;
    }

    /// A cluster that has lost all its rows keeps its centre.
    void moveCentres(std::span<const std::uint32_t> of) {
        std::vector<double> sums(m_centres.size(), 0);
        std::vector<std::size_t> counts(m_centres.size() / m_width, 0);
        for (std::size_t i = 0; i < m_count; ++i) {
            ++counts[of[i]];
            for (std::size_t j = 0; j < m_width; ++j)
                sums[of[i] * m_width + j] += m_rows[i * m_width + j];
        }
        for (std::size_t c = 0; c < counts.size(); ++c)
            for (std::size_t j = 0; counts[c] > 0 && j < m_width; ++j)
                m_centres[c * m_width + j] = sums[c * m_width + j] / static_cast<double>(counts[c]);
    }

    std::span<const float> m_rows;
    std::size_t m_width, m_count;
    std::vector<double> m_centres;
};

} // namespace

Clusters kMeans(std::span<const float> rows, std::size_t width, std::size_t clusters, int starts,
                std::uint64_t seed) {
    Clusters best;
    if (width == 0 || rows.empty() || clusters == 0)
        return best;
    Lloyd lloyd(rows, width);
    base::Random random(seed);
    for (int start = 0; start < starts; ++start)
        if (Clusters found = lloyd.run(clusters, random); start == 0 || found.inertia < best.inertia)
            best = std::move(found);
    return best;
}

std::vector<float> centredByPair(std::span<const CategorisedFailure> failures, std::span<const float> rows,
                                 std::size_t width) {
    struct Sum {
        std::vector<double> values;
        double count = 0;
    };
    std::map<std::pair<base::ClassId, base::ClassId>, Sum> sums;
    for (std::size_t i = 0; i < failures.size(); ++i) {
        Sum& sum = sums[{failures[i].truth, failures[i].predicted}];
        sum.values.resize(width, 0);
        ++sum.count;
        for (std::size_t j = 0; j < width; ++j)
            sum.values[j] += rows[i * width + j];
    }
    std::vector<float> centred(rows.size());
    for (std::size_t i = 0; i < failures.size(); ++i) {
        const Sum& sum = sums.at({failures[i].truth, failures[i].predicted});
        for (std::size_t j = 0; j < width; ++j)
            centred[i * width + j] =
                static_cast<float>(static_cast<double>(rows[i * width + j]) - sum.values[j] / sum.count);
    }
    return centred;
}

} // namespace faultline::analysis
