// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_data.h"
#include "ui/charts/chart_style.h"
#include "ui/charts/plot_library.h"

#include <QRect>

// Private to ui/charts: the only place that knows QCustomPlot.

namespace faultline::ui {

/// A part of a bar: a mode's or, without mode, what is not labelled.
struct BarPart {
    const labels::Mode* mode = nullptr;
    std::uint64_t count = 0;
};
/// Modes in the taxonomy's order, then the unlabelled; the excluded are no part.
[[nodiscard]] std::vector<BarPart> barParts(const analysis::Distribution& distribution,
                                            const labels::Taxonomy& taxonomy);

/// A plot of given size with an axis rectangle placed to the pixel, and marks around it.
class ChartCanvas {
public:
    ChartCanvas(const ChartStyle& style, const QSize& size);

    [[nodiscard]] const ChartStyle& style() const { return m_style; }
    [[nodiscard]] const QSize& size() const { return m_size; }
    [[nodiscard]] QCustomPlot& plot() { return m_plot; }

    /// Rows 0 … rows − 1 from the top; values from 0 to 100 (percent) to the right.
    void placeAxes(const QRect& area, int rows);
    /// Vertical middle of a row, in pixels.
    [[nodiscard]] int rowMiddle(int row) const;
    /// Pixels from the left for a percentage.
    [[nodiscard]] double xOf(double percent) const;
    [[nodiscard]] double rowHeight() const { return static_cast<double>(m_area.height()) / m_rows; }

    /// @param alignment of the text relative to (x, y)
    void text(double x, double y, const QString& text, const QFont& font, const QColor& colour,
              Qt::Alignment alignment);
    void rectangle(const QRectF& rectangle, const QColor& fill);
    /// The badge of a mode: its letter on its colour.
    void badge(const QRectF& rectangle, const labels::Mode& mode);
    /// What stands in a part of a bar from `left` to `right`, where there is room: letter, or count.
    void partMark(double left, double right, double middle, const BarPart& part);

    /// Words instead of bars, in the middle of the axes.
    void message(const QString& words);

    void paint(QPaintDevice& device, QCPPainter::PainterModes modes);

private:
    ChartStyle m_style;
    QSize m_size;
    QCustomPlot m_plot;
    QRect m_area;
    int m_rows = 1;
};

/// The two kinds of charts below a heading: within `area`, which is all theirs.
void drawShares(ChartCanvas& canvas, const ChartData& data, QRect area);
void drawGroups(ChartCanvas& canvas, const ChartData& data, QRect area);

} // namespace faultline::ui
