// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/interrupts.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

namespace faultline::app {

namespace {

constexpr char signalled = 's', over = 'o';
volatile int wakeDescriptor = -1; ///< of the one Interrupts

/// Calls that are safe in a signal handler, and nothing else.
void wake(int number) {
    const int before = errno;
    if (::write(wakeDescriptor, &signalled, 1) != 1)
        ::_exit(128 + number);
    errno = before;
}

} // namespace

Interrupts::Interrupts() {
    if (::pipe2(m_pipe.data(), O_CLOEXEC) != 0)
        return; // without a pipe a signal ends the process at once, as if there were no watch
    wakeDescriptor = m_pipe[1];
    m_watch = std::jthread([this] { watch(); });
    struct sigaction action {};
    action.sa_handler = wake;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < signals.size(); ++i)
        if (::sigaction(signals[i], nullptr, &m_before[i]) == 0 && m_before[i].sa_handler != SIG_IGN)
            ::sigaction(signals[i], &action, nullptr);
}

Interrupts::~Interrupts() {
    if (!m_watch.joinable())
        return;
    for (std::size_t i = 0; i < signals.size(); ++i)
        ::sigaction(signals[i], &m_before[i], nullptr);
    if (::write(m_pipe[1], &over, 1) != 1)
        std::abort(); // a pipe whose reader lives takes a byte
    m_watch.join();
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void Interrupts::watch() {
    using Clock = std::chrono::steady_clock;
    std::optional<Clock::time_point> first;
    char what = 0;
    while (::read(m_pipe[0], &what, 1) == 1 && what == signalled) {
        if (!first) {
            first = Clock::now();
            m_stop.request_stop();
        } else if (Clock::now() - *first > std::chrono::seconds(1)) {
            std::_Exit(130); // some senders signal the process and its group at once: that is one interrupt
        }
    }
}

} // namespace faultline::app
