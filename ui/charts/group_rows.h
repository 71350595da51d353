// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_data.h"
#include "ui/charts/chart_style.h"

#include <vector>

#include <QFont>
#include <QStringList>

// Private to ui/charts: what both kinds of charts by group have in common.

namespace faultline::ui {

/// A group as a row of a chart.
struct GroupRow {
    QStringList names; ///< of a class pair the true and the predicted class, else one
    analysis::Distribution distribution;

    [[nodiscard]] QString whole() const { return names.join(QStringLiteral(" → ")); }
    /// As much of the name as has room, pixels.
    [[nodiscard]] QString within(int width, const QFont& font) const;
    /// "12/40": how many are labelled.
    [[nodiscard]] QString progress() const;
};

/// Of a row that can be read, in units.
constexpr double leastRow = 1.65;
/// Pixels of so many rows, and of fewer where there are not as many groups.
[[nodiscard]] int heightOfRows(const ChartData& data, const ChartStyle& style, std::size_t most);

/// The first groups, and the rest as one where there is no room for all.
[[nodiscard]] std::vector<GroupRow> rowsThatFit(const ChartData& data, std::size_t room);

} // namespace faultline::ui
