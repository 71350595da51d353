// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/answers.h"

#include <cstddef>
#include <span>
#include <vector>

namespace faultline::inference {

/// What a network answers whose last layer nobody knows.
enum class OutputForm { Logits, Softmax };
/// What its answers are once they are logits.
[[nodiscard]] constexpr model::AnswersAre answersAre(OutputForm form) {
    return form == OutputForm::Softmax ? model::AnswersAre::LogProbabilities : model::AnswersAre::Logits;
}

/// Softmax where all values lie in 0 … 1 and each row sums to 1 within 1e-3; rows × classes values, at least
/// one row.
[[nodiscard]] OutputForm outputForm(std::span<const float> values, std::size_t classes);

/// Probabilities become their natural logarithms, whose softmax they are again; one of 0 becomes that of the
/// smallest normal float, some -87. Logits stay.
void makeLogits(OutputForm form, std::vector<float>& values);

/// Refuses NaN and infinity.
[[nodiscard]] base::Result<> checkFinite(std::span<const float> values);

} // namespace faultline::inference
