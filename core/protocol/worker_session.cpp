// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/worker_session.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/dataset/left_out.h"
#include "core/inference/detection.h"
#include "core/inference/samples.h"
#include "core/inference/screening.h"
#include "core/inference/visiting_order.h"
#include "core/model/class_mapping.h"
#include "core/model/imported.h"
#include "core/protocol/frame.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>

#include <unistd.h>

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t largestQueue = 64;
constexpr std::size_t pieceBytes = 1u << 16;

using Task = std::variant<DescribeRequest, RunRequest, SamplesRequest>;

std::optional<std::uint64_t> runOf(const Task& task) {
    if (const auto* run = std::get_if<RunRequest>(&task))
        return run->run;
    if (const auto* samples = std::get_if<SamplesRequest>(&task))
        return samples->run;
    return std::nullopt;
}

/// Data set and model of the last request.
struct Opening {
    std::string dataset, model;
    model::RunOptions options;
    std::unique_ptr<dataset::ImageSet> images;
    std::optional<inference::OpenedModel> opened;
    std::optional<inference::Screening> screening; ///< where its network screens

    template <class AnyRequest>
    [[nodiscard]] bool serves(const AnyRequest& request) const {
        model::RunOptions same = request.options; // which images, and in what order, makes no difference
        same.order = options.order;
        same.seed = options.seed;
        same.limit = options.limit;
        same.batch = options.batch;
        return images != nullptr && opened && dataset == request.dataset && model == request.model &&
               options == same;
    }
};

/// Programs and graphs know fp32 alone; of answers that are not computed here nobody asks.
Result<> checkPrecision(model::Precision wanted, const model::DeviceInfo& device) {
    if (wanted == model::Precision::Fast || base::nameOf(wanted) == device.precision ||
        device.device == model::noDevice)
        return {};
    return failure(ErrorKind::Refused,
                   "this kind of model is computed in " + device.precision + " only; choose that precision");
}

/// A folder that is no class is found by its name, and why one is missing by what was left out.
std::string foldersText(const dataset::DatasetInfo& info) {
    constexpr std::size_t named = 8;
    std::string text = "; the classes are the folders ";
    for (std::size_t i = 0; i < std::min(named, info.classes.size()); ++i)
        text += (i == 0 ? "" : ", ") + base::printable(info.classes[i]);
    if (info.classes.size() > named)
        text += " and " + base::groupedText(info.classes.size() - named) + " more";
    const std::string left = dataset::leftOutText(info.leftOut);
    return left.empty() ? text : text + "; " + left;
}

/// Labels that count from 1 make one class too many, which has no image.
base::Error explained(base::Error error, const dataset::ImageSet& images) {
    if (images.info().format == dataset::Format::ImageFolder)
        error.message += foldersText(images.info());
    const std::uint32_t size = images.info().size;
    std::uint16_t smallest = size == 0 ? 0 : images.label(base::SampleIndex(0)).value;
    for (std::uint32_t i = 1; i < size; ++i)
        smallest = std::min(smallest, images.label(base::SampleIndex(i)).value);
    if (images.info().format == dataset::Format::Npy && smallest > 0)
        error.message += "; the smallest label of the data set is " + std::to_string(smallest) +
                         ": where its labels count from 1, save them as labels - 1";
    return error;
}

class Session {
public:
    Session(int input, int output, const WorkerBackend& backend)
        : m_input(input)
        , m_output(output)
        , m_backend(backend) {}

    SessionEnding run() {
        send(Hello{std::string(protocolMagic), protocolVersion, m_backend.program});
        std::thread reader([this] { readGuarded(); });
        while (const std::optional<Task> task = nextTask())
            std::visit([this](const auto& request) { answerGuarded(request); }, *task);
        reader.join();
        return *m_ending;
    }

private:
    // The reader's thread

    void readGuarded() {
        try {
            read();
        } catch (const std::bad_alloc&) {
            breakExchange({ErrorKind::InvalidInput, "a message does not fit into memory"});
        }
    }

