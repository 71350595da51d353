// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/held_keys.h"

#include <QApplication>
#include <QKeyEvent>
#include <QWidget>

namespace faultline::ui {

namespace {

bool isTypedInto(const QWidget* widget) {
    return widget != nullptr && widget->testAttribute(Qt::WA_InputMethodEnabled);
}

} // namespace

HeldKeys::HeldKeys(QObject* parent)
    : QObject(parent) {
    qApp->installEventFilter(this);
}

bool HeldKeys::isRepeat(const QKeyEvent& press) const {
    constexpr quint64 fastest = 5; // milliseconds: a finger needs more than 20
    const auto released = m_released.constFind(press.nativeScanCode());
    return released != m_released.cend() && press.timestamp() >= *released &&
           press.timestamp() - *released <= fastest;
}

bool HeldKeys::eventFilter(QObject* /*watched*/, QEvent* event) {
    const QEvent::Type type = event->type();
    if (type != QEvent::KeyPress && type != QEvent::KeyRelease && type != QEvent::ShortcutOverride)
        return false;
    const auto& key = static_cast<const QKeyEvent&>(*event);
    if (key.nativeScanCode() == 0 || key.timestamp() == 0)
        return false; // of no window system
    if (type == QEvent::KeyRelease) {
        m_released.insert(key.nativeScanCode(), key.timestamp());
        return false;
    }
    if (key.isAutoRepeat()) // what is known as a repeat whoever it is for deals with
        return false;
    const QWidget* here = QApplication::focusWidget();
    if (!isRepeat(key)) {
        m_pressedIn.insert(key.nativeScanCode(), here);
        return false;
    }
    const bool isChord = (key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0;
    if (!isChord && isTypedInto(here) && m_pressedIn.value(key.nativeScanCode()) == here)
        return false; // letters that come in a burst, as over a slow line, are all meant
    event->accept();  // so that no shortcut is looked for, and no parent is asked
    return true;
}

} // namespace faultline::ui
