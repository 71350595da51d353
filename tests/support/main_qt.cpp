// SPDX-License-Identifier: GPL-3.0-or-later
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <QApplication>
#include <QStandardPaths>

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true); // settings and data of a test never touch the user's
    int qtArgumentCount = 1;
    const QApplication application(qtArgumentCount, argv);
    QApplication::setOrganizationName(QStringLiteral("faultline-tests"));
    QApplication::setApplicationName(QStringLiteral("faultline-tests"));
    return Catch::Session().run(argc, argv);
}
