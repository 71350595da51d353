// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/worker_location.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

namespace faultline::ui {

namespace {

using base::ErrorKind;

/// The folder of the running program, with every link followed.
QDir programFolder() {
    return QFileInfo(QFile::symLinkTarget(QStringLiteral("/proc/self/exe"))).dir();
}

base::Result<WorkerCommand> localCommand() {
    const QString name = QStringLiteral("faultline-worker");
    const QDir folder = programFolder();
    for (const QString& place : {name, QStringLiteral("../libexec/faultline/") + name}) {
        const QFileInfo file(QDir::cleanPath(folder.filePath(place)));
        if (file.isFile() && file.isExecutable())
            return WorkerCommand{file.filePath(), {}, WorkerPlace::Local};
    }
    const QString found = QStandardPaths::findExecutable(name);
    if (!found.isEmpty())
        return WorkerCommand{found, {}, WorkerPlace::Local};
    return base::failure(ErrorKind::NotFound,
                         "faultline-worker, the program that runs the model, is neither in " +
                             folder.path().toStdString() +
                             " nor in PATH: install it, or name a worker command that starts one elsewhere");
}

} // namespace

base::Result<WorkerCommand> workerCommand(const QString& custom) {
    QStringList words = QProcess::splitCommand(custom);
    if (words.isEmpty())
        return localCommand();
    const QString program = words.takeFirst();
    // A path is taken as it is: QProcess says what is wrong with it.
    if (!program.contains(u'/') && QStandardPaths::findExecutable(program).isEmpty())
        return base::failure(ErrorKind::NotFound,
                             "the worker command starts with " + program.toStdString() +
                                 ", which is not a program in PATH: correct the command");
    return WorkerCommand{program, words, WorkerPlace::Custom};
}

} // namespace faultline::ui
