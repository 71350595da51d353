// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/evaluation_call.h"

#include "core/base/text.h"
#include "core/protocol/answer_checks.h"

#include <algorithm>

namespace faultline::ui {

using base::ErrorKind;

EvaluationCall::EvaluationCall(std::uint64_t run, EvaluationRequest request,
                               std::shared_ptr<StudyThread> open, const WorkerTimeouts& timeouts,
                               QObject* parent)
    : QObject(parent)
    , m_run(run)
    , m_request(std::move(request))
    , m_options(m_request.options)
    , m_timeouts(timeouts)
    , m_study(std::move(open)) {
    m_clock.start();
    m_cancelTimer.setSingleShot(true);
    connect(&m_cancelTimer, &QTimer::timeout, this, [this] { decide(EvaluationEnding::Cancelled); });
}

void EvaluationCall::begin() {
    if (m_ending)
        return;
    if (auto valid = m_request.options.validate(); !valid)
        return fail(valid.error());
    startWorker();
    openStudy();
}

void EvaluationCall::cancel() {
    if (m_cancelled || m_ending)
        return;
    m_cancelled = true;
    if (!m_runRequested || m_runComplete) {
        decide(EvaluationEnding::Cancelled);
        return;
    }
    m_worker->send(protocol::CancelRequest{m_run});
    m_cancelTimer.start(m_timeouts.cancel);
}

void EvaluationCall::takeEvent(const protocol::Event& event) {
    if (m_ending)
        return;
    if (const auto* refusal = std::get_if<protocol::Failed>(&event)) {
        if (refusal->run == m_run || refusal->run == 0)
            fail(refusal->error);
    } else if (const auto* preparing = std::get_if<protocol::Preparing>(&event)) {
        if (preparing->run == m_run && !m_firstRead)
            Q_EMIT prepared(*preparing);
    } else if (const auto* opening = std::get_if<protocol::Opened>(&event)) {
        if (opening->run == m_run && !m_firstRead)
            takeOpened(*opening);
    } else if (const auto* batch = std::get_if<protocol::BatchDone>(&event)) {
        if (batch->run == m_run)
            takeBatch(batch->report);
    } else if (const auto* samples = std::get_if<protocol::SamplesDone>(&event)) {
        if (samples->run == m_run)
            takeSamples(*samples);
    } else if (const auto* finished = std::get_if<protocol::Finished>(&event)) {
        if (finished->run != m_run || m_runComplete)
            return;
        if (finished->cancelled)
            return decide(EvaluationEnding::Cancelled);
        if (!m_firstRead || m_received != m_header.positions)
            return fail({ErrorKind::Worker, "the worker says that it has finished after " +
                                                base::groupedText(m_received) + " of " +
                                                base::groupedText(m_header.positions) + " images"});
        m_runComplete = true;
        m_cancelTimer.stop();
        if (m_cancelled)
            return decide(EvaluationEnding::Cancelled);
        advance();
    }
}

void EvaluationCall::takeBatch(const model::BatchReport& report) {
    if (!m_firstRead)
        return fail({ErrorKind::Worker, "the worker sent results before it opened data set and model"});
    if (auto sound = protocol::checkBatch(report, m_header, m_received); !sound)
        return fail(sound.error());
    m_received += static_cast<std::uint32_t>(report.predictions.size());
    store(std::make_shared<const model::BatchReport>(report));
}

void EvaluationCall::store(const Batch& batch) {
    if (m_creating) {
        m_waitingForStudy.push_back(batch);
        return;
    }
    if (!m_study)
        return create(batch);
    ++m_unstored;
    m_study->post(
        this, [batch](study::Study& study) { return study.appendBatch(*batch); },
        [this, batch](const base::Result<>& result) {
            --m_unstored;
            if (result)
                return stored(batch);
            fail(result.error());
            advance();
        });
}

void EvaluationCall::stored(const Batch& batch) {
    const auto count = static_cast<std::uint32_t>(batch->predictions.size());
    m_done += count;
    m_summary.evaluated += count;
    m_summary.seconds = std::chrono::duration<double>(now() - *m_firstRead).count();
    if (!m_summary.secondsToFirstFailure && !batch->failures.empty())
        m_summary.secondsToFirstFailure = std::chrono::duration<double>(now()).count();
    m_rate.add(now(), count);
    EvaluationProgress progress{m_done, m_header.positions, m_rate.imagesPerSecond(), std::nullopt};
    if (progress.imagesPerSecond > 0)
        progress.remainingSeconds = (progress.positions - progress.done) / progress.imagesPerSecond;
    Q_EMIT batchStored(batch);
    Q_EMIT progressed(progress);
    advance();
}

void EvaluationCall::drawControls() {
    using Drawn = base::Result<inference::Controls>;
    m_controls.emplace(); // asked for
    const auto classCount = static_cast<std::uint32_t>(m_header.dataset.classes.size());
    m_study->post(
        this,
        [classCount, seed = m_request.options.seed](study::Study& study) -> Drawn {
            FAULTLINE_TRY(predictions, study.predictions());
            return inference::drawControls(predictions, classCount, seed);
        },
        [this](Drawn drawn) {
            if (m_ending)
                return;
            if (!drawn)
                return fail(drawn.error());
            m_controls = std::move(*drawn);
            if (m_controls->samples.empty())
                return finish({});
            m_worker->send(protocol::SamplesRequest{m_run, m_request.dataset.toStdString(),
                                                    m_request.model.toStdString(), m_options,
                                                    m_controls->samples});
        });
}

void EvaluationCall::takeSamples(const protocol::SamplesDone& piece) {
    if (!m_controls || m_finishing || m_samples.size() + piece.samples.size() > m_controls->samples.size())
        return fail({ErrorKind::Worker, "the worker sent samples that nobody asked for"});
    m_samples.insert(m_samples.end(), piece.samples.begin(), piece.samples.end());
    if (!piece.last)
        return;
    auto checked = protocol::checkedSamples(std::exchange(m_samples, {}), m_controls->samples, m_header);
    if (!checked)
        return fail(checked.error());
    finish(std::move(*checked));
}

void EvaluationCall::finish(std::vector<model::SampleDetail> controls) {
    m_finishing = true;
    m_study->post(
        this,
        [controls = std::move(controls), shortfall = m_controls->shortfall](study::Study& study) {
            return study.finishRun(controls, shortfall);
        },
        [this](const base::Result<>& result) {
            m_finishing = false;
            if (!result)
                return fail(result.error());
            // Committed: a cancel or a dying worker came too late to change that.
            m_ending = EvaluationEnding::Finished;
            m_error = {};
            m_summary.seconds = std::chrono::duration<double>(now() - *m_firstRead).count();
            advance();
        });
}

void EvaluationCall::decide(EvaluationEnding ending, base::Error error) {
    if (!m_ending) {
        m_ending = ending;
        m_error = std::move(error);
        m_cancelTimer.stop();
    }
    // Queued, so that start() and cancel() have returned before ended() comes.
    QMetaObject::invokeMethod(this, &EvaluationCall::advance, Qt::QueuedConnection);
}

void EvaluationCall::fail(const base::Error& error) {
    if (m_cancelled)
        decide(EvaluationEnding::Cancelled); // a worker that dies of a cancel has done what it was asked for
    else
        decide(EvaluationEnding::Failed, error);
}

void EvaluationCall::advance() {
    if (m_creating || m_unstored > 0 || m_finishing || m_concluding)
        return;
    if (m_ending)
        conclude();
    else if (m_runComplete && !m_controls && m_study)
        drawControls();
}

void EvaluationCall::conclude() {
    m_concluding = true;
    if (!m_study) {
        Q_EMIT ended(*m_ending, m_summary, explained());
        return;
    }
    m_study->post(
        this, [](study::Study& study) { return study.predictions(); },
        [this](const base::Result<std::vector<model::Prediction>>& predictions) {
            if (predictions) {
                const auto failed =
                    std::count_if(predictions->begin(), predictions->end(),
                                  [](const auto& prediction) { return prediction.isFailure(); });
                m_summary.samples = predictions->size();
                m_summary.failures = static_cast<std::uint64_t>(failed);
                m_summary.correct = m_summary.samples - m_summary.failures;
            } else if (*m_ending != EvaluationEnding::Failed) {
                m_ending = EvaluationEnding::Failed;
                m_error = predictions.error();
            }
            Q_EMIT ended(*m_ending, m_summary, explained());
        });
}

base::Error EvaluationCall::explained() const {
    if (*m_ending == EvaluationEnding::Finished)
        return {};
    const std::string kept =
        m_firstRead && m_study ? base::groupedText(m_done) + " of " + base::groupedText(m_header.positions) +
                                     " images are kept, and starting again resumes from there"
                               : "";
    if (*m_ending == EvaluationEnding::Cancelled)
        return {ErrorKind::Cancelled,
                kept.empty() ? "the run was cancelled" : "the run was cancelled; " + kept};
    return {m_error.kind, kept.empty() ? m_error.message : m_error.message + "; " + kept};
}

} // namespace faultline::ui
