// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signals/interrupt_watch.h"

#include <csignal>
#include <ctime>

#include <fcntl.h>
#include <unistd.h>

namespace faultline::app {

namespace {

constexpr long long patienceNanoseconds = 1'000'000'000;
int wakeDescriptor = -1;               ///< of the one InterruptWatch
volatile long long firstInterrupt = 0; ///< on the monotonic clock; 0: none yet

/// Calls that are safe in a signal handler, and nothing else. Some senders signal the process and its group
/// at once: that is one interrupt.
void wake(int number) {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    const long long now = static_cast<long long>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
    if (firstInterrupt != 0) {
        if (now - firstInterrupt > patienceNanoseconds) {
            ::signal(number, SIG_DFL);
            ::raise(number);
        }
        return;
    }
    firstInterrupt = now;
    const char byte = 1;
    if (::write(wakeDescriptor, &byte, 1) != 1)
        ::_exit(128 + number);
}

} // namespace

InterruptWatch::InterruptWatch() {
    if (::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // without a pipe a signal ends the process at once, as if there were no watch
    m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT interrupted();
    });
    wakeDescriptor = m_pipe[1];
    firstInterrupt = 0;
    struct sigaction action {};
    action.sa_handler = wake;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        if (::sigaction(number, nullptr, &before) != 0 || before.sa_handler == SIG_IGN)
            continue;
        ::sigaction(number, &action, nullptr);
        m_before.push_back({number, before});
    }
}

InterruptWatch::~InterruptWatch() {
    for (const Before& before : m_before)
        ::sigaction(before.number, &before.action, nullptr);
    m_notifier.reset();
    for (const int descriptor : m_pipe)
        if (descriptor >= 0)
            ::close(descriptor);
}

} // namespace faultline::app
