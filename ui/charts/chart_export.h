// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "ui/charts/chart_data.h"

#include <filesystem>

#include <QSize>

namespace faultline::ui {

inline constexpr int smallestChartSide = 200;
inline constexpr int largestChartSide = 10'000;

/// Writes the chart as .svg, .pdf (both vector), .png or, its numbers, .csv, by the suffix of `path`; all or
/// nothing. Always dark on white. Needs a QApplication.
/// @param size in pixels of 1/96 inch, each side from smallestChartSide to largestChartSide
/// @param pixelRatio of a PNG: so many dots for each of those pixels, 1 … 4
[[nodiscard]] base::Result<> exportChart(const ChartData& data, const std::filesystem::path& path,
                                         const QSize& size, base::Overwrite overwrite, double pixelRatio = 1);

} // namespace faultline::ui
