// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <QCoreApplication>

namespace faultline::app {

/// The event loop of a command that waits for something: the present application's, or one of its own.
class HeadlessApplication {
public:
    HeadlessApplication();

    HeadlessApplication(const HeadlessApplication&) = delete;
    HeadlessApplication& operator=(const HeadlessApplication&) = delete;

private:
    std::unique_ptr<QCoreApplication> m_application;
};

/// One line on stderr that is written anew as things go on; nothing where stderr is no terminal.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(std::string_view text);
    void clear();

private:
    bool m_isTerminal;
    bool m_shown = false;
};

} // namespace faultline::app
