// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mnemonics.h"

#include <QAbstractButton>
#include <QAction>
#include <QGroupBox>
#include <QKeySequence>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QTabBar>

namespace faultline::ui {

namespace {

/// What of the window can be seen and used; a tab's page that is behind another one can't.
template <class Widget>
QList<Widget*> usable(const QWidget& window) {
    QList<Widget*> found = window.findChildren<Widget*>();
    found.removeIf([&](const Widget* each) {
        return each->window() != &window || !each->isVisible() || !each->isEnabled();
    });
    return found;
}

/// As the key itself does.
void selectFirst(QMenu& menu) {
    for (QAction* action : menu.actions())
        if (action->isVisible() && action->isEnabled() && !action->isSeparator())
            return menu.setActiveAction(action);
}

bool openMenu(const QWidget& window, const QKeySequence& key) {
    for (QMenuBar* bar : usable<QMenuBar>(window))
        for (QAction* title : bar->actions()) {
            if (!title->isVisible() || !title->isEnabled() || QKeySequence::mnemonic(title->text()) != key)
                continue;
            bar->setActiveAction(title);
            if (title->menu() != nullptr)
                selectFirst(*title->menu());
            return true;
        }
    return false;
}

bool pressButton(const QWidget& window, const QKeySequence& key) {
    for (QAbstractButton* button : usable<QAbstractButton>(window))
        if (button->shortcut() == key) {
            button->click();
            return true;
        }
    return false;
}

bool goToField(const QWidget& window, const QKeySequence& key) {
    for (const QLabel* label : usable<QLabel>(window))
        if (label->buddy() != nullptr && QKeySequence::mnemonic(label->text()) == key) {
            label->buddy()->setFocus(Qt::ShortcutFocusReason);
            return true;
        }
    for (QGroupBox* group : usable<QGroupBox>(window))
        if (QKeySequence::mnemonic(group->title()) == key) {
            group->setFocus(Qt::ShortcutFocusReason);
            return true;
        }
    return false;
}

bool showTab(const QWidget& window, const QKeySequence& key) {
    for (QTabBar* tabs : usable<QTabBar>(window))
        for (int i = 0; i < tabs->count(); ++i)
            if (QKeySequence::mnemonic(tabs->tabText(i)) == key) {
                tabs->setCurrentIndex(i);
                return true;
            }
    return false;
}

} // namespace

bool pressMnemonic(QWidget& window, const QKeySequence& key) {
    return !key.isEmpty() && (openMenu(window, key) || pressButton(window, key) || goToField(window, key) ||
                              showTab(window, key));
}

} // namespace faultline::ui
