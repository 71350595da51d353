// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace faultline::ui {

enum class WorkerPlace { Local, Custom };

struct WorkerCommand {
    QString program;
    QStringList arguments;
    WorkerPlace place = WorkerPlace::Local;
};

/// The command to start. An empty `custom` finds faultline-worker beside this program's real path, in
/// ../libexec/faultline, then in PATH; else `custom` is split into words at blanks outside double quotes
/// ("ssh gpubox faultline-worker"). NotFound where there is no such program.
[[nodiscard]] base::Result<WorkerCommand> workerCommand(const QString& custom);

} // namespace faultline::ui
