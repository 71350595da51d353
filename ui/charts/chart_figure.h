// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_data.h"
#include "ui/charts/chart_style.h"

#include <memory>

#include <QPaintDevice>
#include <QSize>

namespace faultline::ui {

/// A chart laid out for one size and style: heading, bars, caption. One drawing code for window and files;
/// needs a QApplication, no display.
class ChartFigure {
public:
    ChartFigure(const ChartData& data, const ChartStyle& style, const QSize& size);
    ~ChartFigure();

    enum class Medium { Pixels, Vector };
    /// Fills the device, whatever its resolution.
    void paint(QPaintDevice& device, Medium medium);
    /// Pixels, of a figure of this width, so that rows and numbers can be read; what is lower is squeezed.
    [[nodiscard]] int leastHeight() const;
    /// It stands below where the chart itself has its room.
    [[nodiscard]] bool hasCaption() const;
    /// The whole name of what is shown shortened there; empty: nothing is.
    [[nodiscard]] QString wholeNameAt(const QPointF& point) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace faultline::ui
