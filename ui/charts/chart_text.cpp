// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_text.h"

#include "core/base/printable.h"

#include <cmath>

#include <QFontMetricsF>

namespace faultline::ui {

QString oneLine(const QString& text) {
    return QString::fromStdString(base::printable(text.toStdString()));
}

QString elided(const QString& text, const QFont& font, int width) {
    const QString line = oneLine(text);
    return textWidth(line, font) <= width ? line
                                          : QFontMetricsF(font).elidedText(line, Qt::ElideRight, width);
}

QStringList wrapped(const QString& text, const QFont& font, int width) {
    QStringList lines;
    QString line;
    for (const QString& word : oneLine(text).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QString longer = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
        if (line.isEmpty() || textWidth(longer, font) <= width) {
            line = longer;
            continue;
        }
        lines << elided(line, font, width);
        line = word;
    }
    if (!line.isEmpty())
        lines << elided(line, font, width);
    return lines;
}

int textWidth(const QString& text, const QFont& font) {
    return static_cast<int>(std::ceil(QFontMetricsF(font).horizontalAdvance(text)));
}

} // namespace faultline::ui
