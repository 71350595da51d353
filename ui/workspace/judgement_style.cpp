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

namespace {

JudgementStyle styleOf(QChar letter, const QString& name, const QColor& fill) {
    return {QString(letter), name, fill, readableOn(fill)};
}

} // namespace

JudgementStyle judgementStyle(const labels::Judgement& judgement, const labels::Taxonomy& taxonomy) {
    if (judgement.isExcluded())
        return {QStringLiteral("X"), QCoreApplication::translate("JudgementStyle", "Excluded"),
                QColor(0x5f, 0x63, 0x68), Qt::white};
    if (judgement.isNone()) // reddish purple of the palette of Okabe and Ito (2008), as the standard modes'
                            // colours
        return styleOf(QLatin1Char('U'), QCoreApplication::translate("JudgementStyle", "None of these"),
                       QColor(0xcc, 0x79, 0xa7));
    if (const auto mode = judgement.mode())
        if (const labels::Mode* known = taxonomy.find(*mode))
            return styleOf(QLatin1Char(known->letter), QString::fromStdString(known->name),
                           QColor(QString::fromStdString(known->colour)));
    return {QString(), QCoreApplication::translate("JudgementStyle", "Unlabelled"), Qt::transparent, {}};
}

QString exclusionName(const labels::Judgement& judgement) {
    const auto translated = [](const char* text) {
        return QCoreApplication::translate("JudgementStyle", text);
    };
    switch (judgement.reason()) {
    case labels::Exclusion::Unspecified:
        break;
    case labels::Exclusion::WrongTruth:
        return translated("wrong truth");
    case labels::Exclusion::Ambiguous:
        return translated("ambiguous");
    case labels::Exclusion::SeveralObjects:
        return translated("several objects");
    case labels::Exclusion::Undecidable:
        return translated("undecidable");
    }
    return {};
}

} // namespace faultline::ui
