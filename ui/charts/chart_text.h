// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QString>
#include <QStringList>

namespace faultline::ui {

/// Text from a file on one line: control characters and line ends become a visible replacement.
[[nodiscard]] QString oneLine(const QString& text);
/// One line, cut with an ellipsis to `width` pixels.
[[nodiscard]] QString elided(const QString& text, const QFont& font, int width);
/// Lines of at most `width` pixels, broken between words; a longer word is cut.
[[nodiscard]] QStringList wrapped(const QString& text, const QFont& font, int width);
[[nodiscard]] int textWidth(const QString& text, const QFont& font);

} // namespace faultline::ui
