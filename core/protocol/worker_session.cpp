// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/worker_session.h"

#include "core/protocol/frame.h"
#include "core/protocol/request_answers.h"

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

/// The transport: frames in and out, the requests that wait, and how the exchange ends.
class Session : private AnswerChannel {
public:
    Session(int input, int output, const WorkerBackend& backend)
        : m_input(input)
        , m_output(output)
        , m_backend(backend)
        , m_answers(backend, *this) {}

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

    void send(const Event& event) override { sendPayload(encoded(event)); }

    Result<> sendBounded(const Event& event) override {
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
            answered = m_answers.answer(request);
        } catch (const std::bad_alloc&) {
            answered = failure(ErrorKind::Io, "the worker has not enough memory for data set, model and "
                                              "batch; close other programs or choose a smaller batch");
        }
        if (answered)
            return;
        m_answers.forget();
        log(answered.error().message);
        send(Failed{request.run, answered.error()});
    }

    [[nodiscard]] base::Job job() override {
        return {m_stop.get_token(), [this](std::uint64_t, std::uint64_t) { ++m_pieces; }};
    }
    [[nodiscard]] std::optional<inference::ModelVariant> taken() override {
        const std::lock_guard lock(m_mutex);
        return m_taken;
    }
    void stop() override { m_stop.request_stop(); }

    const int m_input;
    const int m_output;
    const WorkerBackend& m_backend;
    bool m_greeted = false;   ///< the reader's
    RequestAnswers m_answers; ///< the calling thread's

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
