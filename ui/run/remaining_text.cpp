// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/remaining_text.h"

#include <cmath>

#include <QCoreApplication>

namespace faultline::ui {

QString remainingText(double seconds) {
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    const auto twoDigits = [](qint64 value) {
        return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
    };
    const QString clock = whole < 3600 ? QStringLiteral("%1:%2").arg(whole / 60).arg(twoDigits(whole % 60))
                                       : QStringLiteral("%1:%2:%3")
                                             .arg(whole / 3600)
                                             .arg(twoDigits(whole / 60 % 60), twoDigits(whole % 60));
    return QCoreApplication::translate("RunBar", "%1 left").arg(clock);
}

} // namespace faultline::ui
