// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/worker_process.h"

#include "core/protocol/frame.h"
#include "ui/run/worker_location.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>

namespace faultline::ui {

namespace {

using base::ErrorKind;

constexpr int watchTicks = 6;             ///< looks within WorkerTimeouts::silence
constexpr qsizetype logBytesKept = 16384; ///< of stderr
constexpr qsizetype logLinesShown = 4;
constexpr int workerNiceness = 5;

/// Events are taken for so long before the event loop has its turn again.
constexpr qint64 sliceMilliseconds = 5;

/// Runs in the child before the program does: calls that are safe after fork, and nothing else.
void prepareChild(int output) {
    ::setsid(); // a group of its own, which Ctrl+C in the terminal does not reach: the application ends it in
                // order
    ::dup2(output, STDOUT_FILENO);
    ::setpriority(PRIO_PROCESS, 0, workerNiceness); // so that the window stays smooth
}

int looksWithin(std::chrono::milliseconds time, const WorkerTimeouts& timeouts) {
    return static_cast<int>(std::max<std::int64_t>(1, watchTicks * time / timeouts.silence));
}

QString secondsText(std::chrono::milliseconds time) {
    return QString::number(static_cast<double>(time.count()) / 1000.0);
}

} // namespace

WorkerProcess::WorkerProcess(const WorkerTimeouts& timeouts, QObject* parent)
    : QObject(parent)
    , m_timeouts(timeouts)
    , m_pulse(watchTicks, looksWithin(timeouts.stall, timeouts)) {
    m_process.setStandardOutputFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerProcess::takeLog);
    connect(&m_process, &QProcess::finished, this, &WorkerProcess::processEnded);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_group = 0;
        fail(ErrorKind::Worker,
             QStringLiteral("the worker %1 can't be started (%2): check that it is installed, "
                            "or correct the worker command")
                 .arg(m_name, m_process.errorString()));
    });

    m_helloTimer.setSingleShot(true);
    connect(&m_watchTimer, &QTimer::timeout, this, &WorkerProcess::watch);
    m_farewellTimer.setSingleShot(true);
    connect(&m_farewellTimer, &QTimer::timeout, this, [this] {
        signalGroup(SIGTERM);
        QTimer::singleShot(m_timeouts.farewell, this, [this] { signalGroup(SIGKILL); });
    });
}

WorkerProcess::~WorkerProcess() {
    m_process.disconnect(this);
    const int patience = static_cast<int>(m_timeouts.farewell.count());
    if (m_process.state() != QProcess::NotRunning) {
        m_process.closeWriteChannel();
        if (m_state == State::Failed || !m_process.waitForFinished(patience)) {
            signalGroup(SIGTERM);
            if (!m_process.waitForFinished(patience)) {
                signalGroup(SIGKILL);
                m_process.waitForFinished(-1);
            }
        }
        signalGroup(SIGKILL); // what it left behind
    }
}

void WorkerProcess::start(const QString& command) {
    m_state = State::Greeting;
    const auto found = workerCommand(command);
    if (!found) {
        const base::Error& error = found.error();
        QTimer::singleShot(0, this,
                           [this, error] { fail(ErrorKind::Worker, QString::fromStdString(error.message)); });
        return;
    }
    m_name = found->place == WorkerPlace::Local ? QFileInfo(found->program).fileName() : command.trimmed();
    connect(&m_helloTimer, &QTimer::timeout, this, [this] {
        fail(ErrorKind::Worker,
             QStringLiteral("the worker %1 did not introduce itself within %2 s: check that the "
                            "worker command starts faultline-worker%3")
                 .arg(m_name, secondsText(m_timeouts.hello), logTail()));
    });
    m_helloTimer.start(m_timeouts.hello);
    if (!launch(found->program, found->arguments))
        return;
    write(protocol::Hello{
        .program = QStringLiteral("%1 %2")
                       .arg(QCoreApplication::applicationName(), QCoreApplication::applicationVersion())
                       .trimmed()
                       .toStdString()});
}

bool WorkerProcess::launch(const QString& program, const QStringList& arguments) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        const QString why = QString::fromLocal8Bit(std::strerror(errno));
        QTimer::singleShot(0, this, [this, why] {
            fail(ErrorKind::Worker,
                 QStringLiteral("the worker %1 can't be started (%2): close other programs or studies")
                     .arg(m_name, why));
        });
        return false;
    }
    const auto [reading, writing] = ends;
    m_process.setChildProcessModifier([writing = writing] { prepareChild(writing); });
    m_process.start(program, arguments);
    ::close(writing);
    m_group = static_cast<pid_t>(m_process.processId());
    const StreamLimits limits{.message = m_timeouts.message};
    m_events = std::make_unique<EventStream>(reading, limits, [this] {
        QMetaObject::invokeMethod(this, &WorkerProcess::takeEvents, Qt::QueuedConnection);
    });
    return true;
}

