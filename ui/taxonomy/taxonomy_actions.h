// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QObject>

class QAction;

namespace faultline::ui {

/// Opens the dialog of the failure modes.
class TaxonomyActions : public QObject {
    Q_OBJECT

public:
    TaxonomyActions(Workspace& workspace, QWidget* window);

    [[nodiscard]] QAction* open() const { return m_open; }

Q_SIGNALS:
    /// Something is done; the sentence says what.
    void told(const QString& sentence);
    /// The grid has what is to be seen.
    void gridWanted();

private:
    void showDialog();

    Workspace& m_workspace;
    QWidget* m_window;
    QAction* m_open;
};

} // namespace faultline::ui
