// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"
#include "ui/start/recent_studies.h"
#include "ui/workspace/workspace.h"

#include <QObject>

namespace faultline::app {

/// Tells the list of recent studies what is in the open one, and how far its runs are.
class RecentKeeper : public QObject {
    Q_OBJECT

public:
    /// All outlive this object.
    RecentKeeper(ui::Workspace& workspace, ui::StudySession& session, ui::RecentStudies& recent);

    /// At once what the window knows, then what is on disk; once more where its run goes on to be stored
    /// while the study is left.
    void describe();
    /// Of a study that is left for good: its run stores nothing more, and the list has it when this returns.
    void describeLeft();

private:
    ui::Workspace& m_workspace;
    ui::StudySession& m_session;
    ui::RecentStudies& m_recent;
    bool m_isLeft = false;
};

} // namespace faultline::app
