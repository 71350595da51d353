// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QKeySequence;
class QWidget;

namespace faultline::ui {

/// Does what a mnemonic of the window does: opens a menu of its menu bar, presses a button, goes to a field
/// by its label, shows a tab. Qt looks for them by what a key types; this is for a key that is meant by its
/// place.
/// @param key Alt and a letter or digit
/// @return whether the window shows such a one
[[nodiscard]] bool pressMnemonic(QWidget& window, const QKeySequence& key);

} // namespace faultline::ui
