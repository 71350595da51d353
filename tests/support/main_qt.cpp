// SPDX-License-Identifier: GPL-3.0-or-later
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true); // settings and data of a test never touch the user's
    int qtArgumentCount = 1;
    const QApplication application(qtArgumentCount, argv);
    QApplication::setOrganizationName(QStringLiteral("faultline-tests"));
    QApplication::setApplicationName(QStringLiteral("faultline-tests"));
    const QTemporaryDir settings; // of this process: ctest runs several at once
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    // No test leaves a second place of labels in ~/.qttest; those that want it say so.
    QSettings(QStringLiteral("faultline"), QStringLiteral("faultline"))
        .setValue(QStringLiteral("labels/backups"), 0);
    return Catch::Session().run(argc, argv);
}
