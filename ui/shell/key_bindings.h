// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

class QAction;
class QMenu;
class QMenuBar;

namespace faultline::ui {

/// The keys of what stands in the menus: those that are built in, and those that a person put in their place,
/// which are kept with the settings. An action is known by its first built-in key, one that has none by where
/// it stands.
class KeyBindings : public QObject {
    Q_OBJECT

public:
    struct Entry {
        QPointer<QAction> action;
        QString menu; ///< in which it stands: "View", or "View: Panels"
        QList<QKeySequence> builtIn;
        QString id; ///< under which its keys are kept
    };
    /// Why a key may not be chosen, as a sentence; empty: it may.
    using Rule = std::function<QString(const QKeySequence& key)>;

    explicit KeyBindings(QObject* parent = nullptr);

    /// All commands in the menus, once; and the keys that are kept. Those that are in the way of others by
    /// now are forgotten. What a menu makes for itself has a key only where it has one now: such entries come
    /// and go with what there is to choose from.
    /// @param fixed whose keys can't be changed
    void adopt(const QMenuBar& menus, const QList<QAction*>& fixed);
    void setRule(Rule rule) { m_rule = std::move(rule); }

    [[nodiscard]] const std::vector<Entry>& entries() const { return m_entries; }
    [[nodiscard]] bool isChanged(const Entry& entry) const;
    /// Why the entry can't have the key: whose it is, or what the rule says; empty: it can.
    [[nodiscard]] QString refusal(const Entry& entry, const QKeySequence& key) const;
    /// Kept from now on. @param keys none that is refused
    void set(const Entry& entry, const QList<QKeySequence>& keys);
    /// Back to what is built in, where nothing is in the way: else the refusal.
    [[nodiscard]] QString reset(const Entry& entry);
    void resetAll();

Q_SIGNALS:
    void changed();

private:
    void adoptMenu(const QMenu& menu, const QString& title, const QList<QAction*>& fixed);
    [[nodiscard]] bool isKnown(const QAction& action) const;
    void applyKept();
    void store() const;

    const QMenuBar* m_menus = nullptr;
    std::vector<Entry> m_entries;
    Rule m_rule;
};

/// What an action is called, without its mnemonic and whatever it is about at the moment.
[[nodiscard]] QString commandName(const QAction& action);

} // namespace faultline::ui
