// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/evaluate.h"
#include "core/model/run_header.h"
#include "ui/run/evaluation.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::app {

/// What became of one evaluation.
struct EvaluationOutcome {
    ui::EvaluationEnding ending = ui::EvaluationEnding::Failed;
    ui::EvaluationSummary summary;
    base::Error error;
    model::RunHeader header;
    std::vector<model::Prediction> failures;
    std::optional<std::string> doubt; ///< of predictions made elsewhere
};

/// What a person reads of a finished one, or one JSON object; warnings go to stderr. Returns the exit code.
int printOutcome(const EvaluateArguments& arguments, const EvaluationOutcome& outcome);

} // namespace faultline::app
