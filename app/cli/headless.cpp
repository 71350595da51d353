// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/headless.h"

#include "core/base/printable.h"

#include <cstdio>

#include <unistd.h>

namespace faultline::app {

HeadlessApplication::HeadlessApplication() {
    if (QCoreApplication::instance() != nullptr)
        return;
    static int count = 1;
    static char name[] = "faultline";
    static char* arguments[] = {name, nullptr};
    m_application = std::make_unique<QCoreApplication>(count, arguments);
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
