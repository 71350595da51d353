// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/study_session.h"

#include "core/study/run_entry.h"
#include "core/workbench/import_doubt.h"
#include "core/workbench/run_progress.h"
#include "ui/labels/annotator_button.h"
#include "ui/places/path_text.h"
#include "ui/session/backup_keeper.h"
#include "ui/session/desk_keeper.h"
#include "ui/session/plan_first.h"
#include "ui/session/run_memory.h"
#include "ui/workspace/evaluation_request.h"

#include <utility>

#include <QFileInfo>
#include <QSettings>
#include <QThread>

namespace faultline::ui {

namespace {

const QString annotatorKey = QStringLiteral("labels/annotator");

} // namespace

/// What opening a file off the GUI thread brings.
struct StudySession::Opened {
    base::Result<study::Study> study;
    QString readOnlyReason;
    bool isHeld = false;     ///< which is that somebody else writes it
    QString labelsElsewhere; ///< where it can't be opened: what is kept of its labels
};

namespace {

/// What may hinder writing alone.
bool isOfWriting(base::ErrorKind kind) {
    return kind == base::ErrorKind::Busy || kind == base::ErrorKind::Io;
}

/// For writing where that is possible, else for reading with the reason.
template <class Answer>
Answer openStudy(const std::filesystem::path& path) {
    // For who looks whether somebody writes, or folds in a log, and has the lock for an instant.
    constexpr std::chrono::milliseconds patience{500};
    auto writable = study::Study::open(path, study::Access::ReadWrite, patience);
    if (writable)
        return {std::move(writable), {}, false, {}};
    const base::ErrorKind kind = writable.error().kind;
    if (!isOfWriting(kind))
        return {std::move(writable), {}, false, BackupKeeper::offerFor(path)};
    auto readable = study::Study::open(path, study::Access::ReadOnly);
    if (!readable && !isOfWriting(readable.error().kind)) // as one of an older version: looking is no way out
        return {std::move(readable), {}, false, BackupKeeper::offerFor(path)};
    if (!readable)
        return {std::move(writable), {}, false, {}};
    const QString reason = QString::fromStdString(writable.error().message);
    return {std::move(readable), reason, kind == base::ErrorKind::Busy, {}};
}

} // namespace

StudySession::StudySession(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    connect(&m_evaluation, &Evaluation::studyReady, this, &StudySession::takeStudy);
    connect(&m_evaluation, &Evaluation::batchStored, this,
            [this](const std::shared_ptr<const model::BatchReport>& report) {
                if (m_runStudy && m_runStudy == m_workspace.study().thread() &&
                    m_run == m_workspace.study().run())
                    m_workspace.takeBatch(*report);
            });
    connect(&m_evaluation, &Evaluation::ended, this,
            [this](EvaluationEnding ending, const EvaluationSummary& summary, const base::Error& error) {
                if (ending == EvaluationEnding::Finished && m_request && m_runStudy && m_isUnderWay)
                    rememberSpeed(*m_request, m_runStudy->run(m_run).header, summary);
                takeEnding(ending, error);
            });
    connect(&workspace, &Workspace::opened, this, [this] {
        m_doubt.clear();
        tellRunState();
        m_doubtOf = m_workspace.items().predictions().size();
        tellDoubt(m_workspace.study().run(), Doubt::OfShown);
        tellUnfinished();
        if (auto then = std::exchange(m_whenOpened, {}))
            then();
    });
    connect(&workspace, &Workspace::followed, this, [this] {
        tellRunState();
        const std::size_t images = m_workspace.items().predictions().size();
        if (std::exchange(m_doubtOf, images) != images)
            tellDoubt(m_workspace.study().run(), Doubt::OfShown);
    });
    connect(&workspace, &Workspace::writerChanged, this, &StudySession::tellWriter);
}

StudySession::~StudySession() = default;

QString StudySession::annotator() {
    const QString chosen = QSettings().value(annotatorKey).toString();
    return chosen.isEmpty() ? AnnotatorButton::loginName() : chosen;
}

void StudySession::setAnnotator(const QString& name) {
    if (name.isEmpty())
        QSettings().remove(annotatorKey);
    else
        QSettings().setValue(annotatorKey, name);
}

void StudySession::open(const QString& path, std::optional<base::RunId> run) {
    openThen(path, run, {}, nullptr);
}

bool StudySession::isOpen(const QString& path) const {
    std::error_code ignored; // of a path that is not there
    return m_workspace.study().isWritable() &&
           std::filesystem::equivalent(m_workspace.study().thread()->path(), pathOf(path), ignored);
}

void StudySession::openThen(const QString& path, std::optional<base::RunId> run, std::function<void()> then,
                            std::shared_ptr<const EvaluationRequest> request) {
    const auto asked = m_opening.ask();
    if (isOpen(path)) {
        if (then)
            then();
        return;
    }
    Q_EMIT preparing(tr("Opening %1…").arg(QFileInfo(path).fileName()));
    auto opened = std::make_shared<std::optional<Opened>>();
    QThread* thread =
        QThread::create([opened, file = pathOf(path)] { opened->emplace(openStudy<Opened>(file)); });
    connect(
        thread, &QThread::finished, this,
        [this, asked, thread, opened, run, then = std::move(then), request = std::move(request)]() mutable {
            thread->deleteLater();
            if (!m_opening.counts(asked))
                return; // the user has chosen another study meanwhile
            Opened& result = **opened;
            if (!result.study) {
                const QString why = QString::fromStdString(result.study.error().message);
                const QString sentence =
                    result.labelsElsewhere.isEmpty() ? why : tr("%1. %2").arg(why, result.labelsElsewhere);
                if (request)
                    Q_EMIT refused(*request, {result.study.error().kind, sentence.toStdString()});
                else
                    Q_EMIT problem(sentence);
                return;
            }
            close(); // before the desk is read: it may be of the same study
            m_whenOpened = std::move(then);
            const auto& owner = result.study->runs().packagedFor();
            const QString last = owner ? QString::fromStdString(*owner) : annotatorLeftOn(*result.study);
            const auto shown = run ? run : runLeftOn(*result.study);
            m_workspace.open(std::make_shared<StudyThread>(std::move(*result.study)),
                             last.isEmpty() ? annotator() : last, shown);
            m_isHeldElsewhere = result.isHeld;
            if (!result.readOnlyReason.isEmpty())
                Q_EMIT readOnly(
                    tr("Read-only: %1. Labels can be looked at, not changed.").arg(result.readOnlyReason));
        });
    thread->start();
}

void StudySession::evaluate(const EvaluationRequest& request) {
    const QString path = pathText(request.study);
    if (std::error_code ignored; std::filesystem::exists(request.study, ignored)) {
        openThen(
            path, std::nullopt,
            [this, request] {
                if (m_evaluation.isRunning()) // in the study that is open already
                    m_evaluation.cancel();
                m_request = std::make_unique<EvaluationRequest>(request);
                if (m_workspace.study().isWritable())
                    start(m_workspace.study().thread());
            },
            std::make_shared<const EvaluationRequest>(request));
        return;
    }
    if (const QString folder = QFileInfo(path).absolutePath(); !QFileInfo(folder).isWritable()) {
        const QString why = QFileInfo(folder).isDir()
                                ? tr("%1 can't be made: its folder may not be written to")
                                : tr("%1 can't be made: its folder is not there");
        Q_EMIT refused(request, {base::ErrorKind::Io, why.arg(path).toStdString()});
        return;
    }
    // What is open stays until there is a study to take its place, or it had that very place and lost it.
    if (m_workspace.study().thread() && m_workspace.study().thread()->path() == request.study)
        close();
    if (m_evaluation.isRunning())
        m_evaluation.cancel();
    m_opening.drop();
    m_request = std::make_unique<EvaluationRequest>(request);
    Q_EMIT preparing(tr("Starting the inference worker…"));
    start(nullptr);
}

void StudySession::start(std::shared_ptr<StudyThread> study) {
    m_isUnderWay = false;
    const auto begin = [this, study = std::move(study)] {
        m_runStudy = study;
        m_evaluation.start(*m_request, study);
    };
    if (m_evaluation.isRunning()) // an older run that is being cancelled
        m_afterEnding = begin;
    else
        begin();
}

void StudySession::startIn(const EvaluationRequest& request) {
    m_refused.clear();
    m_request = std::make_unique<EvaluationRequest>(request);
    if (!request.isFurtherRun)
        m_run = m_workspace.study().run();
    start(m_workspace.study().thread());
}

base::Result<> StudySession::resume() {
    const auto& study = m_workspace.study();
    if (std::exchange(m_run, study.run()) != study.run()) { // what was asked for last was another one
        m_request.reset();
        m_refused.clear();
    }
    if (auto refused = std::exchange(m_refused, {}); !refused.empty())
        return base::failure(base::ErrorKind::Refused, std::move(refused));
    if (!m_request) {
        FAULTLINE_TRY(remembered, rememberedRequest(*study.thread(), study.run()));
        m_request = std::make_unique<EvaluationRequest>(std::move(remembered));
    }
    m_request->isFurtherRun = false; // it is there by now, and goes on
    start(study.thread());
    return {};
}

void StudySession::close() {
    if (m_evaluation.isRunning())
        m_evaluation.cancel();
    m_opening.drop();
    m_whenOpened = {};
    m_afterEnding = {};
    m_refused.clear();
    m_request.reset();
    m_runStudy.reset();
    m_isHeldElsewhere = false;
    m_workspace.close();
}

void StudySession::takeStudy(std::shared_ptr<StudyThread> study, base::RunId run) {
    if (m_afterEnding || !m_request)
        return; // a run that was given up
    m_runStudy = study;
    m_run = run;
    m_isUnderWay = true;
    Q_EMIT underWay(*m_request);
    rememberRequest(*m_request, *study, run);
    if (m_request->isPlannedFirst)
        keepPlanFirst(*study, run);
    if (m_workspace.study().thread() != study) {
        m_isTakingOver = true;
        m_workspace.open(std::move(study), annotator(), run);
        m_isTakingOver = false;
        return;
    }
    Q_EMIT m_workspace.runsChanged();
    if (run != m_workspace.study().run()) // nothing is changed under a hand that is labelling
        Q_EMIT runAdded(run);
}

void StudySession::takeEnding(EvaluationEnding ending, const base::Error& error) {
    if (auto next = std::exchange(m_afterEnding, {})) {
        next();
        return;
    }
    if (!m_request)
        return;
    const EvaluationRequest request = *m_request;
    // Of one that left nothing behind the run that can be resumed is another one.
    if (!m_isUnderWay && (request.isFurtherRun || m_runStudy != m_workspace.study().thread()))
        m_request.reset();
    else if (ending == EvaluationEnding::Failed && error.kind != base::ErrorKind::Worker)
        m_refused = error.message;
    if (ending == EvaluationEnding::Failed && m_isUnderWay)
        Q_EMIT problem(QString::fromStdString(error.message));
    else if (ending == EvaluationEnding::Failed)
        Q_EMIT refused(request, error);
    else if (!m_workspace.study().thread())
        Q_EMIT problem({});
    const OpenStudy& shown = m_workspace.study();
    if (shown.isOpen())
        tellRunState();
    const bool isFinished =
        ending == EvaluationEnding::Finished && m_isUnderWay && m_runStudy == shown.thread();
    if (isFinished)
        tellDoubt(m_run, Doubt::OfFinished);
    if (shown.isOpen() && !(isFinished && m_run == shown.run()))
        tellDoubt(shown.run(), Doubt::OfShown);
}

/// One that is open for reading for another reason than a writer stays so.
void StudySession::tellWriter(bool isWritten) {
    if (!m_isHeldElsewhere)
        return;
    const QString name = QFileInfo(pathText(m_workspace.study().thread()->path())).fileName();
    if (isWritten)
        Q_EMIT readOnly(
            tr("Read-only: %1 is written elsewhere again. Labels can be looked at, not changed.").arg(name));
    else
        Q_EMIT freed(
            tr("Read-only: %1 is written nowhere else any more, so that it can be labelled here.").arg(name));
}

bool StudySession::isAtRest(const std::weak_ptr<StudyThread>& asked, base::RunId run) const {
    return isStill(asked, m_workspace.study().thread()) && m_workspace.study().isOpen() &&
           run == m_workspace.study().run() && !m_evaluation.isRunning();
}

void StudySession::tellRunState() {
    if (m_workspace.study().isPackage())
        return; // it has no results, and no run to go on with
    m_workspace.study().thread()->post(
        this, [run = m_workspace.study().run()](study::Study& file) { return file.runs().state(run); },
        [this, asked = std::weak_ptr(m_workspace.study().thread()),
         run = m_workspace.study().run()](const base::Result<study::RunState>& state) {
            if (!isAtRest(asked, run))
                return;
            if (!state)
                return Q_EMIT problem(QString::fromStdString(state.error().message));
            Q_EMIT runStateKnown(*state);
            if (!m_doubt.isEmpty()) // it holds, unless another one follows
                Q_EMIT doubtKnown(m_doubt);
        });
}

/// By itself: it reads all predictions of an import, and the state does not wait for it.
void StudySession::tellDoubt(base::RunId run, Doubt doubt) {
    m_workspace.study().thread()->post(
        this, [run](study::Study& file) { return workbench::importDoubt(file.runs(), run); },
        [this, asked = std::weak_ptr(m_workspace.study().thread()), run,
         doubt](const base::Result<std::optional<std::string>>& found) {
            if (!isStill(asked, m_workspace.study().thread()))
                return;
            if (!found)
                return Q_EMIT problem(QString::fromStdString(found.error().message));
            const QString sentence = QString::fromStdString(found->value_or(""));
            if (isAtRest(asked, run)) {
                m_doubt = sentence;
                Q_EMIT doubtKnown(sentence);
            }
            if (doubt != Doubt::OfFinished || sentence.isEmpty())
                return;
            const QString name = QString::fromStdString(m_workspace.study().thread()->run(run).name);
            Q_EMIT doubted(run == m_workspace.study().run() ? sentence
                                                            : tr("in run %1 %2").arg(name, sentence));
        });
}

void StudySession::tellUnfinished() {
    if (m_evaluation.isRunning() || !m_workspace.study().isWritable() || m_workspace.study().isPackage())
        return;
    m_workspace.study().thread()->post(
        this,
        [shown = m_workspace.study().run()](study::Study& file) {
            return workbench::runProgress(file, shown);
        },
        [this, asked = std::weak_ptr(m_workspace.study().thread())](
            const base::Result<workbench::RunProgress>& progress) {
            // An error of reading is told by tellRunState().
            if (isStill(asked, m_workspace.study().thread()) && progress && progress->other &&
                !m_evaluation.isRunning())
                Q_EMIT runUnfinished(progress->other->run, progress->other->state);
        });
}

} // namespace faultline::ui
