// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/name_text.h"

#include <algorithm>

#include <QFontMetricsF>

namespace faultline::ui {

QString elidedName(const QString& name, const QFontMetricsF& font, double width) {
    return font.horizontalAdvance(name) <= width ? name : font.elidedText(name, Qt::ElideMiddle, width);
}

QString elidedPair(const QString& truth, const QString& predicted, const QFontMetricsF& font, double width) {
    const QString arrow = QStringLiteral(" → ");
    if (const QString whole = truth + arrow + predicted; font.horizontalAdvance(whole) <= width)
        return whole;
    const double room = width - font.horizontalAdvance(arrow);
    const double least = std::min(font.horizontalAdvance(truth), room / 4);
    const QString shownPredicted = elidedName(predicted, font, room - least);
    const QString shownTruth = elidedName(truth, font, room - font.horizontalAdvance(shownPredicted));
    return shownTruth + arrow + shownPredicted;
}

QString breakable(const QString& text) {
    constexpr int longestRun = 16; // letters; shorter words stay whole
    constexpr QChar zeroWidthSpace(0x200b);
    QString result;
    int run = 0;
    for (const QChar letter : text) {
        result += letter;
        run = letter.isSpace() ? 0 : run + 1;
        const bool isJoint =
            run > 0 && !letter.isLetterOrNumber() && !letter.isSurrogate() && !letter.isMark();
        if (run >= longestRun && (isJoint || run >= 2 * longestRun) && !letter.isHighSurrogate()) {
            result += zeroWidthSpace;
            run = 0;
        }
    }
    return result;
}

} // namespace faultline::ui