    void read() {
        FrameReader frames;
        base::Bytes piece(pieceBytes);
        for (;;) {
            const ssize_t got = ::read(m_input, piece.data(), piece.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return frames.pending() == 0
                           ? end(SessionEnding::InputEnded)
                           : breakExchange({ErrorKind::InvalidInput, "the input ends within a message"});
            frames.feed({piece.data(), static_cast<std::size_t>(got)});
            if (const Result<> taken = takeAll(frames); !taken)
                return breakExchange(taken.error());
        }
    }

    Result<> takeAll(FrameReader& frames) {
        for (;;) {
            FAULTLINE_TRY(payload, frames.next());
            if (!payload)
                return {};
            FAULTLINE_TRY(request, decodedRequest(*payload));
            const bool isHello = std::holds_alternative<Hello>(request);
            if (isHello == m_greeted)
                return failure(ErrorKind::InvalidInput,
                               isHello ? "a second hello" : "a request before the hello");
            FAULTLINE_CHECK(std::visit([this](auto& message) { return take(std::move(message)); }, request));
        }
    }

    Result<> take(Hello hello) {
        m_greeted = true;
        return checkHello(hello);
    }
    Result<> take(Ping ping) {
        send(Pong{ping.token, m_pieces});
        return {};
    }
    Result<> take(CancelRequest cancel) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_currentRun == cancel.run) {
                m_stop.request_stop();
                return {};
            }
            const auto waiting = std::find_if(m_tasks.begin(), m_tasks.end(),
                                              [&](const Task& task) { return runOf(task) == cancel.run; });
            if (waiting == m_tasks.end())
                return {}; // it has ended meanwhile
            m_tasks.erase(waiting);
        }
        send(Finished{cancel.run, true});
        return {};
    }
    Result<> take(TakeCandidate candidate) {
        const std::lock_guard lock(m_mutex);
        if (m_currentRun == candidate.run)
            m_taken = {std::move(candidate.preprocessing), candidate.maxPool};
        return {};
    }
    template <class AnyRequest>
    Result<> take(AnyRequest request) {
        const std::lock_guard lock(m_mutex);
        if (m_tasks.size() == largestQueue)
            return failure(ErrorKind::InvalidInput, "too many requests at once");
        m_tasks.emplace_back(std::move(request));
        m_changed.notify_one();
        return {};
    }

    // Either thread

    void send(const Event& event) { sendPayload(encoded(event)); }

    /// For events whose size depends on the images.
    Result<> sendBounded(const Event& event) {
        const base::Bytes payload = encoded(event);
        if (payload.size() > frameLimit)
            return failure(ErrorKind::InvalidInput,
                           "the results of one batch are too large for a message; choose a smaller batch");
        sendPayload(payload);
        return {};
    }

    void sendPayload(base::ByteView payload) {
        const base::Bytes frame = framed(payload);
        const std::lock_guard lock(m_outputMutex);
        base::ByteView rest(frame);
        while (!rest.empty()) {
            const ssize_t written = ::write(m_output, rest.data(), rest.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                return end(SessionEnding::OutputClosed);
            rest = rest.subspan(static_cast<std::size_t>(written));
        }
    }

    void breakExchange(const base::Error& error) {
        log("the exchange is broken: " + error.message);
        send(Failed{0, error});
        end(SessionEnding::BrokenExchange);
    }

    void end(SessionEnding ending) {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_ending)
                m_ending = ending;
            m_stop.request_stop();
            m_changed.notify_one();
        }
        if (m_backend.ended)
            m_backend.ended(ending);
    }

    void log(std::string_view text) const {
        if (m_backend.log)
            m_backend.log(text);
    }

    // The calling thread

    std::optional<Task> nextTask() {
        std::unique_lock lock(m_mutex);
        m_currentRun.reset();
        m_changed.wait(lock, [this] { return m_ending.has_value() || !m_tasks.empty(); });
        if (m_ending)
            return std::nullopt;
        Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        m_currentRun = runOf(task);
        m_taken.reset();
        m_stop = std::stop_source();
        return task;
    }

    void answerGuarded(const DescribeRequest&) { send(m_backend.describe()); }

    template <class AnyRequest>
    void answerGuarded(const AnyRequest& request) {
        Result<> answered;
        try {
            answered = answer(request);
        } catch (const std::bad_alloc&) {
            answered = failure(ErrorKind::Io, "the worker has not enough memory for data set, model and "
                                              "batch; close other programs or choose a smaller batch");
        }
        if (answered)
            return;
        m_opening = {};
        log(answered.error().message);
        send(Failed{request.run, answered.error()});
    }

    /// Stopped by a cancel of the present task; its progress is counted.
    [[nodiscard]] base::Job jobOf(std::uint64_t run) {
        return {run, m_stop.get_token(), [this](std::uint64_t, std::uint64_t) { ++m_pieces; }};
    }
    /// The same, whose progress is told as the preparation that it is, too.
    [[nodiscard]] base::Job jobOf(std::uint64_t run, const std::string& what) {
        base::Job job = jobOf(run);
        job.progress = [this, run, what](std::uint64_t done, std::uint64_t total) {
            ++m_pieces;
            send(Preparing{run, what, done, total, {}, 0});
        };
        return job;
    }

    /// Tells what is tried with its progress, and asks what the application takes of it.
    Result<inference::Ending> findPreprocessing(std::uint64_t run, const model::RunOptions& options,
                                                const dataset::ImageSet& images,
                                                inference::OpenedModel& model) {
        Preparing preparing{run, "Finding the preprocessing", 0, 0, {}, 0};
        base::Job job = jobOf(run);
        job.progress = [&](std::uint64_t done, std::uint64_t total) {
            ++m_pieces;
            preparing.done = done;
            preparing.total = total;
            send(preparing);
        };
        inference::DetectionTalk talk;
        talk.tell = [&](const std::vector<model::PreprocessingTrial>& trials, std::uint32_t contenders) {
            preparing.trials = trials;
            preparing.contenders = contenders;
        };
        talk.taken = [this] {
            const std::lock_guard lock(m_mutex);
            return m_taken;
        };
        return inference::detectVariant(images, model, options, job, talk);
    }

    template <class AnyRequest>
    Result<inference::Ending> open(const AnyRequest& request) {
        m_opening = {};
        FAULTLINE_CHECK(request.options.validate());
        dataset::OpenOptions reading;
        reading.split = request.options.split;
        reading.labels = request.options.labels;
        reading.numbering = request.options.numbering;
        reading.job = jobOf(request.run, "Reading the images");
        auto images = m_backend.openImages(request.dataset, reading);
        if (!images && images.error().kind == ErrorKind::Cancelled)
            return inference::Ending::Cancelled;
        if (!images)
            return failure(std::move(images).error());
        FAULTLINE_TRY(model, m_backend.openModel(request.model, request.options, **images));
        FAULTLINE_CHECK(checkPrecision(request.options.precision, model.network().device()));
        const auto mapping =
            model::mapClasses((*images)->info().classes, model.info().classes, request.options.classes);
        if (!mapping)
            return failure(explained(mapping.error(), **images));
        model.mapOutputs(*mapping);
        FAULTLINE_TRY(detected, findPreprocessing(request.run, request.options, **images, model));
        if (detected == inference::Ending::Cancelled)
            return inference::Ending::Cancelled;
        FAULTLINE_TRY(screening,
                      inference::prepareScreening(**images, model, request.options, jobOf(request.run)));
        m_opening = {request.dataset,    request.model,    request.options,
                     std::move(*images), std::move(model), std::move(screening)};
        return inference::Ending::Finished;
    }

    Result<> cancelled(std::uint64_t run) {
        send(Finished{run, true});
        return {};
    }

    Result<> answer(const RunRequest& request) {
        FAULTLINE_TRY(opened, open(request));
        if (opened == inference::Ending::Cancelled)
            return cancelled(request.run);
        const dataset::DatasetInfo& info = m_opening.images->info();
        const inference::Network& network = m_opening.opened->network();
        const auto positions = static_cast<std::uint32_t>(
            inference::visitingOrder(request.options, *m_opening.images, network.covered()).size());
        model::DeviceInfo device = network.device();
        if (m_opening.screening)
            device.screeningBound = m_opening.screening->bound();
        if (request.options.precision == model::Precision::Fast && !network.screens() &&
            device.precisionReason.empty() && device.device != model::noDevice)
            device.precisionReason = "this kind of model is computed in fp32 only";
        send(Opened{request.run, info, m_opening.opened->info(), std::move(device), positions});
        Result<> sent;
        const auto report = [&](const model::BatchReport& batch) {
            if (sent = sendBounded(BatchDone{request.run, batch}); !sent)
                m_stop.request_stop();
        };
        FAULTLINE_TRY(ending, inference::runInference(*m_opening.images, *m_opening.opened, request.options,
                                                      request.startPosition, jobOf(request.run), report,
                                                      m_opening.screening ? &*m_opening.screening : nullptr));
        FAULTLINE_CHECK(sent);
        send(Finished{request.run, ending == inference::Ending::Cancelled});
        return {};
    }

    Result<> answer(const SamplesRequest& request) {
        if (!m_opening.serves(request)) {
            FAULTLINE_TRY(opened, open(request));
            if (opened == inference::Ending::Cancelled)
                return cancelled(request.run);
        }
        Result<> sent;
        const auto report = [&](std::vector<model::SampleDetail> details, bool last) {
            if (sent)
                sent = sendBounded(SamplesDone{request.run, std::move(details), last});
        };
        FAULTLINE_TRY(ending, inference::collectSamples(
                                  *m_opening.images, *m_opening.opened, request.samples, jobOf(request.run),
                                  report, m_opening.screening ? &*m_opening.screening : nullptr));
        FAULTLINE_CHECK(sent);
        if (ending == inference::Ending::Cancelled)
            send(Finished{request.run, true});
        return {};
    }

    const int m_input;
    const int m_output;
    const WorkerBackend& m_backend;
    bool m_greeted = false; ///< the reader's
    Opening m_opening;      ///< the calling thread's

    std::atomic<std::uint64_t> m_pieces = 0; ///< finished; the pongs carry it

    std::mutex m_outputMutex;
    std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::deque<Task> m_tasks;
    std::optional<std::uint64_t> m_currentRun;
    std::optional<inference::ModelVariant> m_taken; ///< of its candidates
    std::stop_source m_stop;
    std::optional<SessionEnding> m_ending;
};

} // namespace

SessionEnding serve(int input, int output, const WorkerBackend& backend) {
    return Session(input, output, backend).run();
}

} // namespace faultline::protocol
