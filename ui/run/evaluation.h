// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/preprocessing.h"
#include "core/workbench/evaluation_values.h"
#include "ui/workspace/study_thread.h"

#include <chrono>
#include <memory>
#include <optional>

#include <QObject>

namespace faultline::protocol {
struct Preparing;
}

namespace faultline::ui {

struct EvaluationRequest;
struct WorkerTimeouts;

using workbench::EvaluationEnding;
using workbench::EvaluationProgress;
using workbench::EvaluationSummary;

/// Runs from request to finished study: workbench::EvaluationRun with a worker process, a study thread and
/// timers around it. Each start ends with exactly one ended(). Works with a QCoreApplication too: it is the
/// window's run and the command `faultline evaluate`.
class Evaluation : public QObject {
    Q_OBJECT

public:
    explicit Evaluation(QObject* parent = nullptr);
    ~Evaluation() override;

    /// @param open the study at request.study where the caller has it open for writing already; else it is
    /// opened or, after the first batch, created. A start during a run cancels that run first.
    void start(const EvaluationRequest& request, std::shared_ptr<StudyThread> open = nullptr);
    /// Asks the worker to stop; kills it when it does not within 3 s. What is stored stays.
    void cancel();
    /// Ends the search for the preprocessing with this one of its candidates; nothing where none goes on.
    void takeCandidate(const model::Preprocessing& preprocessing, bool maxPool);
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] std::chrono::milliseconds stallTime() const;
    /// How long the next start waits for its worker.
    void setTimeouts(const WorkerTimeouts& timeouts);

Q_SIGNALS:
    /// A run begins; its worker and its study are being opened.
    void started();
    /// The worker is still opening data set and model, which takes a while, and how far it is.
    /// @param remainingSeconds at most, as far as can be told
    void prepared(const faultline::protocol::Preparing& progress, std::optional<double> remainingSeconds);
    /// The worker accepted data set and model (device and reason are in the header).
    void opened(const faultline::model::RunHeader& header);
    /// The study is on disk and open, with that run: new with its first batch in it, or the one that is
    /// resumed.
    void studyReady(const std::shared_ptr<faultline::ui::StudyThread>& study, faultline::base::RunId run);
    /// A further batch is committed.
    void batchStored(const std::shared_ptr<const faultline::model::BatchReport>& report);
    void progressed(const faultline::workbench::EvaluationProgress& progress);
    /// The worker lives, but has finished no piece of work for stallTime(): someone should decide whether to
    /// wait, since it is not ended unasked. False: now it has.
    void stalled(bool isStalled);
    /// The error's message is for the user; on Failed the finished batches are kept and start() again
    /// resumes.
    void ended(faultline::workbench::EvaluationEnding ending,
               const faultline::workbench::EvaluationSummary& summary, const faultline::base::Error& error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace faultline::ui
