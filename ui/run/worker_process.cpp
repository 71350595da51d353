// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/worker_process.h"

#include "core/protocol/frame.h"
#include "ui/run/event_decoder.h"
#include "ui/run/worker_location.h"

#include <csignal>
#include <cstring>

#include <sys/resource.h>

#include <QCoreApplication>
#include <QFileInfo>

namespace faultline::ui {

namespace {

using base::ErrorKind;

constexpr int watchTicks = 6;             ///< looks within WorkerTimeouts::silence
constexpr qsizetype logBytesKept = 16384; ///< of stderr
constexpr qsizetype logLinesShown = 4;
constexpr int workerNiceness = 5;

/// Runs in the child before the program does: calls that are safe after fork, and nothing else.
void prepareChild() {
    ::setpriority(PRIO_PROCESS, 0, workerNiceness); // so that the window stays smooth
    ::signal(SIGINT,
             SIG_IGN); // Ctrl+C in a terminal is for the application, which then ends the worker in order
}

QString secondsText(std::chrono::milliseconds time) {
    return QString::number(static_cast<double>(time.count()) / 1000.0);
}

} // namespace

WorkerProcess::WorkerProcess(const WorkerTimeouts& timeouts, QObject* parent)
    : QObject(parent)
    , m_timeouts(timeouts)
    , m_decoder(new EventDecoder) {
    m_process.setChildProcessModifier(prepareChild);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerProcess::takeOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerProcess::takeLog);
    connect(&m_process, &QProcess::finished, this, &WorkerProcess::processEnded);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(ErrorKind::Worker,
                 QStringLiteral("the worker %1 can't be started (%2): check that it is installed, "
                                "or correct the worker command")
                     .arg(m_name, m_process.errorString()));
    });
    connect(m_decoder, &EventDecoder::decoded, this, &WorkerProcess::takeEvent);
    connect(m_decoder, &EventDecoder::broken, this, [this](const QString& why) {
        fail(ErrorKind::Worker,
             QStringLiteral("the worker %1 sent what is not of its protocol (%2): check that the "
                            "worker command starts faultline-worker and nothing else")
                 .arg(m_name, why));
    });
    connect(m_decoder, &EventDecoder::ended, this, &WorkerProcess::streamEnded);
    m_decoder->moveToThread(&m_decoderThread);
    m_decoderThread.setObjectName(QStringLiteral("worker events"));

    m_helloTimer.setSingleShot(true);
    connect(&m_watchTimer, &QTimer::timeout, this, &WorkerProcess::watch);
    m_farewellTimer.setSingleShot(true);
    connect(&m_farewellTimer, &QTimer::timeout, this, [this] {
        m_process.terminate();
        QTimer::singleShot(m_timeouts.farewell, this, [this] { m_process.kill(); });
    });
}

WorkerProcess::~WorkerProcess() {
    m_process.disconnect(this);
    const int patience = static_cast<int>(m_timeouts.farewell.count());
    if (m_process.state() != QProcess::NotRunning) {
        m_process.closeWriteChannel();
        if (m_state == State::Failed || !m_process.waitForFinished(patience)) {
            m_process.terminate();
            if (!m_process.waitForFinished(patience)) {
                m_process.kill();
                m_process.waitForFinished(-1);
            }
        }
    }
    m_decoderThread.quit();
    m_decoderThread.wait();
    delete m_decoder;
}

void WorkerProcess::start(const QString& command) {
    m_state = State::Greeting;
    const auto found = workerCommand(command);
    if (!found) {
        const base::Error& error = found.error();
        QTimer::singleShot(0, this,
                           [this, error] { fail(error.kind, QString::fromStdString(error.message)); });
        return;
    }
    m_name = found->place == WorkerPlace::Local ? QFileInfo(found->program).fileName() : command.trimmed();
    m_decoderThread.start();
    connect(&m_helloTimer, &QTimer::timeout, this, [this] {
        fail(ErrorKind::Worker,
             QStringLiteral("the worker %1 did not introduce itself within %2 s: check that the "
                            "worker command starts faultline-worker%3")
                 .arg(m_name, secondsText(m_timeouts.hello), logTail()));
    });
    m_helloTimer.start(m_timeouts.hello);
    m_process.start(found->program, found->arguments);
    write(protocol::Hello{
        .program = QStringLiteral("%1 %2")
                       .arg(QCoreApplication::applicationName(), QCoreApplication::applicationVersion())
                       .trimmed()
                       .toStdString()});
}

void WorkerProcess::send(const protocol::Request& request) {
    if (m_state == State::Ready)
        write(request);
    else if (m_state == State::Idle || m_state == State::Greeting)
        m_waiting.push_back(request);
}

void WorkerProcess::write(const protocol::Request& request) {
    const base::Bytes frame = protocol::framed(protocol::encoded(request));
    m_process.write(reinterpret_cast<const char*>(frame.data()), static_cast<qint64>(frame.size()));
}

