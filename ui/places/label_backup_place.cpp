// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/label_backup_place.h"

#include "ui/places/paths.h"

#include <algorithm>

#include <QSettings>

namespace faultline::ui {

namespace {

const QString key = QStringLiteral("labels/backups");

/// The window's settings, also where a command has no application.
QSettings settings() {
    return QSettings(QStringLiteral("faultline"), QStringLiteral("faultline"));
}

} // namespace

std::filesystem::path labelBackupsFolder() {
    return (dataFolder() + QStringLiteral("/labels")).toStdString();
}

int labelBackupsKept() {
    constexpr int standard = 10;
    return std::clamp(settings().value(key, standard).toInt(), 0, 1000);
}

void setLabelBackupsKept(int number) {
    settings().setValue(key, number);
}

} // namespace faultline::ui
