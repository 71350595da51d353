// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/group_rows.h"

#include "ui/fitting/name_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QCoreApplication>
#include <QFontMetricsF>

namespace faultline::ui {

QString GroupRow::within(int width, const QFont& font) const {
    return names.size() == 2 ? elidedPair(names[0], names[1], QFontMetricsF(font), width)
                             : elidedName(whole(), QFontMetricsF(font), width);
}

QString GroupRow::progress() const {
    return QStringLiteral("%1/%2").arg(countText(distribution.labelled), countText(distribution.failures));
}

int heightOfRows(const ChartData& data, const ChartStyle& style, std::size_t most) {
    const std::size_t rows = std::clamp<std::size_t>(data.statistics.groups.size(), 1, most);
    return static_cast<int>(leastRow * style.unit * static_cast<double>(rows)) + 1;
}

std::vector<GroupRow> rowsThatFit(const ChartData& data, std::size_t room) {
    const auto& groups = data.statistics.groups;
    std::vector<GroupRow> rows;
    const std::size_t single = groups.size() <= room ? groups.size() : std::max<std::size_t>(room, 2) - 1;
    for (std::size_t i = 0; i < single; ++i)
        rows.push_back({groupNames(data, groups[i]), groups[i].distribution});
    if (single == groups.size())
        return rows;
    const std::size_t others = groups.size() - single;
    std::vector<analysis::Distribution> rest;
    for (std::size_t i = single; i < groups.size(); ++i)
        rest.push_back(groups[i].distribution);
    rows.push_back({{QCoreApplication::translate("Chart", "other %1 %2")
                         .arg(countText(others), groupNoun(data, others))},
                    analysis::sumOf(rest)});
    return rows;
}

} // namespace faultline::ui
