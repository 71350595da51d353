// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/tables.h"

#include <QString>

namespace faultline::ui {

/// What a chart of failure modes is drawn from: values only.
struct ChartData {
    QString title; ///< plain text, one line; empty: none is drawn
    labels::Taxonomy taxonomy;
    report::Statistics statistics; ///< grouped: a stacked bar for each group; else a bar for each mode
};

/// "312 of 541 failures labelled", "… · 4 excluded, not charted".
[[nodiscard]] QString labellingProgress(const ChartData& data);
/// How to read the bars, and how the intervals are made.
[[nodiscard]] QString chartCaption(const ChartData& data);
/// "cat → dog"
[[nodiscard]] QString groupName(const report::StatisticsGroup& group);
/// "pair", "true class": what one group is; the plural with more than one.
[[nodiscard]] QString groupNoun(const ChartData& data, std::size_t count);
/// All numbers of the chart as sentences, for those who can't see it.
[[nodiscard]] QString chartInWords(const ChartData& data);

} // namespace faultline::ui
