// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"

#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QStringList>

namespace faultline::tests {

Ran faultline(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
              const std::function<void()>& inChild) {
    const TemporaryFolder home;
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        variables.remove(QString::fromLatin1(name));
    for (const char* name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"})
        variables.insert(QString::fromLatin1(name), QString::fromStdString(home.path().string()));
    for (const std::string& entry : environment) {
        const auto equals = entry.find('=');
        variables.insert(QString::fromStdString(entry.substr(0, equals)),
                         QString::fromStdString(entry.substr(equals + 1)));
    }
    QStringList words;
    for (const std::string& argument : arguments)
        words << QString::fromStdString(argument);

    QProcess process;
    process.setProcessEnvironment(variables);
    if (inChild)
        process.setChildProcessModifier(inChild);
    process.start(QStringLiteral(FAULTLINE_BINARY_DIR "/bin/faultline"), words);
    Ran result;
    constexpr int patience = 120'000; // milliseconds; far more than any of these calls takes
    if (!process.waitForFinished(patience))
        process.kill();
    else if (process.exitStatus() == QProcess::NormalExit)
        result.code = process.exitCode();
    process.waitForFinished();
    result.out = process.readAllStandardOutput().toStdString();
    result.err = process.readAllStandardError().toStdString();
    return result;
}

} // namespace faultline::tests
