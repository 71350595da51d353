// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/judgement_style.h"

#include <cmath>

#include <QCoreApplication>

namespace faultline::ui {

namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

} // namespace

QColor readableOn(const QColor& background) {
    const double luminance = 0.2126 * linear(background.redF()) + 0.7152 * linear(background.greenF()) +
                             0.0722 * linear(background.blueF());
    return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? QColor(Qt::white) : QColor(Qt::black);
}

JudgementStyle modeStyle(const labels::Mode& mode) {
    const QColor fill(QString::fromStdString(mode.colour));
    return {QString(QLatin1Char(mode.letter)), QString::fromStdString(mode.name), fill, readableOn(fill)};
}

JudgementStyle judgementStyle(const labels::Judgement& judgement, const labels::Taxonomy& taxonomy) {
    if (judgement.isExcluded())
        return {QStringLiteral("X"), QCoreApplication::translate("JudgementStyle", "Excluded"),
                QColor(0x5f, 0x63, 0x68), Qt::white};
    if (const auto mode = judgement.mode())
        if (const labels::Mode* known = taxonomy.find(*mode))
            return modeStyle(*known);
    return {QString(), QCoreApplication::translate("JudgementStyle", "Unlabelled"), Qt::transparent, {}};
}

} // namespace faultline::ui
