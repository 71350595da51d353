// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace faultline::ui {

/// Holds a table that may be wider than the room for it: as high as the table is, and scrolled to left and
/// right by itself where it is too wide, so that the text around it still wraps.
class TableScroll : public QScrollArea {
    Q_OBJECT

public:
    /// @param table becomes the area's own
    explicit TableScroll(QWidget* table, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
};

} // namespace faultline::ui