void WorkerProcess::send(const protocol::Request& request) {
    if (m_state == State::Ready)
        write(request);
    else if (m_state == State::Idle || m_state == State::Greeting)
        m_waiting.push_back(request);
}

void WorkerProcess::write(const protocol::Request& request) {
    if (std::holds_alternative<protocol::RunRequest>(request) ||
        std::holds_alternative<protocol::SamplesRequest>(request))
        m_pulse.setBusy(true);
    const base::Bytes frame = protocol::framed(protocol::encoded(request));
    m_process.write(reinterpret_cast<const char*>(frame.data()), static_cast<qint64>(frame.size()));
}

void WorkerProcess::takeLog() {
    m_log += m_process.readAllStandardError();
    if (m_log.size() > logBytesKept)
        m_log.remove(0, m_log.size() - logBytesKept);
}

// A timer and not a posted event: those are delivered before anything else is looked at.
void WorkerProcess::takeEvents() {
    QElapsedTimer slice;
    slice.start();
    while (const auto item = m_events->take()) {
        takeItem(*item);
        if (slice.elapsed() < sliceMilliseconds)
            continue;
        QTimer::singleShot(0, this, &WorkerProcess::takeEvents);
        return;
    }
}

void WorkerProcess::takeItem(const EventStream::Item& item) {
    if (const auto* event = std::get_if<EventStream::SharedEvent>(&item)) {
        takeEvent(*event);
    } else if (const auto* broken = std::get_if<EventStream::Broken>(&item)) {
        fail(ErrorKind::Worker,
             QStringLiteral("the worker %1 sent what is not of its protocol (%2): check that the "
                            "worker command starts faultline-worker and nothing else")
                 .arg(m_name, QString::fromStdString(broken->why.message)));
    } else {
        m_streamEnd = std::get<EventStream::End>(item);
        endOnceAllIsRead();
    }
}

void WorkerProcess::takeEvent(const EventStream::SharedEvent& event) {
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
    if (m_state != State::Ready)
        return;
    if (const auto* pong = std::get_if<protocol::Pong>(event.get()))
        return takePong(*pong);
    const auto* samples = std::get_if<protocol::SamplesDone>(event.get());
    if (std::holds_alternative<protocol::Finished>(*event) ||
        std::holds_alternative<protocol::Failed>(*event) || (samples != nullptr && samples->last))
        m_pulse.setBusy(false);
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
    m_pulse.look(m_events->activity());
    m_watchTimer.start(m_timeouts.silence / watchTicks);
    for (const auto& request : m_waiting)
        write(request);
    m_waiting.clear();
    Q_EMIT ready();
}

void WorkerProcess::takePong(const protocol::Pong& pong) {
    if (const auto expected = m_pulse.take(pong); !expected)
        return fail(ErrorKind::Worker, QStringLiteral("the worker %1 sent %2 and was ended")
                                           .arg(m_name, QString::fromStdString(expected.error().message)));
    tellWhetherStalled();
}

void WorkerProcess::watch() {
    m_pulse.look(m_events->activity());
    if (m_pulse.isSilent()) {
        fail(ErrorKind::Worker,
             QStringLiteral(
                 "the worker %1 has not answered for %2 s and was ended: start it again, or look at the "
                 "machine that it runs on%3")
                 .arg(m_name, secondsText(m_timeouts.silence), logTail()));
        return;
    }
    write(m_pulse.nextPing());
    tellWhetherStalled();
}

void WorkerProcess::tellWhetherStalled() {
    if (std::exchange(m_isStalled, m_pulse.isStalled()) != m_isStalled)
        Q_EMIT stalled(m_isStalled);
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
    signalGroup(SIGKILL); // what it left behind
    m_group = 0;
    m_events->endAfterRest();
    endOnceAllIsRead();
}

void WorkerProcess::endOnceAllIsRead() {
    if (!m_streamEnd || m_process.state() != QProcess::NotRunning)
        return;
    if (m_state == State::Stopping) {
        m_state = State::Stopped;
        Q_EMIT stopped();
        return;
    }
    const QString cut =
        m_streamEnd->unfinishedBytes > 0 ? QStringLiteral(" in the middle of a message") : QString();
    fail(ErrorKind::Worker,
         QStringLiteral("the worker %1 ended%2 (%3)%4").arg(m_name, cut, death(), logTail()));
}

void WorkerProcess::signalGroup(int number) const {
    if (m_group > 0)
        ::kill(-m_group, number);
}

void WorkerProcess::fail(base::ErrorKind kind, const QString& sentence) {
    if (m_state != State::Greeting && m_state != State::Ready)
        return;
    m_state = State::Failed;
    m_helloTimer.stop();
    m_watchTimer.stop();
    signalGroup(SIGKILL);
    m_process.kill(); // also before it leads its group
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
