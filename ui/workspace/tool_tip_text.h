// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace faultline::ui {

/// A tip that shows `plain` as it is. A tip by itself guesses whether its text is rich, and names from files
/// may look so.
[[nodiscard]] inline QString toolTipText(const QString& plain) {
    return QStringLiteral("<p>%1</p>").arg(plain.toHtmlEscaped());
}

} // namespace faultline::ui
