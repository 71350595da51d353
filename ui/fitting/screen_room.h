// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

class QWidget;

namespace faultline::ui {

/// What a window may have of a screen on which so much is free, logical pixels: all but its frame.
[[nodiscard]] QSize roomForWindow(const QSize& free);

/// Gives a window that is not yet shown this size, or as much of it as its screen has room for: that of the
/// window before which it opens.
void resizeWithinScreen(QWidget& window, const QSize& wanted);

} // namespace faultline::ui
