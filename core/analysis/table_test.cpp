// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/table_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace faultline::analysis {

namespace {

std::vector<double> logFactorials(std::uint64_t most) {
    std::vector<double> result(most + 1, 0);
    for (std::uint64_t i = 1; i <= most; ++i)
        result[i] = result[i - 1] + std::log(static_cast<double>(i));
    return result;
}

/// Of a table: how probable it is given the margins, and its largest adjusted residual.
class Measure {
public:
    explicit Measure(const ContingencyTable& table)
        : m_expected(expectedCounts(table))
        , m_logFactorials(logFactorials(table.total())) {
        const auto rows = table.rowTotals(), columns = table.columnTotals();
        const auto n = static_cast<double>(table.total());
        for (const std::uint64_t total : rows)
            m_constant += m_logFactorials[total];
        for (const std::uint64_t total : columns)
            m_constant += m_logFactorials[total];
        m_constant -= m_logFactorials.back();
        for (std::size_t i = 0; i < m_expected.size(); ++i)
            m_variances.push_back(m_expected[i] * (1 - static_cast<double>(rows[i / table.columns]) / n) *
                                  (1 - static_cast<double>(columns[i % table.columns]) / n));
    }
    [[nodiscard]] double logProbability(std::span<const std::uint64_t> counts) const {
        double sum = m_constant;
        for (const std::uint64_t count : counts)
            sum -= m_logFactorials[count];
        return sum;
    }
    [[nodiscard]] double largestResidual(std::span<const std::uint64_t> counts) const {
        double largest = 0;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const double distance = static_cast<double>(counts[i]) - m_expected[i];
            largest = std::max(largest, distance * distance / m_variances[i]);
        }
        return std::sqrt(largest);
    }

private:
    std::vector<double> m_expected, m_variances, m_logFactorials;
    double m_constant = 0;
};

/// Visits every table with the margins, cell by cell; whatever is filled in can always be completed.
class AllTables {
public:
    AllTables(const ContingencyTable& table, std::uint64_t most)
        : m_rows(table.rowTotals())
        , m_left(table.columnTotals())
        , m_table(table)
        , m_most(most) {}

    /// False: there are more than the most.
    template <class Take>
    [[nodiscard]] bool visit(Take take) {
        return fill(0, 0, m_rows.front(), take);
    }
    [[nodiscard]] std::uint64_t count() const { return m_count; }

private:
    template <class Take>
    bool fill(std::size_t row, std::size_t column, std::uint64_t rowLeft, Take& take) {
        std::uint64_t* cells = &m_table.counts[row * m_table.columns];
        if (row + 1 == m_table.rows) {
            std::copy(m_left.begin(), m_left.end(), cells);
            if (++m_count > m_most)
                return false;
            take(m_table.counts);
            return true;
        }
        const bool isLast = column + 1 == m_table.columns;
        std::uint64_t later = 0;
        for (std::size_t j = column + 1; j < m_table.columns; ++j)
            later += m_left[j];
        const std::uint64_t least = rowLeft > later ? rowLeft - later : 0;
        const std::uint64_t most = isLast ? rowLeft : std::min(rowLeft, m_left[column]);
        for (std::uint64_t count = least; count <= most; ++count) {
            cells[column] = count;
            m_left[column] -= count;
            const bool goesOn = isLast ? fill(row + 1, 0, m_rows[row + 1], take)
                                       : fill(row, column + 1, rowLeft - count, take);
            m_left[column] += count;
            if (!goesOn)
                return false;
        }
        return true;
    }

    std::vector<std::uint64_t> m_rows, m_left;
    ContingencyTable m_table;
    std::uint64_t m_most, m_count = 0;
};

constexpr double familyWise = 0.95;
constexpr double rounding = 1e-7; ///< of logarithms of probabilities that are equal

std::optional<TableTest> exact(const ContingencyTable& table, const Measure& measure, std::uint64_t most) {
    const double seen = measure.logProbability(table.counts) + rounding;
    TableTest result{0, true, 0, 0};
    struct Weighed {
        double residual, probability;
    };
    std::vector<Weighed> all;
    AllTables tables(table, most);
    const bool isWhole = tables.visit([&](const std::vector<std::uint64_t>& counts) {
        const double logProbability = measure.logProbability(counts);
        const double probability = std::exp(logProbability);
        if (logProbability <= seen)
            result.p += probability;
        all.push_back({measure.largestResidual(counts), probability});
    });
    if (!isWhole)
        return std::nullopt;
    result.p = std::min(1.0, result.p);
    result.tables = tables.count();
    std::ranges::sort(all, {}, &Weighed::residual);
    double below = 0;
    for (const Weighed& each : all) {
        result.largestResidual = each.residual;
        if ((below += each.probability) >= familyWise)
            break;
    }
    return result;
}

