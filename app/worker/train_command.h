// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace faultline::app {

/// Adds the subcommand `train`, whose callback trains a model and sets `exitCode`: 0 done, 1 failed, 2 wrong
/// usage, 130 interrupted and resumable. The result goes to stdout, everything else to stderr.
void addTrain(CLI::App& root, int& exitCode);

} // namespace faultline::app
