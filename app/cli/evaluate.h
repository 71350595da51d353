// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_options.h"

#include <string>

namespace faultline::app {

/// What an evaluation is started with.
struct EvaluateArguments {
    std::string dataset, model, study, worker;
    std::string preprocessing = "auto"; ///< auto, a preset, or the path of a JSON file
    std::string classes = "auto";       ///< auto, order, name, or the path of a file
    model::RunOptions options;
    bool json = false;
};

/// Evaluates, or goes on where it was interrupted, and prints the results; returns the exit code.
int runEvaluation(EvaluateArguments& arguments);

} // namespace faultline::app