TableTest drawn(const ContingencyTable& table, const Measure& measure, std::uint64_t count,
                std::uint64_t seed, const std::stop_token& stop) {
    const double seen = measure.logProbability(table.counts) + rounding;
    RandomTables tables(table.rowTotals(), table.columnTotals());
    base::Random random(seed);
    std::uint64_t asExtreme = 0;
    std::vector<double> residuals;
    for (std::uint64_t i = 0; i < count && !stop.stop_requested(); ++i) {
        const auto counts = tables.next(random);
        asExtreme += measure.logProbability(counts) <= seen ? 1 : 0;
        residuals.push_back(measure.largestResidual(counts));
    }
    TableTest result;
    result.tables = residuals.size();
    result.p = static_cast<double>(asExtreme + 1) / static_cast<double>(result.tables + 1);
    if (!residuals.empty()) {
        const auto place = static_cast<std::size_t>(familyWise * static_cast<double>(residuals.size()));
        std::ranges::nth_element(residuals, residuals.begin() + static_cast<std::ptrdiff_t>(place));
        result.largestResidual = residuals[place];
    }
    return result;
}

} // namespace

RandomTables::RandomTables(std::vector<std::uint64_t> rowTotals, std::vector<std::uint64_t> columnTotals)
    : m_rows(std::move(rowTotals))
    , m_columns(std::move(columnTotals))
    , m_total(std::accumulate(m_rows.begin(), m_rows.end(), std::uint64_t{0}))
    , m_logFactorials(logFactorials(m_total))
    , m_table(m_rows.size() * m_columns.size(), 0) {}

std::uint64_t RandomTables::cell(std::uint64_t draws, std::uint64_t marked, std::uint64_t all,
                                 double at) const {
    const std::uint64_t least = draws + marked > all ? draws + marked - all : 0;
    const std::uint64_t most = std::min(draws, marked);
    const auto mode =
        std::clamp(static_cast<std::uint64_t>(static_cast<double>(draws + 1) *
                                              static_cast<double>(marked + 1) / static_cast<double>(all + 2)),
                   least, most);
    const auto& log = m_logFactorials;
    const double peak =
        std::exp(log[draws] + log[all - draws] + log[marked] + log[all - marked] - log[all] - log[mode] -
                 log[marked - mode] - log[draws - mode] - log[all - marked - draws + mode]);
    double sum = peak, above = peak, below = peak;
    std::uint64_t up = mode, down = mode;
    while (sum < at && (up < most || down > least)) {
        if (up < most) {
            above *= static_cast<double>(marked - up) * static_cast<double>(draws - up) /
                     (static_cast<double>(up + 1) * static_cast<double>(all + up + 1 - marked - draws));
            ++up;
            if ((sum += above) >= at)
                return up;
        }
        if (down > least) {
            below *= static_cast<double>(down) * static_cast<double>(all + down - marked - draws) /
                     (static_cast<double>(marked - down + 1) * static_cast<double>(draws - down + 1));
            --down;
            if ((sum += below) >= at)
                return down;
        }
    }
    return mode; // rounding left a gap behind all of them
}

std::span<const std::uint64_t> RandomTables::next(base::Random& random) {
    m_left = m_columns;
    std::uint64_t later = m_total;
    const std::size_t columns = m_columns.size();
    for (std::size_t row = 0; row + 1 < m_rows.size(); ++row) {
        std::uint64_t rowLeft = m_rows[row], all = later;
        later -= rowLeft;
        for (std::size_t column = 0; column + 1 < columns; ++column) {
            const std::uint64_t count = rowLeft == 0 ? 0 : cell(rowLeft, m_left[column], all, random.unit());
            all -= m_left[column];
            m_left[column] -= count;
            rowLeft -= count;
            m_table[row * columns + column] = count;
        }
        m_table[(row + 1) * columns - 1] = rowLeft;
        m_left[columns - 1] -= rowLeft;
    }
    std::copy(m_left.begin(), m_left.end(),
              m_table.end() - static_cast<std::ptrdiff_t>(columns)); // what is left is the last row
    return m_table;
}

std::optional<TableTest> fisherFreemanHalton(const ContingencyTable& whole, std::uint64_t count,
                                             std::uint64_t seed, std::uint64_t mostExact,
                                             const std::stop_token& stop) {
    const ContingencyTable table = whole.withoutEmpty();
    if (table.rows < 2 || table.columns < 2)
        return std::nullopt;
    const Measure measure(table);
    constexpr std::size_t mostCells = 2'000; // of so large a table not even the first one is gone through
    if (auto all = table.counts.size() > mostCells ? std::nullopt : exact(table, measure, mostExact))
        return all;
    return drawn(table, measure, count, seed, stop);
}

} // namespace faultline::analysis
