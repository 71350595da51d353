// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <memory>
#include <vector>

#include <QObject>
#include <QSocketNotifier>

namespace faultline::app {

/// Turns the first SIGINT (Ctrl+C), SIGTERM or SIGHUP into a signal of Qt; another one, a second or more
/// later, ends the process as usual. What was ignored when the program started (nohup, a job in the
/// background) stays ignored. One at a time.
class InterruptWatch : public QObject {
    Q_OBJECT

public:
    InterruptWatch();
    ~InterruptWatch() override;

Q_SIGNALS:
    void interrupted();

private:
    struct Before {
        int number;
        struct sigaction action;
    };
    int m_pipe[2]{-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::vector<Before> m_before;
};

} // namespace faultline::app
