// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_actions.h"

#include "ui/new_study/new_study_dialog.h"

#include <QAction>

namespace faultline::ui {

namespace {

QString fileOf(const Workspace& workspace) {
    return QString::fromStdString(workspace.study().thread()->path().string());
}

} // namespace

SessionActions::SessionActions(Workspace& workspace, StudySession& session, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_session(session)
    , m_window(window)
    , m_addRun(new QAction(tr("Add a r&un…"), this))
    , m_close(new QAction(tr("&Close study"), this)) {
    m_addRun->setObjectName(QStringLiteral("addRun"));
    m_close->setShortcut(QKeySequence::Close);
    connect(m_addRun, &QAction::triggered, this, &SessionActions::askForRun);
    connect(m_close, &QAction::triggered, &session, &StudySession::close);
    connect(&workspace, &Workspace::opened, this, &SessionActions::refresh);
    connect(&workspace, &Workspace::closed, this, &SessionActions::refresh);
    connect(&session.evaluation(), &Evaluation::started, this, &SessionActions::refresh);
    // Queued: the evaluation is over only after this signal.
    connect(&session.evaluation(), &Evaluation::ended, this, &SessionActions::refresh, Qt::QueuedConnection);
    refresh();
}

void SessionActions::resume() {
    if (m_session.resume() || !m_workspace.study().isWritable())
        return;
    // A study names no file that is opened for it: the user says where data set and model are.
    NewStudyDialog dialog(m_window);
    dialog.setInterrupted(m_workspace.study().header(), fileOf(m_workspace));
    if (dialog.exec() == QDialog::Accepted)
        m_session.startIn(dialog.request());
}

void SessionActions::askForRun() {
    NewStudyDialog dialog(m_window);
    dialog.setFurtherRun(m_workspace.study().header(), fileOf(m_workspace));
    if (dialog.exec() == QDialog::Accepted)
        m_session.startIn(dialog.request());
}

void SessionActions::refresh() {
    m_addRun->setEnabled(m_workspace.study().isWritable() && !m_session.evaluation().isRunning());
    m_close->setEnabled(m_workspace.study().isOpen());
}

} // namespace faultline::ui
