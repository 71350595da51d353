// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QObject>

class QAction;

namespace faultline::ui {

class Evaluation;

/// Plan first: a run's failures are counted, not shown, until it is planned who labels what, so that even the
/// first annotator may be blind. It is kept on the study's desk, since it outlives the window.
class PlanFirst : public QObject {
    Q_OBJECT

public:
    PlanFirst(Workspace& workspace, Evaluation& evaluation, QObject* parent = nullptr);

    /// Offered while a run without a plan is computed and shown.
    [[nodiscard]] QAction* action() const { return m_action; }

private:
    void takeOpened();
    void keep();
    void refresh();

    Workspace& m_workspace;
    Evaluation& m_evaluation;
    QAction* m_action;
    bool m_isKept = false; ///< on the desk of the open run
};

/// The run is to be planned first, when it is opened.
void keepPlanFirst(const StudyThread& study, base::RunId run);

} // namespace faultline::ui
