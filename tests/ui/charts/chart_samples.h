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

} // namespace faultline::tests
