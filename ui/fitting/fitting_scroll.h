// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace faultline::ui {

/// Holds what may be higher than the room for it: as large as its content where there is room, and scrolled
/// up and down where there is not. What gets the focus comes into sight, and the wheel turns the page, not
/// the choices that it passes over.
class FittingScroll : public QScrollArea {
    Q_OBJECT

public:
    /// @param content becomes the area's own
    explicit FittingScroll(QWidget* content, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    /// As wide as the content needs, and a few lines high.
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace faultline::ui
