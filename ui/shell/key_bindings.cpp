// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_bindings.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QVariantMap>

namespace faultline::ui {

namespace {

const QString changedKey = QStringLiteral("keys/changed");

/// What stands in the menus under another name by now: how its keys are kept, and how they were before.
const std::array renamed{
    std::pair(QStringLiteral("View: Panels: Chart"), QStringLiteral("View: Panels: Distribution"))};

QString plain(QString text) {
    return text.remove(QLatin1Char('&'));
}

QString idOf(const QAction& action, const QString& menu) {
    const QList<QKeySequence> builtIn = action.shortcuts();
    return builtIn.isEmpty() ? menu + QStringLiteral(": ") + commandName(action)
                             : builtIn.front().toString(QKeySequence::PortableText);
}

/// As store() writes them; none of an empty text.
QList<QKeySequence> keysOf(const QString& text) {
    return text.isEmpty() ? QList<QKeySequence>()
                          : QKeySequence::listFromString(text, QKeySequence::PortableText);
}

/// Whether who presses one may have meant the other.
bool collide(const QKeySequence& left, const QKeySequence& right) {
    return left.matches(right) != QKeySequence::NoMatch || right.matches(left) != QKeySequence::NoMatch;
}

/// All that have keys in a menu, those of the study, too.
void collect(const QMenu& menu, QList<QAction*>& found) {
    for (QAction* action : menu.actions()) {
        if (!action->shortcuts().isEmpty())
            found.append(action);
        if (action->menu() != nullptr)
            collect(*action->menu(), found);
    }
}

} // namespace

QString commandName(const QAction& action) {
    return action.iconText().remove(QStringLiteral("…"));
}

KeyBindings::KeyBindings(QObject* parent)
    : QObject(parent) {}

void KeyBindings::adopt(const QMenuBar& menus, const QList<QAction*>& fixed) {
    m_menus = &menus;
    for (const QAction* title : menus.actions())
        if (title->menu() != nullptr)
            adoptMenu(*title->menu(), plain(title->text()), fixed);
    applyKept();
}

void KeyBindings::adoptMenu(const QMenu& menu, const QString& title, const QList<QAction*>& fixed) {
    for (QAction* action : menu.actions()) {
        const bool isCommand = !action->isSeparator() && action->menu() == nullptr &&
                               qobject_cast<const QMenu*>(action->parent()) == nullptr;
        if ((isCommand || !action->shortcuts().isEmpty()) && !isKnown(*action) && !fixed.contains(action)) {
            m_entries.push_back({action, title, action->shortcuts(), idOf(*action, title)});
            if (action->shortcuts().isEmpty())
                action->setAutoRepeat(false); // a key that is held acts once
        }
        if (action->menu() != nullptr)
            adoptMenu(*action->menu(), title + QStringLiteral(": ") + plain(action->text()), fixed);
    }
}

bool KeyBindings::isKnown(const QAction& action) const {
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [&](const Entry& each) { return each.action == &action; });
}

void KeyBindings::applyKept() {
    QVariantMap kept = QSettings().value(changedKey).toMap();
    for (const auto& [now, before] : renamed)
        if (!kept.contains(now) && kept.contains(before))
            kept.insert(now, kept.take(before));
    for (const Entry& entry : m_entries)
        if (const auto found = kept.find(entry.id); found != kept.end())
            entry.action->setShortcuts(keysOf(found->toString()));
    // One that falls back may meet another that was checked before it.
    for (bool isSettled = false; !isSettled;) {
        isSettled = true;
        for (const Entry& entry : m_entries) {
            if (!isChanged(entry))
                continue;
            const QList<QKeySequence> keys = entry.action->shortcuts();
            if (std::any_of(keys.begin(), keys.end(),
                            [&](const QKeySequence& key) { return !refusal(entry, key).isEmpty(); })) {
                entry.action->setShortcuts(entry.builtIn);
                isSettled = false;
            }
        }
    }
}

bool KeyBindings::isChanged(const Entry& entry) const {
    return entry.action != nullptr && entry.action->shortcuts() != entry.builtIn;
}

QString KeyBindings::refusal(const Entry& entry, const QKeySequence& key) const {
    const QString name = key.toString(QKeySequence::NativeText);
    QList<QAction*> others;
    for (const QAction* title : m_menus->actions())
        if (title->menu() != nullptr)
            collect(*title->menu(), others);
    for (const QAction* other : others) {
        if (other == entry.action)
            continue;
        const QList<QKeySequence> theirs = other->shortcuts();
        if (std::any_of(theirs.begin(), theirs.end(),
                        [&](const QKeySequence& each) { return collide(each, key); }))
            return tr("%1 is the key of “%2”: take it away there first.").arg(name, commandName(*other));
    }
    // What was built in was found good.
    return entry.builtIn.contains(key) || !m_rule ? QString() : m_rule(key);
}

void KeyBindings::set(const Entry& entry, const QList<QKeySequence>& keys) {
    entry.action->setShortcuts(keys);
    store();
    Q_EMIT changed();
}

QString KeyBindings::reset(const Entry& entry) {
    for (const QKeySequence& key : entry.builtIn)
        if (QString why = refusal(entry, key); !why.isEmpty())
            return why;
    set(entry, entry.builtIn);
    return {};
}

void KeyBindings::resetAll() {
    for (const Entry& entry : m_entries)
        entry.action->setShortcuts(entry.builtIn);
    store();
    Q_EMIT changed();
}

void KeyBindings::store() const {
    QVariantMap kept;
    for (const Entry& entry : m_entries)
        if (isChanged(entry))
            kept.insert(entry.id,
                        QKeySequence::listToString(entry.action->shortcuts(), QKeySequence::PortableText));
    QSettings().setValue(changedKey, kept);
}

} // namespace faultline::ui
