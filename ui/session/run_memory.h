// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

namespace faultline::ui {

class StudyThread;
struct EvaluationRequest;

/// Keeps with the user's settings from which data set and model, by which worker, the run was asked for here.
void rememberRequest(const EvaluationRequest& request, const StudyThread& study, base::RunId run);

/// The request that goes on with the run, from what was kept. NotFound, with what is missing: nothing was
/// asked for here, a file has gone, or the model is a program, which is trusted anew each time.
[[nodiscard]] base::Result<EvaluationRequest> rememberedRequest(const StudyThread& study, base::RunId run);

} // namespace faultline::ui
