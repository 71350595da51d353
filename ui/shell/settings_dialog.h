// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QAction>
#include <QDialog>
#include <QList>

class QTabWidget;

namespace faultline::ui {

/// One preference: it applies at once and is kept in the settings file, apart from any study.
struct Setting {
    QString label; ///< with a mnemonic
    std::function<QWidget*(QWidget* parent)> editor;
};

/// A page of its own, beside the one of all preferences.
struct SettingsPage {
    QString title; ///< with a mnemonic
    std::function<QWidget*(QWidget* parent)> make;
};

/// The user's preferences. There is nothing to confirm.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    explicit SettingsDialog(const QList<Setting>& settings, QWidget* parent = nullptr)
        : SettingsDialog(settings, {}, parent) {}
    SettingsDialog(const QList<Setting>& settings, const QList<SettingsPage>& pages, QWidget* parent);

private:
    /// Ctrl+Tab and Ctrl+Page Down show the next page, with Shift and by Ctrl+Page Up the one before.
    void letKeysTurn(QTabWidget& tabs);
    void focusFirstOf(const QWidget& page);
};

/// @param themes the exclusive actions of the theme menu, of which one is checked
[[nodiscard]] Setting themeSetting(const QList<QAction*>& themes);

} // namespace faultline::ui
