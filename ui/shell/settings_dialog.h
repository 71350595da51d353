// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QDialog>
#include <QFormLayout>
#include <QList>

namespace faultline::ui {

class Workspace;

/// The user's preferences. Each applies at once and is kept in the settings file, apart from any study, so
/// there is nothing to confirm.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    /// @param themes       the exclusive actions of the theme menu, of which one is checked
    /// @param autoAdvance  the checkable action of the label menu
    SettingsDialog(const QList<QAction*>& themes, QAction& autoAdvance, Workspace& workspace,
                   QWidget* parent = nullptr);

private:
    void addTheme(QFormLayout& form, const QList<QAction*>& themes);
    void addAnnotator(QFormLayout& form, Workspace& workspace);
    void addAutoAdvance(QFormLayout& form, QAction& autoAdvance);
    void addWorker(QFormLayout& form);
};

} // namespace faultline::ui
