// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_actions.h"

#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/new_study/study_draft.h"
#include "ui/places/path_text.h"
#include "ui/places/run_sources.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/evaluation_request.h"
#include "ui/workspace/number_text.h"

#include <QAction>
#include <QCheckBox>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace faultline::ui {

namespace {

const QString askBeforeStopKey = QStringLiteral("run/askBeforeStop");

QString fileOf(const Workspace& workspace) {
    return pathText(workspace.study().thread()->path());
}

/// Of the run that is shown.
RunSources sourcesOf(const Workspace& workspace) {
    const StudyThread& study = *workspace.study().thread();
    return runSources(QString::fromStdString(study.uuid()),
                      QString::fromStdString(study.run(workspace.study().run()).uuid));
}

} // namespace

SessionActions::SessionActions(Workspace& workspace, StudySession& session, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_session(session)
    , m_window(window)
    , m_resumeDraft(new StudyDraft(window))
    , m_runDraft(new StudyDraft(window))
    , m_addRun(new QAction(tr("Add a r&un…"), this))
    , m_saveAgain(new QAction(tr("Sa&ve the study again…"), this))
    , m_labelHere(new QAction(tr("Label here"), this))
    , m_close(new QAction(tr("Close stud&y"), this)) {
    m_addRun->setObjectName(QStringLiteral("addRun"));
    m_close->setShortcut(QKeySequence::Close);
    connect(m_addRun, &QAction::triggered, this, &SessionActions::askForRun);
    for (StudyDraft* draft : {m_resumeDraft, m_runDraft}) {
        connect(draft, &StudyDraft::requested, &session, &StudySession::startIn);
        connect(&session, &StudySession::underWay, draft, &StudyDraft::settle);
    }
    // What was typed is of the run that was shown, and a further run's of its study.
    connect(&workspace, &Workspace::leaving, m_resumeDraft, &StudyDraft::discard);
    connect(&workspace, &Workspace::closed, m_runDraft, &StudyDraft::discard);
    connect(&session, &StudySession::runAdded, this, &SessionActions::offerRun);
    connect(&session, &StudySession::runUnfinished, this, &SessionActions::tellUnfinished);
    m_saveAgain->setObjectName(QStringLiteral("saveAgain"));
    connect(m_saveAgain, &QAction::triggered, this, &SessionActions::askWhereToSave);
    connect(m_labelHere, &QAction::triggered, this, [this] {
        if (mayStop())
            m_session.open(fileOf(m_workspace));
    });
    connect(m_close, &QAction::triggered, this, [this] {
        if (mayStop())
            m_session.close();
    });
    connect(&workspace, &Workspace::opened, this, &SessionActions::refresh);
    connect(&workspace, &Workspace::opened, this, &SessionActions::offerAnnotator);
    connect(&workspace, &Workspace::closed, this, &SessionActions::refresh);
    connect(&workspace, &Workspace::lost, this, &SessionActions::refresh);
    connect(&workspace, &Workspace::found, this, &SessionActions::refresh);
    connect(&session.evaluation(), &Evaluation::started, this, &SessionActions::refresh);
    // Queued: the evaluation is over only after this signal.
    connect(&session.evaluation(), &Evaluation::ended, this, &SessionActions::refresh, Qt::QueuedConnection);
    refresh();
}

void SessionActions::resume() {
    if (!m_workspace.study().isWritable())
        return;
    const base::Result<> resumed = m_session.resume();
    if (resumed)
        return;
    if (!m_resumeDraft->isBegun()) {
        QString why = QString::fromStdString(resumed.error().message);
        why[0] = why[0].toUpper();
        NewStudyDialog& dialog = m_resumeDraft->dialog();
        dialog.setInterrupted(m_workspace.study().header(), fileOf(m_workspace), why);
        if (const RunSources named = sourcesOf(m_workspace); !named.dataset.isEmpty())
            dialog.setNamed(named);
    }
    m_resumeDraft->open();
}

bool SessionActions::takeRefusal(const EvaluationRequest& request, const base::Error& why) {
    return m_resumeDraft->refuse(request, why) || m_runDraft->refuse(request, why);
}

bool SessionActions::mayStop() {
    if (!m_session.evaluation().isRunning() || !QSettings().value(askBeforeStopKey, true).toBool())
        return true;
    auto* again = new QCheckBox(tr("Say this every time"));
    again->setChecked(true);
    PlainMessageBox question(m_window);
    question.setIcon(QMessageBox::Question);
    question.setWindowTitle(tr("A run is being computed"));
    question.setText(tr(
        "Leaving the study stops its run. What it has finished is kept, and Resume goes on from there on any "
        "later day."));
    QPushButton* stop = question.addButton(tr("&Stop and close"), QMessageBox::AcceptRole);
    question.setDefaultButton(question.addButton(tr("&Go on computing"), QMessageBox::RejectRole));
    question.setCheckBox(again);
    question.exec();
    const bool stops = question.clickedButton() == stop;
    if (stops && !again->isChecked())
        QSettings().setValue(askBeforeStopKey, false);
    return stops;
}

void SessionActions::askForRun() {
    if (!m_runDraft->isBegun()) {
        m_runDraft->dialog().setFurtherRun(m_workspace.study().header(), fileOf(m_workspace));
        const RunSources named = sourcesOf(m_workspace);
        if (!named.dataset.isEmpty() && named.worker.isEmpty())
            m_runDraft->dialog().setDataset(named.dataset);
    }
    m_runDraft->open();
}

QAction* SessionActions::showing(base::RunId run) {
    auto* show = new QAction(tr("Show it"), this);
    connect(show, &QAction::triggered, this, [this, run] { m_workspace.setRun(run); });
    return show;
}

void SessionActions::offerRun(base::RunId run) {
    Q_EMIT done(tr("Run %1 has its first failures")
                    .arg(QString::fromStdString(m_workspace.study().thread()->run(run).name)),
                showing(run));
}

void SessionActions::tellUnfinished(base::RunId run, const study::RunState& state) {
    const study::RunEntry& entry = m_workspace.study().thread()->run(run);
    Q_EMIT offered(tr("Run %1 was stopped after %2 of %3 images; show it to go on with it")
                       .arg(QString::fromStdString(entry.name), countText(state.done),
                            countText(entry.header.positions)),
                   showing(run));
}

void SessionActions::offerAnnotator() {
    Labelling& labelling = m_workspace.labelling();
    if (!m_workspace.study().isWritable() || labelling.labelledCount() > 0)
        return;
    QString most;
    for (const QString& name : labelling.annotators())
        if (labelling.decidedBy(name) > (most.isEmpty() ? 0 : labelling.decidedBy(most)))
            most = name;
    if (most.isEmpty())
        return;
    auto* become = new QAction(tr("Go on as %1").arg(most), this);
    setTip(become, become->text());
    connect(become, &QAction::triggered, this, [this, most] { m_workspace.labelling().setAnnotator(most); });
    const QString sentence = tr("%1 has decided nothing here, %2 has decided %3")
                                 .arg(labelling.annotator(), most, countText(labelling.decidedBy(most)));
    connect(
        &labelling, &Labelling::acted, become, [this, sentence] { Q_EMIT overtaken(sentence); },
        Qt::SingleShotConnection);
    Q_EMIT offered(sentence, become);
}

void SessionActions::askWhereToSave() {
    const std::string proposed = m_workspace.study().thread()->path().string(); // as the dialog can show it
    const QString path = QFileDialog::getSaveFileName(
        m_window, tr("Save the study again"), QString::fromStdString(proposed),
        tr("Faultline study (*.faultline)"), nullptr, QFileDialog::DontConfirmOverwrite);
    if (!path.isEmpty())
        saveTo(path);
}

void SessionActions::saveTo(const QString& path) {
    m_workspace.study().thread()->post(
        this, [target = pathOf(path)](study::Study& file) { return file.copyTo(target); },
        [this, path, asked = std::weak_ptr(m_workspace.study().thread())](const base::Result<>& saved) {
            if (!saved)
                Q_EMIT failed(QString::fromStdString(saved.error().message));
            else if (isStill(asked, m_workspace.study().thread()) && m_workspace.study().isLost())
                m_session.open(path, m_workspace.study().run());
            else
                Q_EMIT done(tr("The whole study was written to %1").arg(path), nullptr);
        });
}

void SessionActions::refresh() {
    m_saveAgain->setEnabled(m_workspace.study().isOpen());
    m_addRun->setEnabled(m_workspace.study().isWritable() && !m_session.evaluation().isRunning());
    m_close->setEnabled(m_workspace.study().isOpen());
}

} // namespace faultline::ui
