// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_options.h"

#include <string>

namespace faultline::workbench {

/// What is evaluated, and where it is kept.
struct EvaluationTask {
    std::string dataset; ///< folder or file, as the worker sees it
    std::string model;   ///< file, as the worker sees it
    model::RunOptions options;
    std::string study; ///< its file, for messages
};

} // namespace faultline::workbench
