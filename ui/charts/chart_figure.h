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
    /// What stands at the top: where the lower part is scrolled to, the chart itself is to be seen first.
    enum class Order { HeadingFirst, ChartFirst };
    ChartFigure(const ChartData& data, const ChartStyle& style, const QSize& size,
                Order order = Order::HeadingFirst);
    ~ChartFigure();

    enum class Medium { Pixels, Vector };
    /// Fills the device, whatever its resolution.
    void paint(QPaintDevice& device, Medium medium);
    /// Pixels, of a figure of this width, so that rows and numbers can be read, and of groups the first dozen
    /// is shown; what is lower is squeezed, and leaves groups out.
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
