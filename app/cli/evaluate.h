// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_options.h"

#include <string>

namespace CLI {
class App;
}

namespace faultline::app {

/// What an evaluation is started with.
struct EvaluateArguments {
    std::string dataset, model, study, worker;
    std::string preprocessing = "auto"; ///< auto, a preset, or the path of a JSON file
    std::string classes = "auto";       ///< auto, order, name, or the path of a file
    model::RunOptions options;
    std::string runName; ///< of a new run; empty: after the model
    bool add = false;    ///< a further run of a study that is there
    bool json = false;
};

/// "--numbering".
void addNumbering(CLI::App& command, model::RunOptions& options);
/// "--add" and "--run-name".
void addRunOptions(CLI::App& command, EvaluateArguments& arguments);

/// Evaluates, or goes on where it was interrupted, and prints the results; returns the exit code.
int runEvaluation(EvaluateArguments& arguments);

} // namespace faultline::app