void WorkerProcess::takeOutput() {
    m_silentTicks = 0;
    const QByteArray bytes = m_process.readAllStandardOutput();
    QMetaObject::invokeMethod(
        m_decoder, [decoder = m_decoder, bytes] { decoder->feed(bytes); }, Qt::QueuedConnection);
}

void WorkerProcess::takeLog() {
    m_log += m_process.readAllStandardError();
    if (m_log.size() > logBytesKept)
        m_log.remove(0, m_log.size() - logBytesKept);
}

void WorkerProcess::takeEvent(const std::shared_ptr<const protocol::Event>& event) {
    if (m_state == State::Greeting) {
        if (const auto* hello = std::get_if<protocol::Hello>(event.get()))
            takeHello(*hello);
        else if (const auto* refusal = std::get_if<protocol::Failed>(event.get()))
            fail(refusal->error.kind, QString::fromStdString(refusal->error.message));
        else
            fail(ErrorKind::Worker,
                 QStringLiteral("the worker %1 spoke before it introduced itself: check that the "
                                "worker command starts faultline-worker")
                     .arg(m_name));
        return;
    }
    if (m_state == State::Ready && !std::holds_alternative<protocol::Pong>(*event))
        Q_EMIT received(event);
}

void WorkerProcess::takeHello(const protocol::Hello& hello) {
    if (const auto checked = protocol::checkHello(hello); !checked) {
        fail(ErrorKind::Worker, QStringLiteral("the worker %1 can't be used: %2")
                                    .arg(m_name, QString::fromStdString(checked.error().message)));
        return;
    }
    m_state = State::Ready;
    m_helloTimer.stop();
    m_silentTicks = 0;
    m_watchTimer.start(m_timeouts.silence / watchTicks);
    for (const auto& request : m_waiting)
        write(request);
    m_waiting.clear();
    Q_EMIT ready();
}

// Looks are counted, not seconds: a suspended machine or a stopped application is not the worker's fault.
void WorkerProcess::watch() {
    if (++m_silentTicks > watchTicks) {
        fail(ErrorKind::Worker,
             QStringLiteral(
                 "the worker %1 has not answered for %2 s and was ended: start it again, or look at the "
                 "machine that it runs on%3")
                 .arg(m_name, secondsText(m_timeouts.silence), logTail()));
        return;
    }
    write(protocol::Ping{++m_pings});
}

void WorkerProcess::stop() {
    m_helloTimer.stop();
    m_watchTimer.stop();
    if (m_process.state() == QProcess::NotRunning) {
        m_state = State::Stopped;
        QTimer::singleShot(0, this, &WorkerProcess::stopped);
        return;
    }
    m_state = State::Stopping;
    m_process.closeWriteChannel();
    m_farewellTimer.start(m_timeouts.farewell);
}

void WorkerProcess::processEnded() {
    m_farewellTimer.stop();
    takeLog();
    takeOutput();
    QMetaObject::invokeMethod(
        m_decoder, [decoder = m_decoder] { decoder->endStream(); }, Qt::QueuedConnection);
}

void WorkerProcess::streamEnded(qsizetype unfinishedBytes) {
    if (m_state == State::Stopping) {
        m_state = State::Stopped;
        Q_EMIT stopped();
        return;
    }
    const QString cut = unfinishedBytes > 0 ? QStringLiteral(" in the middle of a message") : QString();
    fail(ErrorKind::Worker,
         QStringLiteral("the worker %1 ended%2 (%3)%4").arg(m_name, cut, death(), logTail()));
}

void WorkerProcess::fail(base::ErrorKind kind, const QString& sentence) {
    if (m_state != State::Greeting && m_state != State::Ready)
        return;
    m_state = State::Failed;
    m_helloTimer.stop();
    m_watchTimer.stop();
    m_process.kill();
    Q_EMIT failed(base::Error{kind, sentence.toStdString()});
}

QString WorkerProcess::death() const {
    if (m_process.exitStatus() == QProcess::NormalExit)
        return QStringLiteral("exit code %1").arg(m_process.exitCode());
    const int number = m_process.exitCode();
    const char* abbreviation = ::sigabbrev_np(number);
    const QString name = abbreviation != nullptr ? QStringLiteral("SIG") + QString::fromLatin1(abbreviation)
                                                 : QString::number(number);
    const QString hint =
        number == SIGKILL ? QStringLiteral(", perhaps because the memory ran out") : QString();
    return QStringLiteral("killed by signal %1%2").arg(name, hint);
}

QString WorkerProcess::logTail() const {
    QStringList lines = QString::fromUtf8(m_log).split(u'\n', Qt::SkipEmptyParts);
    for (QString& line : lines)
        line = line.simplified().left(300);
    lines.removeAll(QString());
    if (lines.isEmpty())
        return {};
    return QStringLiteral("; its log ends with: ") +
           lines.mid(std::max<qsizetype>(0, lines.size() - logLinesShown)).join(QStringLiteral(" / "));
}

} // namespace faultline::ui
