// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/worker_setting.h"

#include <QSettings>

namespace faultline::ui {

namespace {

const auto workerKey = QStringLiteral("run/workerCommand");

} // namespace

QString workerCommandSetting() {
    return QSettings().value(workerKey).toString();
}

void setWorkerCommandSetting(const QString& command) {
    QSettings().setValue(workerKey, command);
}

} // namespace faultline::ui
