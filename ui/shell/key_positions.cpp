// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_positions.h"

#include <QLatin1String>

namespace faultline::ui {

namespace {

bool isDigit(int key) {
    return key >= Qt::Key_0 && key <= Qt::Key_9;
}

bool isLatinLetter(int key) {
    return key >= Qt::Key_A && key <= Qt::Key_Z;
}

/// Of another script; what Qt calls a key is its letter, also where a modifier leaves no text.
bool isForeignLetter(int key) {
    if (key <= 0xff || key >= Qt::Key_Escape)
        return false;
    const auto letter = static_cast<char32_t>(key);
    return QChar::isLetter(letter) && QChar::script(letter) != QChar::Script_Latin;
}

} // namespace

std::optional<Qt::Key> keyAtPosition(quint32 nativeScanCode) {
    struct Row {
        quint32 first; ///< evdev's code of its first key
        const char* keys;
    };
    static const Row rows[] = {
        {2, "1234567890-="}, {16, "QWERTYUIOP[]"}, {30, "ASDFGHJKL;'`"}, {43, "\\ZXCVBNM,./"}};
    constexpr quint32 beforeEvdev = 8;
    for (const Row& row : rows) {
        const quint32 first = row.first + beforeEvdev;
        if (nativeScanCode >= first && nativeScanCode < first + qstrlen(row.keys))
            return static_cast<Qt::Key>(row.keys[nativeScanCode - first]);
    }
    return std::nullopt;
}

std::optional<Qt::Key> KeyPositions::meantBy(const QKeyEvent& event) {
    const auto position = keyAtPosition(event.nativeScanCode());
    if (!position) // no key of the letters' block, or an event that a program made
        return std::nullopt;
    if (isLatinLetter(event.key()) || isForeignLetter(event.key()))
        m_isForeign = isForeignLetter(event.key());
    if (isLatinLetter(event.key()))
        return std::nullopt;
    if (isDigit(*position)) {
        // A digit that needs Shift is the digit's place with Shift; without Shift it is meant as it is.
        const bool isShifted = event.modifiers().testFlag(Qt::ShiftModifier);
        return isDigit(event.key()) && !isShifted ? std::nullopt : position;
    }
    if (isLatinLetter(*position))
        return m_isForeign ? position : std::nullopt;
    return event.key() == *position ? std::nullopt : position;
}

std::optional<Qt::Key> shifted(Qt::Key key) {
    switch (key) {
    case Qt::Key_Slash:
        return Qt::Key_Question;
    case Qt::Key_Equal:
        return Qt::Key_Plus;
    default:
        return std::nullopt;
    }
}

} // namespace faultline::ui
