// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/interrupts.h"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <optional>

namespace faultline::app {

Interrupts::Interrupts() {
    ::sigemptyset(&m_signals);
    ::sigaddset(&m_signals, SIGINT);
    ::sigaddset(&m_signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
    m_watch = std::jthread([this](const std::stop_token& ended) { watch(ended); });
}

Interrupts::~Interrupts() {
    m_watch.request_stop();
    m_watch.join();
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void Interrupts::watch(const std::stop_token& ended) {
    using Clock = std::chrono::steady_clock;
    constexpr timespec patience{0, 50'000'000};
    std::optional<Clock::time_point> first;
    while (!ended.stop_requested()) {
        if (::sigtimedwait(&m_signals, nullptr, &patience) < 0)
            continue; // nothing came
        if (!first) {
            first = Clock::now();
            m_stop.request_stop();
        } else if (Clock::now() - *first > std::chrono::seconds(1)) {
            std::_Exit(130); // some senders signal the process and its group at once: that is one interrupt
        }
    }
}

} // namespace faultline::app
