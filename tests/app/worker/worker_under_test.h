// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/frame.h"
#include "core/protocol/messages.h"
#include "tests/support/real_data.h"

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace faultline::tests {

using namespace model;
using namespace protocol;

inline constexpr std::chrono::seconds patience(20);

/// The real worker on two pipes. Whatever takes longer than `patience` throws.
class Worker {
public:
    Worker() {
        std::signal(SIGPIPE, SIG_IGN);
        std::array<int, 2> requests{}, events{};
        if (::pipe2(requests.data(), O_CLOEXEC) != 0 || ::pipe2(events.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipes");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, requests[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, events[1], STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        std::string program = FAULTLINE_BINARY_DIR "/bin/faultline-worker";
        std::array<char*, 2> arguments{program.data(), nullptr};
        const int failed =
            ::posix_spawn(&m_process, program.c_str(), &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(requests[0]);
        ::close(events[1]);
        m_requests = requests[1];
        m_events = events[0];
        if (failed != 0)
            throw std::runtime_error("cannot start " + program);
    }
    ~Worker() {
        closeInput();
        ::close(m_events);
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            ::waitpid(m_process, nullptr, 0);
        }
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void write(base::ByteView bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_requests, bytes.data(), bytes.size());
            if (written <= 0)
                throw std::runtime_error("the worker does not read");
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }
    void send(const Request& request) const { write(framed(encoded(request))); }
    void closeInput() {
        if (m_requests >= 0)
            ::close(m_requests);
        m_requests = -1;
    }

    /// The next event, or nothing at the end of the stream.
    std::optional<Event> next() {
        for (;;) {
            auto payload = m_frames.next();
            if (!payload)
                throw std::runtime_error(payload.error().message);
            if (*payload) {
                auto event = decodedEvent(**payload);
                if (!event)
                    throw std::runtime_error(event.error().message);
                return *event;
            }
            if (!feed())
                return std::nullopt;
        }
    }
    template <class Message>
    Message expect() {
        const std::optional<Event> event = next();
        if (!event)
            throw std::runtime_error("the worker ended");
        if (const auto* error = std::get_if<Failed>(&*event); error && !std::is_same_v<Message, Failed>)
            throw std::runtime_error("the worker failed: " + error->error.message);
        REQUIRE(std::holds_alternative<Message>(*event));
        return std::get<Message>(*event);
    }
    void greet() {
        CHECK(checkHello(expect<Hello>()));
        send(Hello{std::string(protocolMagic), protocolVersion, "test"});
    }
    /// The exit code, once the stream has ended.
    int exitCode() {
        CHECK_FALSE(next());
        int status = 0;
        ::waitpid(m_process, &status, 0);
        m_process = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    bool feed() {
        pollfd waiting{m_events, POLLIN, 0};
        const auto limit = std::chrono::milliseconds(patience).count();
        if (::poll(&waiting, 1, static_cast<int>(limit)) != 1)
            throw std::runtime_error("the worker is silent");
        std::array<std::uint8_t, 65'536> piece{};
        const ssize_t got = ::read(m_events, piece.data(), piece.size());
        if (got > 0)
            m_frames.feed({piece.data(), static_cast<std::size_t>(got)});
        return got > 0;
    }

    pid_t m_process = -1;
    int m_requests = -1;
    int m_events = -1;
    FrameReader m_frames;
};

inline RunRequest runRequest(std::uint64_t run, const std::filesystem::path& dataset,
                             const std::filesystem::path& model = firstModel()) {
    RunRequest request{run, dataset.string(), model.string(), {}, 0};
    request.options.device = {model::DeviceKind::Cpu};
    return request;
}

/// What the worker answers to a request that it refuses; it goes on afterwards.
inline Failed refused(const RunRequest& request) {
    Worker worker;
    worker.greet();
    worker.send(request);
    const auto failed = worker.expect<Failed>();
    CHECK(failed.run == request.run);
    CHECK_FALSE(failed.error.message.empty());
    worker.send(Ping{1});
    CHECK(worker.expect<Pong>().token == 1); // it goes on
    return failed;
}

} // namespace faultline::tests
