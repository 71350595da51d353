// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_data.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::tests {

/// How many failures of each kind; pairs go round the classes, the first ones more often.
struct ChartCounts {
    int scale = 0, background = 0, occlusion = 0, excluded = 0, unlabelled = 0;
};

[[nodiscard]] ui::ChartData
chartData(const ChartCounts& counts, std::optional<analysis::GroupBy> by = std::nullopt,
          std::vector<std::string> classes = {"airplane", "automobile", "bird", "cat", "deer", "dog"});

/// The shares of each group with intervals.
[[nodiscard]] ui::ChartData withIntervals(ui::ChartData data);
/// Failures against half as many controls, of which two of three are labelled as the failures are.
[[nodiscard]] ui::ChartData againstControls(const ChartCounts& counts);
/// Shares over the number of labels, as they come: the modes in turn, as often as each is given.
[[nodiscard]] ui::ChartData overLabels(const ChartCounts& counts);

} // namespace faultline::tests
