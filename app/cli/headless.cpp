// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/headless.h"

#include "core/base/printable.h"

#include <csignal>
#include <cstdio>
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

HeadlessApplication::HeadlessApplication() {
    if (QCoreApplication::instance() != nullptr)
        return;
    static int count = 1;
    static char name[] = "faultline";
    static char* arguments[] = {name, nullptr};
    m_application = std::make_unique<QCoreApplication>(count, arguments);
}

InterruptWatch::InterruptWatch() {
    if (::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // without a pipe Ctrl+C ends the process at once, as if there were no watch
    m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT interrupted();
    });
    wakeDescriptor = m_pipe[1];
    firstInterrupt = 0;
    ::signal(SIGINT, wake);
    ::signal(SIGTERM, wake);
}

InterruptWatch::~InterruptWatch() {
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    m_notifier.reset();
    for (const int descriptor : m_pipe)
        if (descriptor >= 0)
            ::close(descriptor);
}

ProgressLine::ProgressLine()
    : m_isTerminal(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    clear();
}

void ProgressLine::show(std::string_view text) {
    if (!m_isTerminal)
        return;
    std::fprintf(stderr, "\r%s\033[K", base::printable(text).c_str());
    std::fflush(stderr);
    m_shown = true;
}

void ProgressLine::clear() {
    if (!m_shown)
        return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    m_shown = false;
}

} // namespace faultline::app
