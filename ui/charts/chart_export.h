// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/named.h"
#include "ui/charts/chart_data.h"

#include <filesystem>
#include <optional>

#include <QByteArray>
#include <QSize>

namespace faultline::ui {

inline constexpr int smallestChartSide = 200;
inline constexpr int largestChartSide = 10'000;
inline constexpr double chartPixelRatio = 2; ///< of a PNG, unless another one is asked for

/// SVG and PDF are vectors; CSV holds the chart's numbers.
enum class ChartFormat { Svg, Pdf, Png, Csv };

/// By a file's suffix, in upper or lower case; nothing for another one.
[[nodiscard]] std::optional<ChartFormat> chartFormatOf(const std::filesystem::path& path);

/// The chart as a file of that format. Always dark on white. Needs a QApplication.
/// @param size in pixels of 1/96 inch, each side from smallestChartSide to largestChartSide; of no matter for
/// CSV
/// @param pixelRatio of a PNG: so many dots for each of those pixels, 1 … 4
///
/// The same data give the same bytes in every process with the same fonts.
[[nodiscard]] base::Result<QByteArray> chartFile(const ChartData& data, ChartFormat format, const QSize& size,
                                                 double pixelRatio = chartPixelRatio);

/// Writes chartFile() in the format of the suffix of `path`; all or nothing.
[[nodiscard]] base::Result<> exportChart(const ChartData& data, const std::filesystem::path& path,
                                         const QSize& size, base::Overwrite overwrite,
                                         double pixelRatio = chartPixelRatio);

} // namespace faultline::ui

template <>
struct faultline::base::Names<faultline::ui::ChartFormat> {
    using enum ui::ChartFormat;
    static constexpr std::array<std::pair<ui::ChartFormat, std::string_view>, 4> all{
        {{Svg, "svg"}, {Pdf, "pdf"}, {Png, "png"}, {Csv, "csv"}}};
};
