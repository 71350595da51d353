// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QList>
#include <QObject>

class QAction;

namespace faultline::ui {

/// What can be done with where a picture came from: copy its index in the data set, copy its file's path,
/// show the file in its folder. Indices and paths are those of the visible selection, else of the current
/// failure. Paths are offered only where the data set is still in the folder that the user named on this
/// computer.
class OriginActions : public QObject {
    Q_OBJECT

public:
    explicit OriginActions(Workspace& workspace, QObject* parent = nullptr);

    [[nodiscard]] QAction* copyIndex() const { return m_copyIndex; }
    [[nodiscard]] QAction* copyPath() const { return m_copyPath; }
    [[nodiscard]] QAction* showInFolder() const { return m_showInFolder; }
    /// Looks anew whether the data set is there: before the actions are offered.
    void refresh();

Q_SIGNALS:
    void done(const QString& what);
    /// The sentence is for the user.
    void failed(const QString& sentence);

private:
    void copyIndices();
    void copyPaths();
    void showFolder();

    Workspace& m_workspace;
    QAction* m_copyIndex;
    QAction* m_copyPath;
    QAction* m_showInFolder;
};

} // namespace faultline::ui
