// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace faultline::ui {

/// Labels as files: export and import, off the GUI thread. A file is written whole or not at all.
class StudyFiles : public QObject {
    Q_OBJECT

public:
    StudyFiles(Workspace& workspace, QWidget* window);

    /// Export labels, import labels.
    [[nodiscard]] const QList<QAction*>& actions() const { return m_actions; }
    void exportLabelsTo(const QString& path);
    void importLabelsFrom(const QString& path);

Q_SIGNALS:
    void done(const QString& what);
    void failed(const QString& sentence);

private:
    void add(const QString& text, const QKeySequence& key, const std::function<void()>& act);
    void askAndExportLabels();
    void askAndImportLabels();
    void refresh();

    Workspace& m_workspace;
    QWidget* m_window;
    QList<QAction*> m_actions;
    QAction* m_import = nullptr; ///< one of m_actions: needs a writable study
};

} // namespace faultline::ui
