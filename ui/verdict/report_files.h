// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QObject>

class QAction;
class QWidget;

namespace faultline::ui {

/// Writes the report of the shown run, as `faultline report` does, off the GUI thread.
class ReportFiles : public QObject {
    Q_OBJECT

public:
    /// @param permutations of each test
    ReportFiles(Workspace& workspace, QWidget* window, int permutations);

    /// Asks for a file. Not while its annotator labels blind: the report shows predictions.
    [[nodiscard]] QAction* action() const { return m_action; }
    void writeTo(const QString& path);

Q_SIGNALS:
    void done(const QString& what);
    void failed(const QString& sentence);

private:
    void ask();
    void refresh();
    void settle();

    Workspace& m_workspace;
    QWidget* m_window;
    int m_permutations;
    QAction* m_action;
    bool m_isWriting = false;
};

} // namespace faultline::ui
