// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/taxonomy/colour_swatch.h"

#include "ui/workspace/judgement_style.h"

#include <QPainter>
#include <QPixmap>

namespace faultline::ui {

QIcon colourSwatch(const QColor& colour, const QString& letter, double pixelRatio) {
    constexpr int side = 20; // device-independent pixels
    QPixmap swatch(QSize(side, side) * pixelRatio);
    swatch.setDevicePixelRatio(pixelRatio);
    swatch.fill(Qt::transparent);
    QPainter painter(&swatch);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(0, 0, side, side), 4, 4);
    QFont bold = painter.font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(readableOn(colour));
    painter.drawText(QRectF(0, 0, side, side), Qt::AlignCenter, letter);
    return QIcon(swatch);
}

} // namespace faultline::ui
