// SPDX-License-Identifier: GPL-3.0-or-later
// slow_connection LATENCY_MS CUT_AFTER COMMAND...: stands for ssh in the tests. Runs the command and passes
// its input and output on, each piece LATENCY_MS later; after CUT_AFTER bytes of output (0: never) the
// connection is gone, as when a network fails.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Piece {
    Clock::time_point due;
    std::vector<char> bytes;
};

/// One direction of the connection.
struct Direction {
    int from, to;
    std::chrono::milliseconds latency;
    std::deque<Piece> travelling{};
    std::uint64_t left = UINT64_MAX; ///< bytes until it breaks
    bool ended = false;

    void take() {
        std::vector<char> bytes(1 << 16);
        const ssize_t got = ::read(from, bytes.data(), bytes.size());
        if (got <= 0) {
            ended = true;
            return;
        }
        bytes.resize(static_cast<std::size_t>(got));
        travelling.push_back({Clock::now() + latency, std::move(bytes)});
    }
    /// False when nobody takes it, or it is broken.
    bool deliver() {
        while (!travelling.empty() && travelling.front().due <= Clock::now()) {
            std::vector<char>& bytes = travelling.front().bytes;
            bytes.resize(std::min<std::uint64_t>(bytes.size(), left));
            left -= bytes.size();
            for (std::size_t at = 0; at < bytes.size();) {
                const ssize_t put = ::write(to, bytes.data() + at, bytes.size() - at);
                if (put <= 0)
                    return false;
                at += static_cast<std::size_t>(put);
            }
            travelling.pop_front();
        }
        return left > 0;
    }
    [[nodiscard]] int waitMs() const {
        if (travelling.empty())
            return 1000;
        const auto wait =
            std::chrono::duration_cast<std::chrono::milliseconds>(travelling.front().due - Clock::now());
        return wait.count() < 0 ? 0 : static_cast<int>(wait.count()) + 1;
    }
};

/// Starts the command with pipes for its standard input and output.
pid_t start(char** command, int& input, int& output) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0)
        std::exit(EXIT_FAILURE);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::execvp(command[0], command);
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    input = in[1];
    output = out[0];
    return child;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 4)
        return EXIT_FAILURE;
    std::signal(SIGPIPE, SIG_IGN);
    const std::chrono::milliseconds latency(std::atoi(argv[1]));
    const std::uint64_t cutAfter = std::strtoull(argv[2], nullptr, 10);
    int input = -1, output = -1;
    const pid_t child = start(argv + 3, input, output);
    Direction there{STDIN_FILENO, input, latency};
    Direction back{output, STDOUT_FILENO, latency};
    if (cutAfter > 0)
        back.left = cutAfter;
    while (!back.ended || !back.travelling.empty()) {
        pollfd ready[2]{{there.ended ? -1 : there.from, POLLIN, 0}, {back.ended ? -1 : back.from, POLLIN, 0}};
        ::poll(ready, 2, std::min(there.waitMs(), back.waitMs()));
        if (ready[0].revents != 0)
            there.take();
        if (ready[1].revents != 0)
            back.take();
        there.deliver();
        if (there.ended && there.travelling.empty() && input >= 0) {
            ::close(input);
            input = -1;
        }
        if (!back.deliver())
            break;
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return cutAfter > 0 ? 255 : EXIT_SUCCESS; // as ssh ends when its connection breaks
}
