// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"

namespace faultline::model {

/// What a model's stored logits are.
enum class AnswersAre {
    Logits,
    LogProbabilities, ///< logarithms of the probabilities that the model gave
    ClassesOnly,      ///< there are none: only which class was predicted is known
};

} // namespace faultline::model

template <>
struct faultline::base::Names<faultline::model::AnswersAre> {
    using enum model::AnswersAre;
    static constexpr std::array<std::pair<model::AnswersAre, std::string_view>, 3> all{
        {{Logits, "logits"}, {LogProbabilities, "log-probabilities"}, {ClassesOnly, "classes-only"}}};
};
