// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/plan_first.h"

#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "ui/places/desk.h"
#include "ui/run/evaluation.h"
#include "ui/text/plain_text.h"

#include <QAction>

namespace faultline::ui {

namespace {

QString deskKey(const StudyThread& study, base::RunId run) {
    return QString::fromStdString(study.run(run).uuid) + QStringLiteral("/planFirst");
}

void leave(const StudyThread& study, base::RunId run, bool isHeldBack) {
    leaveOnDesk(QString::fromStdString(study.uuid()), {{deskKey(study, run), isHeldBack}});
}

} // namespace

void keepPlanFirst(const StudyThread& study, base::RunId run) {
    leave(study, run, true);
}

PlanFirst::PlanFirst(Workspace& workspace, Evaluation& evaluation, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_evaluation(evaluation)
    , m_action(new QAction(tr("&Plan first"), this)) {
    m_action->setObjectName(QStringLiteral("planFirst"));
    setTip(m_action, tr("Count the failures and show none, until it is planned who labels what"));
    connect(m_action, &QAction::triggered, this, [this] { m_workspace.queue().holdBack(true); });
    connect(&workspace, &Workspace::opened, this, &PlanFirst::takeOpened);
    // What is kept is of the run that is left; of the next one nothing is known before it is opened.
    connect(&workspace, &Workspace::leaving, this, [this] { m_isKept = false; });
    connect(&workspace, &Workspace::closed, this, &PlanFirst::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &PlanFirst::keep);
    connect(&evaluation, &Evaluation::started, this, &PlanFirst::refresh);
    // Queued: the evaluation is over only after this signal.
    connect(&evaluation, &Evaluation::ended, this, &PlanFirst::refresh, Qt::QueuedConnection);
    refresh();
}

void PlanFirst::takeOpened() {
    const StudyThread& study = *m_workspace.study().thread();
    m_isKept = deskOf(QString::fromStdString(study.uuid()))
                   .value(deskKey(study, m_workspace.study().run()))
                   .toBool();
    if (m_isKept && !m_workspace.queue().isPlanned())
        m_workspace.queue().holdBack(true);
    else
        keep();
}

void PlanFirst::keep() {
    if (m_workspace.study().isOpen() && m_workspace.queue().isHeldBack() != m_isKept) {
        m_isKept = m_workspace.queue().isHeldBack();
        leave(*m_workspace.study().thread(), m_workspace.study().run(), m_isKept);
    }
    refresh();
}

void PlanFirst::refresh() {
    const bool isOffered = m_workspace.study().isWritable() && m_evaluation.isRunning() &&
                           !m_workspace.queue().isPlanned() && !m_workspace.queue().isHeldBack() &&
                           m_workspace.items().predictions().size() < m_workspace.study().header().positions;
    m_action->setVisible(isOffered);
    m_action->setEnabled(isOffered);
}

} // namespace faultline::ui
