// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_data.h"

#include <memory>
#include <optional>

#include <QWidget>

namespace faultline::ui {

class ChartFigure;

/// Shows one chart in the window's palette. Several changes before the next repaint cost one layout.
class DistributionChart : public QWidget {
    Q_OBJECT

public:
    explicit DistributionChart(QWidget* parent = nullptr);
    ~DistributionChart() override;

    /// Nothing: there is no study, and the chart says so.
    void setData(std::optional<ChartData> data);
    [[nodiscard]] const std::optional<ChartData>& data() const { return m_data; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] ChartFigure& figure();
    /// A part of it alone is seen: the area around it is lower.
    [[nodiscard]] bool isScrolled() const;

    std::optional<ChartData> m_data;
    bool m_isScrolled = false;             ///< when the figure was laid out
    std::unique_ptr<ChartFigure> m_figure; ///< empty: to be laid out at the next repaint
};

} // namespace faultline::ui
