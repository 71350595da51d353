// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"
#include "ui/run/worker_timeouts.h"

#include <deque>
#include <memory>

#include <QObject>
#include <QProcess>
#include <QString>
#include <QThread>
#include <QTimer>

namespace faultline::ui {

class EventDecoder;

/// The inference worker as a child process: starts it at lower priority, shakes hands, sends requests,
/// decodes its events on a thread of their own, watches over it and ends it. Whatever goes wrong (no such
/// program, no or another handshake, garbage, silence, death) is one failed() with a sentence for the user,
/// and nothing after it. The destructor leaves no process behind.
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
    void failed(const faultline::base::Error& error);
    void stopped();

private:
    void write(const protocol::Request& request);
    void takeOutput();
    void takeLog();
    void takeEvent(const std::shared_ptr<const protocol::Event>& event);
    void takeHello(const protocol::Hello& hello);
    void watch();
    void processEnded();
    void streamEnded(qsizetype unfinishedBytes);
    void fail(base::ErrorKind kind, const QString& sentence);
    [[nodiscard]] QString death() const;
    /// "; its log ends with: …", or nothing where the worker wrote nothing to stderr.
    [[nodiscard]] QString logTail() const;

    enum class State { Idle, Greeting, Ready, Failed, Stopping, Stopped };

    WorkerTimeouts m_timeouts;
    State m_state = State::Idle;
    QString m_name; ///< of the program, for messages
    QProcess m_process;
    QThread m_decoderThread;
    EventDecoder* m_decoder; ///< lives on m_decoderThread
    std::deque<protocol::Request> m_waiting;
    QTimer m_helloTimer;
    QTimer m_watchTimer;
    QTimer m_farewellTimer;
    int m_silentTicks = 0;
    std::uint64_t m_pings = 0;
    QByteArray m_log;
};

} // namespace faultline::ui
