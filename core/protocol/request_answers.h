// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/inference/model_variant.h"
#include "core/inference/run.h"
#include "core/protocol/messages.h"
#include "core/protocol/worker_session.h"

#include <memory>
#include <optional>
#include <string>

namespace faultline::protocol {

/// What whoever answers a request needs of the exchange. Called by the thread that answers.
class AnswerChannel {
public:
    virtual ~AnswerChannel() = default;
    virtual void send(const Event& event) = 0;
    /// For events whose size depends on the images; fails where it is too large for a message.
    [[nodiscard]] virtual base::Result<> sendBounded(const Event& event) = 0;
    /// Stopped by a cancel of the present task; its progress is counted.
    [[nodiscard]] virtual base::Job job() = 0;
    /// Which candidate of the preprocessing the application took, if any.
    [[nodiscard]] virtual std::optional<inference::ModelVariant> taken() = 0;
    /// The present task ends as if it were cancelled.
    virtual void stop() = 0;
};

/// Answers requests, one after the other: opens data set and model, which the next request for the same ones
/// finds open, and computes. An error is that of the request.
class RequestAnswers {
public:
    /// Both outlive it.
    RequestAnswers(const WorkerBackend& backend, AnswerChannel& channel);
    ~RequestAnswers();
    RequestAnswers(const RequestAnswers&) = delete;
    RequestAnswers& operator=(const RequestAnswers&) = delete;

    [[nodiscard]] base::Result<> answer(const RunRequest& request);
    [[nodiscard]] base::Result<> answer(const SamplesRequest& request);
    /// Closes data set and model.
    void forget();

private:
    struct Opening;

    /// Whose progress is told as the preparation that it is, too.
    [[nodiscard]] base::Job jobOf(std::uint64_t run, const std::string& what);
    [[nodiscard]] base::Result<inference::Ending> findPreprocessing(std::uint64_t run,
                                                                    const model::RunOptions& options,
                                                                    const dataset::ImageSet& images,
                                                                    inference::OpenedModel& model);
    template <class AnyRequest>
    [[nodiscard]] base::Result<inference::Ending> open(const AnyRequest& request);
    [[nodiscard]] base::Result<> cancelled(std::uint64_t run);

    const WorkerBackend& m_backend;
    AnswerChannel& m_channel;
    std::unique_ptr<Opening> m_opening; ///< of the last request
};

} // namespace faultline::protocol
