// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_data.h"
#include "ui/charts/chart_style.h"
#include "ui/charts/plot_library.h"
#include "ui/workspace/judgement_style.h"

#include <QRect>

// Private to ui/charts: the only place that knows QCustomPlot.

namespace faultline::ui {

/// A plot of given size with an axis rectangle placed to the pixel, and marks around it.
class ChartCanvas {
public:
    ChartCanvas(const ChartStyle& style, const QSize& size);

    [[nodiscard]] const ChartStyle& style() const { return m_style; }
    [[nodiscard]] const QSize& size() const { return m_size; }
    [[nodiscard]] QCustomPlot& plot() { return m_plot; }

    /// Rows 0 … rows − 1 from the top; values from 0 to 100 (percent) to the right.
    void placeAxes(const QRect& area, int rows);
    /// Rows alone: what stands in them is drawn by the caller, in pixels.
    void placeRows(const QRect& area, int rows);
    /// From 0 to `last` to the right, and from 0 to 100 (percent) upwards.
    void placeCurves(const QRect& area, double last);
    /// Points from left to right, in what placeCurves() counts: their intervals as a band, and a line.
    struct CurvePoint {
        double x = 0, low = 0, middle = 0, high = 0;
    };
    void band(const std::vector<CurvePoint>& points, const QColor& colour);
    void curve(const std::vector<CurvePoint>& points, const QColor& colour);
    void dot(double x, double y, double diameter, const QColor& fill);
    /// Vertical middle of a row, in pixels.
    [[nodiscard]] int rowMiddle(int row) const;
    /// Pixels from the left for a percentage.
    [[nodiscard]] double xOf(double percent) const;
    [[nodiscard]] double rowHeight() const { return static_cast<double>(m_area.height()) / m_rows; }

    /// @param alignment of the text relative to (x, y)
    void text(double x, double y, const QString& text, const QFont& font, const QColor& colour,
              Qt::Alignment alignment);
    /// The name of a row, as much as is shown of it: `right` and `width` are its room's, pixels.
    void rowName(double right, int row, const QString& whole, const QString& shown, const QFont& font,
                 int width);
    void rectangle(const QRectF& rectangle, const QColor& fill);
    /// A letter on its colour.
    void badge(const QRectF& rectangle, const JudgementStyle& look);
    [[nodiscard]] QColor fillOf(const labels::Judgement& judgement, const labels::Taxonomy& taxonomy) const;
    /// What stands in a part of a bar from `left` to `right`, where there is room: the judgement's letter, or
    /// the count of the unlabelled.
    void partMark(double left, double right, double middle, const analysis::Part& part,
                  const labels::Taxonomy& taxonomy);

    /// Words instead of bars, in the middle of the axes.
    void message(const QString& words);

    /// The whole name that is shown shortened there; empty: none is.
    [[nodiscard]] QString wholeNameAt(const QPointF& point) const;

    void paint(QPaintDevice& device, QCPPainter::PainterModes modes);

private:
    /// The axis rectangle, with the look that all axes have.
    void placeArea(const QRect& area);
    void styleAxis(QCPAxis& axis);
    struct ShortenedName {
        QRectF area;
        QString whole;
    };

    ChartStyle m_style;
    QSize m_size;
    QCustomPlot m_plot;
    QRect m_area;
    int m_rows = 1;
    std::vector<ShortenedName> m_shortened;
};

/// Where what became of all failures stands.
enum class StripAt { Top, Bottom };

enum class LegendOf { Categories, Decided, AllParts };
/// Badge and name of each category, and of the excluded and the unlabelled where they are asked for, in as
/// many lines as they need; returns their height.
int drawLegend(ChartCanvas& canvas, const ChartData& data, const QRect& area, LegendOf parts);
/// Of the same legend at that width, pixels.
[[nodiscard]] int legendHeight(const ChartStyle& style, const ChartData& data, int width, LegendOf parts);

/// The kinds of charts, without heading and caption: within `area`, which is all theirs. What each of them
/// needs so that it can be read, pixels: of groups that many rows, and less where there are fewer.
void drawShares(ChartCanvas& canvas, const ChartData& data, QRect area, StripAt strip);
[[nodiscard]] int leastHeightOfShares(const ChartData& data, const ChartStyle& style);
void drawGroups(ChartCanvas& canvas, const ChartData& data, QRect area);
[[nodiscard]] int leastHeightOfGroups(const ChartData& data, const ChartStyle& style, int width,
                                      std::size_t rows);
/// Of each group each category's share as a point, with its interval.
void drawIntervals(ChartCanvas& canvas, const ChartData& data, QRect area);
[[nodiscard]] int leastHeightOfIntervals(const ChartData& data, const ChartStyle& style, std::size_t rows);
/// Shares and intervals as they settled, label by label.
void drawOverLabels(ChartCanvas& canvas, const ChartData& data, QRect area);
[[nodiscard]] int leastHeightOfCurves(const ChartData& data, const ChartStyle& style, int width);

} // namespace faultline::ui
