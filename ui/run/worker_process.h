// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"
#include "ui/run/event_stream.h"
#include "ui/run/worker_pulse.h"
#include "ui/run/worker_timeouts.h"

#include <deque>
#include <memory>
#include <optional>

#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>

#include <sys/types.h>

namespace faultline::ui {

/// The inference worker as a child process: starts it at lower priority, shakes hands, sends requests, takes
/// its events as they come but never so many at once that the event loop waits for it, watches over it and
/// ends it. Whatever goes wrong (no such program, no or another handshake, garbage, silence, death) is one
/// failed() with a sentence for the user, and nothing after it. It leads a process group of its own, which
/// ends with it, so that it leaves no process behind.
class WorkerProcess : public QObject {
    Q_OBJECT

public:
    explicit WorkerProcess(const WorkerTimeouts& timeouts = {}, QObject* parent = nullptr);
    ~WorkerProcess() override;

    /// @param command empty: the worker that belongs to this program; see workerCommand()
    void start(const QString& command);
    /// Requests sent before ready() wait for it.
    void send(const protocol::Request& request);
    /// Ends it: end of its stdin, then terminate, then kill; stopped() follows. No other signal does.
    void stop();
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }

Q_SIGNALS:
    void ready();
    void received(const std::shared_ptr<const faultline::protocol::Event>& event);
    /// It lives, but has finished no piece of its request for WorkerTimeouts::stall; false: now it has.
    void stalled(bool isStalled);
    void failed(const faultline::base::Error& error);
    void stopped();

private:
    void write(const protocol::Request& request);
    /// Starts the program with its output in a pipe that is read under a bound, which QProcess does not know.
    bool launch(const QString& program, const QStringList& arguments);
    void takeLog();
    void takeEvents();
    void takeItem(const EventStream::Item& item);
    void takeEvent(const EventStream::SharedEvent& event);
    void takeHello(const protocol::Hello& hello);
    void takePong(const protocol::Pong& pong);
    void watch();
    void tellWhetherStalled();
    void processEnded();
    void endOnceAllIsRead();
    void signalGroup(int number) const;
    void fail(base::ErrorKind kind, const QString& sentence);
    [[nodiscard]] QString death() const;
    /// "; its log ends with: …", or nothing where the worker wrote nothing to stderr.
    [[nodiscard]] QString logTail() const;

    enum class State { Idle, Greeting, Ready, Failed, Stopping, Stopped };

    WorkerTimeouts m_timeouts;
    State m_state = State::Idle;
    QString m_name; ///< of the program, for messages
    QProcess m_process;
    pid_t m_group = 0; ///< of the worker and of what it starts; 0: none
    std::unique_ptr<EventStream> m_events;
    std::optional<EventStream::End> m_streamEnd;
    std::deque<protocol::Request> m_waiting;
    QTimer m_helloTimer;
    QTimer m_watchTimer;
    QTimer m_farewellTimer;
    WorkerPulse m_pulse;
    bool m_isStalled = false; ///< as told
    QByteArray m_log;
};

} // namespace faultline::ui
