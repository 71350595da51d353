// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace faultline::app {

/// While it lives, the first Ctrl+C (SIGINT) or SIGTERM requests a stop; another one, a second or more later,
/// ends the process at once with exit code 130. Made before other threads are: they inherit that these
/// signals are blocked, and a thread of its own waits for them, so that nothing runs in a signal handler.
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    void watch(const std::stop_token& ended);

    sigset_t m_signals{};
    sigset_t m_before{}; ///< the mask that is restored
    std::stop_source m_stop;
    std::jthread m_watch;
};

} // namespace faultline::app
