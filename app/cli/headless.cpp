// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/headless.h"

#include "core/report/text_table.h"

#include <csignal>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace faultline::app {

namespace {

int wakeDescriptor = -1; ///< of the one InterruptWatch

void wake(int number) {
    const char byte = 1;
    if (::write(wakeDescriptor, &byte, 1) != 1)
        ::_exit(128 + number);
    ::signal(number, SIG_DFL);
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
        m_interrupted = true;
        Q_EMIT interrupted();
    });
    wakeDescriptor = m_pipe[1];
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
    std::fprintf(stderr, "\r%s\033[K", report::printable(text).c_str());
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
