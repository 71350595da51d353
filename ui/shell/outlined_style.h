// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace faultline::ui {

/// Qt's Fusion with check boxes and radio buttons that are seen in the dark, too: Fusion's outline is darker
/// than the window whatever the theme, and an empty box on a dark window had a contrast of 1.1 to 1. The
/// buttons of dialogs have words alone, and no icons of another time; the tabs of panels lie close to each
/// other, so that four of them can be read on a small screen.
class OutlinedStyle : public QProxyStyle {
public:
    OutlinedStyle();
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option,
                                  const QWidget* widget) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                                QStyleHintReturn* returned) const override;
};

} // namespace faultline::ui
