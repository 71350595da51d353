// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/named.h"

#include <optional>

namespace faultline::model {

/// What an answer came to.
enum class Outcome { Right, Failure };

/// The one place where it is decided.
[[nodiscard]] constexpr Outcome outcomeOf(base::ClassId truth, base::ClassId predicted) {
    return truth == predicted ? Outcome::Right : Outcome::Failure;
}

/// The model's answer to one image.
struct Prediction {
    base::SampleIndex sample;
    base::ClassId truth;
    base::ClassId predicted;
    std::optional<float> confidence = {}; ///< softmax probability of the predicted class; nothing: unknown
    std::optional<float> margin = {}; ///< largest minus second largest softmax probability; nothing: unknown

    [[nodiscard]] Outcome outcome() const { return outcomeOf(truth, predicted); }
    [[nodiscard]] bool isFailure() const { return outcome() == Outcome::Failure; }
    bool operator==(const Prediction&) const = default;
};

} // namespace faultline::model

template <>
struct faultline::base::Names<faultline::model::Outcome> {
    using enum model::Outcome;
    static constexpr std::array<std::pair<model::Outcome, std::string_view>, 2> all{
        {{Right, "right"}, {Failure, "failure"}}};
};
