// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/temporary_folder.h"

#include <QSettings>
#include <QStandardPaths>

namespace faultline::tests {

/// Settings and data directory of one test case, shared with no other that runs at the same time.
class PrivateHome {
public:
    PrivateHome() {
        const QString folder = QString::fromStdString(m_folder.path().string());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder + QStringLiteral("/config"));
        qputenv("XDG_DATA_HOME", folder.toUtf8() + "/data");
        QStandardPaths::setTestModeEnabled(false);
    }
    ~PrivateHome() {
        QStandardPaths::setTestModeEnabled(true);
        qunsetenv("XDG_DATA_HOME");
    }
    PrivateHome(const PrivateHome&) = delete;
    PrivateHome& operator=(const PrivateHome&) = delete;

private:
    TemporaryFolder m_folder;
};

} // namespace faultline::tests
