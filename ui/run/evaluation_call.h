// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/evaluation_run.h"
#include "ui/run/evaluation.h"
#include "ui/run/worker_process.h"

#include <deque>
#include <memory>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// One start of an Evaluation: carries out what the state machine asks for and tells it what came of it.
/// Everything that answers later has this object as its context: once the call is deleted, late answers reach
/// nobody.
class EvaluationCall : public QObject {
    Q_OBJECT

public:
    EvaluationCall(std::uint64_t number, const EvaluationRequest& request, std::shared_ptr<StudyThread> open,
                   const WorkerTimeouts& timeouts, QObject* parent);

    void begin();
    void cancel();
    void takeCandidate(const model::Preprocessing& preprocessing, bool maxPool);
    /// Ends at once, without ended(), since another run starts.
    workbench::command::End supersede();
    /// Hands over the worker, which may still be ending.
    [[nodiscard]] std::unique_ptr<WorkerProcess> releaseWorker() { return std::move(m_worker); }

Q_SIGNALS:
    void prepared(const faultline::protocol::Preparing& progress, std::optional<double> remainingSeconds);
    void opened(const faultline::model::RunHeader& header);
    void studyReady(const std::shared_ptr<faultline::ui::StudyThread>& study, faultline::base::RunId run);
    void batchStored(const std::shared_ptr<const faultline::model::BatchReport>& report);
    void progressed(const faultline::workbench::EvaluationProgress& progress);
    void stalled(bool isStalled);
    void ended(faultline::workbench::EvaluationEnding ending,
               const faultline::workbench::EvaluationSummary& summary, const faultline::base::Error& error);

private:
    /// Commands are carried out in the order of all inputs, also where a slot causes the next input.
    void take(workbench::EvaluationInput input);

    void perform(const workbench::command::StartWorker&);
    void perform(const workbench::command::SendRequest& command);
    void perform(const workbench::command::AwaitCancel&);
    void perform(workbench::command::DrawControls& command);

    // All that is asked of the study
    void perform(const workbench::command::OpenStudy&);
    void readStudy();
    void perform(const workbench::command::CreateRun& command);
    void addRun(const workbench::command::CreateRun& command);
    void perform(const workbench::command::AppendBatch& command);
    void perform(workbench::command::FinishRun& command);

    void perform(const workbench::command::TellPrepared& command);
    void perform(const workbench::command::TellOpened& command);
    void perform(const workbench::command::TellStudyReady&);
    void perform(const workbench::command::TellStored& command);
    void perform(const workbench::command::TellProgress& command);
    void perform(const workbench::command::End& command);

    workbench::EvaluationRun m_run;
    std::deque<workbench::EvaluationCommand> m_commands; ///< the first one is being carried out

    const std::filesystem::path m_file; ///< of the study
    const bool m_isFurtherRun;
    const std::string m_model; ///< its file, as the worker sees it
    const std::string m_runName;
    base::RunId m_runId; ///< in the study, once it is there
    const QString m_workerCommand;
    const WorkerTimeouts m_timeouts;
    std::shared_ptr<StudyThread> m_study;
    std::unique_ptr<WorkerProcess> m_worker;
    QTimer m_cancelTimer;
    QElapsedTimer m_clock;
};

} // namespace faultline::ui
