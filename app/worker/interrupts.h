// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <csignal>
#include <stop_token>
#include <thread>

namespace faultline::app {

/// While it lives, the first Ctrl+C (SIGINT), SIGTERM or closing of the terminal (SIGHUP) requests a stop;
/// another one, a second or more later, ends the process at once with exit code 130. A signal that the
/// process was told to ignore, as nohup does, stays ignored. One at a time. A thread reads what the handler
/// writes into a pipe: blocking the signals would not do, since libraries start threads before main().
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    void watch();

    static constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, signals.size()> m_before{};
    std::array<int, 2> m_pipe{-1, -1};
    std::stop_source m_stop;
    std::jthread m_watch;
};

} // namespace faultline::app
