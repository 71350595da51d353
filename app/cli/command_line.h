// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace faultline::app {

/// What the arguments ask for when they are no command that has run already.
struct WindowRequest {
    std::optional<std::filesystem::path> study;
    bool firstStudy = false; ///< open CIFAR-10 × ResNet-18 and go on with its run
};

struct CommandLine {
    std::optional<WindowRequest> window; ///< nothing: everything is done
    int exitCode = 0;
};

/// Parses the arguments and runs the command in them, if there is one. Help and version go to stdout;
/// whatever can't be understood is a usage error with a sentence on stderr.
[[nodiscard]] CommandLine runCommandLine(int argc, char** argv);

} // namespace faultline::app
