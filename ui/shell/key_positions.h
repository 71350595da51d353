// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QKeyEvent>

namespace faultline::ui {

/// The key that an American keyboard has at that place; nothing for another place than those of digits,
/// letters and signs. Codes are X11's and Wayland's, evdev's + 8.
[[nodiscard]] std::optional<Qt::Key> keyAtPosition(quint32 nativeScanCode);

/// What a key means by its place, where what it types says nothing: digits (AZERTY's need Shift), letters of
/// another script than the Latin one, and signs that stand elsewhere on this keyboard. It learns from the
/// letters that are typed whether the layout is one without Latin ones.
class KeyPositions {
public:
    /// Nothing where the key is to be taken at its word: a Latin letter is meant wherever it stands.
    [[nodiscard]] std::optional<Qt::Key> meantBy(const QKeyEvent& event);

private:
    bool m_isForeign = false; ///< the last letter was of another script
};

/// With Shift held that key of an American keyboard types this one: "?" of "/".
[[nodiscard]] std::optional<Qt::Key> shifted(Qt::Key key);

} // namespace faultline::ui
