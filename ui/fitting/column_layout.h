// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fitting/arranged_layout.h"

namespace faultline::ui {

/// Widgets under one another, in as many columns as have room: each stands in the column that ends highest by
/// then, the first of several. All columns are of one width.
class ColumnLayout : public ArrangedLayout {
public:
    /// @param least pixels that a column needs before there is a further one
    /// @param most pixels that it makes use of
    ColumnLayout(int least, int most);

    /// @param place among the widgets
    void insertWidget(int place, QWidget* widget);
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    [[nodiscard]] QSize sizeHint() const override;

private:
    int arrange(const QRect& rect, Act act) const override;

    int m_least, m_most;
};

} // namespace faultline::ui
