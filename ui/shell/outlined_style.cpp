// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/outlined_style.h"

#include <QMainWindow>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace faultline::ui {

OutlinedStyle::OutlinedStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void OutlinedStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                  const QWidget* widget) const {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
    const bool isButton = element == PE_IndicatorRadioButton;
    if (!isBox && !isButton)
        return;
    const bool showsFocus =
        option->state.testFlag(State_HasFocus) && option->state.testFlag(State_KeyboardFocusChange);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(option->palette.color(showsFocus ? QPalette::Highlight : QPalette::PlaceholderText));
    painter->setBrush(Qt::NoBrush);
    const QRectF edge = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isButton)
        painter->drawEllipse(edge);
    else
        painter->drawRoundedRect(edge, 2, 2);
    painter->restore();
}

int OutlinedStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    constexpr int besideWords = 12; // pixels, of both sides together
    const bool isOfPanels = metric == PM_TabBarTabHSpace && widget != nullptr &&
                            qobject_cast<const QMainWindow*>(widget->parentWidget()) != nullptr;
    return isOfPanels ? besideWords : QProxyStyle::pixelMetric(metric, option, widget);
}

int OutlinedStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                             QStyleHintReturn* returned) const {
    return hint == SH_DialogButtonBox_ButtonsHaveIcons
               ? 0
               : QProxyStyle::styleHint(hint, option, widget, returned);
}

} // namespace faultline::ui
