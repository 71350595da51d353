// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QSize>
#include <QString>

namespace faultline::ui {

/// Colours and measures of a chart. Mode colours come from the taxonomy and don't change with the palette.
struct ChartStyle {
    QColor background;
    QColor text;
    QColor muted; ///< captions, axis labels
    QColor grid;
    QColor unlabelled; ///< fill of what nobody labelled yet
    QString family;
    int unit = 12; ///< pixels: size of the normal text; every other measure is a multiple of it

    [[nodiscard]] int units(double count) const;
    [[nodiscard]] QFont font(double size, QFont::Weight weight = QFont::Normal) const;
};

/// For the window: its palette, its font.
[[nodiscard]] ChartStyle windowStyle(const QPalette& palette, const QFont& font);
/// For files: dark text on white, text sized to the picture.
[[nodiscard]] ChartStyle exportStyle(const QSize& size);

} // namespace faultline::ui
