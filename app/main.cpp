// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/command_line.h"
#include "app/window/window.h"

#include <cstdlib>

namespace {

bool isSet(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

/// Without a display Qt would end the process with a core dump.
bool hasDisplay() {
#ifdef __linux__
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

} // namespace

int main(int argc, char** argv) {
    namespace app = faultline::app;
    const app::CommandLine commandLine = app::runCommandLine(argc, argv);
    if (!commandLine.window)
        return commandLine.exitCode;
    if (!hasDisplay())
        return app::report(
            {faultline::base::ErrorKind::NotFound,
             "there is no display for the window; faultline --help lists the commands that need "
             "none"});
    if (commandLine.window->firstStudy)
        return app::runFirstStudy(argc, argv);
    return app::runWindow(argc, argv, commandLine.window->study);
}
