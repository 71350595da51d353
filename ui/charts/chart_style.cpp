// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_style.h"

#include <algorithm>
#include <cmath>

#include <QFontInfo>
#include <QGuiApplication>

namespace faultline::ui {

namespace {

QColor mixed(const QColor& a, const QColor& b, double partOfB) {
    const auto channel = [&](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * partOfB)); };
    return {channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue())};
}

ChartStyle styleOf(const QColor& background, const QColor& text) {
    ChartStyle style;
    style.background = background;
    style.text = text;
    style.muted = mixed(text, background, 0.35);
    style.grid = mixed(text, background, 0.86);
    style.unlabelled = mixed(text, background, 0.76);
    return style;
}

} // namespace

int ChartStyle::units(double count) const {
    return static_cast<int>(std::lround(count * unit));
}

QFont ChartStyle::font(double size, QFont::Weight weight) const {
    QFont result(family);
    result.setPixelSize(std::max(1, units(size))); // pixels: the same layout on screen, in SVG and in PDF
    result.setWeight(weight);
    return result;
}

ChartStyle windowStyle(const QPalette& palette, const QFont& font) {
    ChartStyle style = styleOf(palette.color(QPalette::Base), palette.color(QPalette::Text));
    const QFontInfo info(font);
    style.family = info.family();
    style.unit = std::max(9, info.pixelSize() - 1);
    return style;
}

ChartStyle exportStyle(const QSize& size) {
    ChartStyle style = styleOf(Qt::white, QColor(0x20, 0x22, 0x26));
    style.family = QFontInfo(QGuiApplication::font()).family();
    style.unit = std::clamp(std::min(size.width() / 46, size.height() / 30), 9, 200);
    return style;
}

} // namespace faultline::ui
