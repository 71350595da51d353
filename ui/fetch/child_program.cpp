// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fetch/child_program.h"

#include <csignal>

#include <unistd.h>

#include <QProcess>
#include <QStandardPaths>

namespace faultline::ui {

namespace {

using base::ErrorKind;

constexpr int tickMilliseconds = 200;

std::string lastLine(const QByteArray& text) {
    const QList<QByteArray> lines = text.trimmed().split('\n');
    return QString::fromUtf8(lines.last()).simplified().left(300).toStdString();
}

} // namespace

base::Result<> runProgram(const QString& program, const QStringList& arguments, const QString& folder,
                          const std::stop_token& stop, const std::function<void()>& tick) {
    const std::string name = program.toStdString();
    const QString found = QStandardPaths::findExecutable(program);
    if (found.isEmpty())
        return base::failure(ErrorKind::NotFound, "the program " + name + " is not installed");
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    // A group of its own: Ctrl+C in a terminal is for the application, which then stops the program with all
    // that it started.
    process.setChildProcessModifier([] { ::setsid(); });
    process.start(found, arguments);
    if (!process.waitForStarted())
        return base::failure(ErrorKind::Io,
                             name + " can't be started: " + process.errorString().toStdString());
    while (!process.waitForFinished(tickMilliseconds)) {
        if (process.state() == QProcess::NotRunning)
            break;
        if (stop.stop_requested()) {
            ::kill(-static_cast<pid_t>(process.processId()), SIGKILL);
            process.waitForFinished(-1);
            return base::failure(ErrorKind::Cancelled, name + " was stopped");
        }
        tick();
    }
    if (process.exitStatus() == QProcess::CrashExit)
        return base::failure(ErrorKind::Io, name + " was killed");
    if (process.exitCode() != 0)
        return base::failure(ErrorKind::Io, name + " ended with code " + std::to_string(process.exitCode()) +
                                                " (" + lastLine(process.readAllStandardError()) + ")");
    return {};
}

} // namespace faultline::ui
