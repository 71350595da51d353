// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

namespace faultline::model {
struct RunHeader;
}
namespace faultline::workbench {
struct EvaluationSummary;
}

namespace faultline::ui {

class StudyThread;
struct EvaluationRequest;

/// Keeps with the user's settings from which data set and model, by which worker, the run was asked for here.
void rememberRequest(const EvaluationRequest& request, const StudyThread& study, base::RunId run);

/// Keeps how fast the finished run was, for the next one of its kind; not of so few images that starting is
/// what took the time, and not of answers that nothing computed.
void rememberSpeed(const EvaluationRequest& request, const model::RunHeader& header,
                   const workbench::EvaluationSummary& summary);

/// The request that goes on with the run, from what was kept. NotFound, with what is missing: nothing was
/// asked for here, a file has gone, or the model is a program, which is trusted anew each time.
[[nodiscard]] base::Result<EvaluationRequest> rememberedRequest(const StudyThread& study, base::RunId run);

} // namespace faultline::ui
