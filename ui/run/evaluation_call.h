// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/controls.h"
#include "ui/run/evaluation.h"
#include "ui/run/rate_meter.h"
#include "ui/run/worker_process.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// One start of an Evaluation, from the request to its one ended(). Everything that answers later has this
/// object as its context: once the call is deleted, late answers reach nobody.
class EvaluationCall : public QObject {
    Q_OBJECT

public:
    EvaluationCall(std::uint64_t run, EvaluationRequest request, std::shared_ptr<StudyThread> open,
                   const WorkerTimeouts& timeouts, QObject* parent);

    void begin();
    void cancel();
    /// Hands over the worker, which may still be ending.
    [[nodiscard]] std::unique_ptr<WorkerProcess> releaseWorker() { return std::move(m_worker); }
    [[nodiscard]] EvaluationSummary summary() const { return m_summary; }

Q_SIGNALS:
    void prepared(const faultline::protocol::Preparing& progress);
    void opened(const faultline::model::RunHeader& header);
    void studyReady(const std::shared_ptr<faultline::ui::StudyThread>& study);
    void batchStored(const std::shared_ptr<const faultline::model::BatchReport>& report);
    void progressed(const faultline::ui::EvaluationProgress& progress);
    void ended(faultline::ui::EvaluationEnding ending, const faultline::ui::EvaluationSummary& summary,
               const faultline::base::Error& error);

private:
    using Batch = std::shared_ptr<const model::BatchReport>;

    // To the first batch: worker and study open side by side (evaluation_opening.cpp)
    void startWorker();
    void openStudy();
    void readState();
    void requestRun();
    void takeOpened(const protocol::Opened& opened);
    void create(const Batch& first);

    // The run (evaluation_call.cpp)
    void takeEvent(const protocol::Event& event);
    void takeBatch(const model::BatchReport& report);
    void store(const Batch& batch);
    void stored(const Batch& batch);
    void drawControls();
    void takeSamples(const protocol::SamplesDone& piece);
    void finish(std::vector<model::SampleDetail> controls);

    // The end
    void decide(EvaluationEnding ending, base::Error error = {});
    void fail(const base::Error& error);
    /// Goes on as soon as nothing waits to be stored: to the controls, or to the end.
    void advance();
    void conclude();
    [[nodiscard]] base::Error explained() const;
    [[nodiscard]] std::chrono::milliseconds now() const {
        return std::chrono::milliseconds(m_clock.elapsed());
    }

    const std::uint64_t m_run;
    const EvaluationRequest m_request;
    model::RunOptions m_options; ///< as the worker is asked: on resuming, what "auto" came to before
    const WorkerTimeouts m_timeouts;
    std::shared_ptr<StudyThread> m_study;
    std::unique_ptr<WorkerProcess> m_worker;
    QTimer m_cancelTimer;
    QElapsedTimer m_clock;
    std::optional<std::chrono::milliseconds> m_firstRead;
    RateMeter m_rate;

    model::RunHeader m_header; ///< what the worker opened, once it has
    bool m_stateKnown = false; ///< the study is read, or there is none yet
    bool m_finishedBefore = false;
    bool m_workerReady = false;
    bool m_runRequested = false;
    bool m_runComplete = false; ///< the worker has sent every batch
    bool m_finishing = false;   ///< the controls are being stored
    bool m_concluding = false;
    bool m_cancelled = false;

    std::uint32_t m_received = 0; ///< position of the next batch that the worker sends
    std::uint32_t m_done = 0;     ///< positions stored
    std::size_t m_unstored = 0;   ///< batches handed to the study and not yet answered
    bool m_creating = false;
    std::deque<Batch> m_waitingForStudy;

    std::optional<inference::Controls> m_controls;
    std::vector<model::SampleDetail> m_samples;

    std::optional<EvaluationEnding> m_ending;
    base::Error m_error;
    EvaluationSummary m_summary;
};

} // namespace faultline::ui
