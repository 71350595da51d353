// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/button_keys.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QKeyEvent>
#include <QPushButton>
#include <QToolButton>

namespace faultline::ui {

namespace {

bool isEnter(const QKeyEvent& key) {
    return key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
}

/// Whether the key is the widget's own, whatever it is elsewhere in the window.
bool isOwn(const QKeyEvent& key, const QWidget& widget) {
    const bool isBox = qobject_cast<const QComboBox*>(&widget) != nullptr;
    const bool isButton = qobject_cast<const QAbstractButton*>(&widget) != nullptr;
    return (isBox || isButton) && (key.key() == Qt::Key_Space || isEnter(key));
}

/// What Enter presses; a box is ticked by Space alone.
QAbstractButton* pressedByEnter(QWidget* widget) {
    const bool isPressed =
        qobject_cast<QPushButton*>(widget) != nullptr || qobject_cast<QToolButton*>(widget) != nullptr;
    return isPressed ? static_cast<QAbstractButton*>(widget) : nullptr;
}

bool hasMenu(const QWidget* widget) {
    const auto* tool = qobject_cast<const QToolButton*>(widget);
    return tool != nullptr && tool->menu() != nullptr && tool->popupMode() == QToolButton::InstantPopup;
}

} // namespace

ButtonKeys::ButtonKeys(QWidget* window)
    : QObject(window) {
    qApp->installEventFilter(this);
}

bool ButtonKeys::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return false;
    auto* widget = qobject_cast<QWidget*>(watched);
    const auto& key = static_cast<const QKeyEvent&>(*event);
    if (widget == nullptr || !widget->hasFocus() || (key.modifiers() & ~Qt::KeypadModifier) != 0 ||
        qobject_cast<QDialog*>(widget->window()) != nullptr)
        return false;
    if (event->type() == QEvent::ShortcutOverride) {
        if (isOwn(key, *widget))
            event->accept();
        return isOwn(key, *widget);
    }
    if (auto* box = qobject_cast<QComboBox*>(widget); box != nullptr && isEnter(key)) {
        if (!key.isAutoRepeat())
            box->showPopup();
        return true;
    }
    QAbstractButton* button = pressedByEnter(widget);
    if (button == nullptr || (!isEnter(key) && !(key.key() == Qt::Key_Down && hasMenu(button))))
        return false;
    if (!key.isAutoRepeat()) // a key that is held presses once
        button->click();
    return true;
}

} // namespace faultline::ui
