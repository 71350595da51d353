// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/evaluation.h"

#include "ui/run/evaluation_call.h"
#include "ui/workspace/evaluation_request.h"

namespace faultline::ui {

struct Evaluation::Private {
    WorkerTimeouts timeouts;
    std::uint64_t lastRun = 0;
    EvaluationCall* call = nullptr; ///< a child of the evaluation; nullptr: nothing runs

    /// Forgets the call; its worker ends by itself meanwhile, and blocks nobody.
    void retire(Evaluation* evaluation) {
        EvaluationCall* leaving = std::exchange(call, nullptr);
        leaving->disconnect(evaluation);
        leaving->deleteLater();
        WorkerProcess* worker = leaving->releaseWorker().release();
        if (worker == nullptr)
            return;
        worker->disconnect(leaving);
        worker->setParent(evaluation);
        QObject::connect(worker, &WorkerProcess::stopped, worker, &QObject::deleteLater);
        worker->stop();
    }
};

Evaluation::Evaluation(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>()) {}

Evaluation::~Evaluation() = default;

void Evaluation::setTimeouts(const WorkerTimeouts& timeouts) {
    d->timeouts = timeouts;
}

std::chrono::milliseconds Evaluation::stallTime() const {
    return d->timeouts.stall;
}

bool Evaluation::isRunning() const {
    return d->call != nullptr;
}

void Evaluation::start(const EvaluationRequest& request, std::shared_ptr<StudyThread> open) {
    if (d->call != nullptr) {
        const workbench::command::End end = d->call->supersede();
        d->retire(this);
        Q_EMIT ended(end.ending, end.summary, end.error);
    }
    d->call = new EvaluationCall(++d->lastRun, request, std::move(open), d->timeouts, this);
    connect(d->call, &EvaluationCall::prepared, this, &Evaluation::prepared);
    connect(d->call, &EvaluationCall::opened, this, &Evaluation::opened);
    connect(d->call, &EvaluationCall::studyReady, this, &Evaluation::studyReady);
    connect(d->call, &EvaluationCall::batchStored, this, &Evaluation::batchStored);
    connect(d->call, &EvaluationCall::progressed, this, &Evaluation::progressed);
    connect(d->call, &EvaluationCall::stalled, this, &Evaluation::stalled);
    connect(d->call, &EvaluationCall::ended, this,
            [this](EvaluationEnding ending, const EvaluationSummary& summary, const base::Error& error) {
                d->retire(this);
                Q_EMIT ended(ending, summary, error);
            });
    QMetaObject::invokeMethod(d->call, &EvaluationCall::begin, Qt::QueuedConnection);
    Q_EMIT started();
}

void Evaluation::cancel() {
    if (d->call != nullptr)
        d->call->cancel();
}

void Evaluation::takeCandidate(const model::Preprocessing& preprocessing, bool maxPool) {
    if (d->call != nullptr)
        d->call->takeCandidate(preprocessing, maxPool);
}

} // namespace faultline::ui
