// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace faultline::app {

/// Shows the window, on `study` where one is given, else on the start page; returns the exit code.
int runWindow(int argc, char** argv, const std::optional<std::filesystem::path>& study);

/// Shows the window on "CIFAR-10 test × ResNet-18 v2" and starts, or goes on with, its run.
int runFirstStudy(int argc, char** argv);

} // namespace faultline::app
