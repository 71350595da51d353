// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/plain_text.h"

namespace faultline::ui {

/// One line that gives way: where there is too little room its text is shortened as painted, and its tip
/// shows all of it. text() stays the whole text.
class ElidedLabel : public PlainLabel {
public:
    explicit ElidedLabel(Qt::TextElideMode mode, QWidget* parent = nullptr);
    /// A tip of its own takes the place of the whole text as tip.
    [[nodiscard]] bool isElided() const;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QString shown() const;

    Qt::TextElideMode m_mode;
};

} // namespace faultline::ui
