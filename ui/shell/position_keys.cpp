// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/position_keys.h"

#include "ui/shell/mnemonics.h"

#include <QAction>
#include <QApplication>
#include <QKeySequenceEdit>
#include <QMenu>

namespace faultline::ui {

namespace {

constexpr Qt::KeyboardModifiers commands = Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;

bool isTyping(const QWidget& widget) {
    return widget.testAttribute(Qt::WA_InputMethodEnabled) ||
           qobject_cast<const QKeySequenceEdit*>(&widget) != nullptr ||
           qobject_cast<const QKeySequenceEdit*>(widget.parentWidget()) != nullptr;
}

QKeyEvent translated(QEvent::Type type, const QKeyEvent& event, Qt::Key key) {
    // Alt and a letter have its text: an open menu goes by it.
    const bool hasText = (event.modifiers() & commands & ~Qt::AltModifier) == 0;
    const QString text = hasText ? QString(QChar(static_cast<char16_t>(key))).toLower() : QString();
    return QKeyEvent(type, key, event.modifiers(), text,
                     event.isAutoRepeat()); // no scan code: taken as it is
}

QKeySequence sequence(Qt::KeyboardModifiers modifiers, Qt::Key key) {
    return QKeySequence(QKeyCombination(modifiers & (commands | Qt::ShiftModifier), key));
}

} // namespace

PositionKeys::PositionKeys(QWidget* window)
    : QObject(window)
    , m_window(window) {
    qApp->installEventFilter(this);
}

bool PositionKeys::isReceiver(const QWidget& widget) const {
    if (QWidget* popup = QApplication::activePopupWidget(); popup != nullptr)
        return popup == &widget && qobject_cast<QMenu*>(popup) != nullptr;
    const QWidget* focus = QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : m_window;
    for (const QWidget* window = widget.window(); window != nullptr; window = window->parentWidget())
        if (window == m_window) // or a dialog of it
            return focus == &widget;
    return false;
}

bool PositionKeys::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return false;
    auto* receiver = qobject_cast<QWidget*>(watched);
    if (receiver == nullptr || !isReceiver(*receiver)) // as it goes on to parents, it was looked at already
        return false;
    const auto& key = static_cast<const QKeyEvent&>(*event);
    const auto meant = m_positions.meantBy(key);
    const bool isPlain = (key.modifiers() & commands) == 0;
    if (!meant || key.modifiers().testFlag(Qt::GroupSwitchModifier) || (isPlain && isTyping(*receiver)))
        return false;
    if (event->type() == QEvent::KeyPress)
        return act(*receiver, key, *meant);
    // Shift and a digit that needs it: the window would take the digit alone.
    // A letter's place that types a sign elsewhere: that may be another command's.
    const bool isShiftedDigit = key.key() >= Qt::Key_0 && key.key() <= Qt::Key_9;
    const bool isLetter = *meant >= Qt::Key_A && *meant <= Qt::Key_Z;
    if ((!isShiftedDigit && !isLetter) || receiver->window() != m_window ||
        actionFor(sequence(key.modifiers(), *meant)) == nullptr)
        return false;
    event->accept();
    return true;
}

bool PositionKeys::act(QWidget& receiver, const QKeyEvent& event, Qt::Key meant) {
    QKeyEvent asTyped = translated(QEvent::ShortcutOverride, event, static_cast<Qt::Key>(event.key()));
    asTyped.ignore();
    QCoreApplication::sendEvent(&receiver, &asTyped);
    if (asTyped.isAccepted()) // what it types is a key of the widget
        return false;
    QKeyEvent press = translated(QEvent::KeyPress, event, meant);
    const bool isMenu = qobject_cast<QMenu*>(&receiver) != nullptr;
    QKeyEvent question = translated(QEvent::ShortcutOverride, event, meant);
    question.ignore();
    QCoreApplication::sendEvent(&receiver, &question);
    if (isMenu || question.isAccepted()) {
        QCoreApplication::sendEvent(&receiver, &press);
        return true;
    }
    QAction* action = actionFor(sequence(event.modifiers(), meant));
    if (const auto sign = shifted(meant);
        action == nullptr && sign && event.modifiers().testFlag(Qt::ShiftModifier))
        action = actionFor(sequence(event.modifiers() & ~Qt::ShiftModifier, *sign));
    if (action == nullptr || receiver.window() != m_window)
        return actAsMnemonic(receiver, event, meant);
    if (!event.isAutoRepeat() || action->autoRepeat())
        action->trigger();
    return true;
}

bool PositionKeys::actAsMnemonic(const QWidget& receiver, const QKeyEvent& event, Qt::Key meant) {
    if ((event.modifiers() & commands) != Qt::AltModifier)
        return false;
    return event.isAutoRepeat() || // a key that is held acts once
           pressMnemonic(*receiver.window(), sequence(event.modifiers(), meant));
}

QAction* PositionKeys::actionFor(const QKeySequence& key) const {
    for (QAction* action : m_window->findChildren<QAction*>())
        if (action->isEnabled() && action->shortcutContext() == Qt::WindowShortcut &&
            !action->associatedObjects().isEmpty() && action->shortcuts().contains(key))
            return action;
    return nullptr;
}

} // namespace faultline::ui
