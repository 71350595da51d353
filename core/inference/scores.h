// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace faultline::inference {

/// How sure a model was of an answer, each from 0 to 1; nothing where nobody knows.
struct Certainty {
    std::optional<float> confidence;
    std::optional<float> margin;
};

/// Answers of a network, one row an image, row-major.
struct Scores {
    std::vector<float> logits;   ///< n × classes
    std::vector<float> features; ///< n × ModelInfo::featureCount
    /// n where confidence and margin are not to be computed from the logits; else none.
    std::vector<Certainty> certainties{};
};

} // namespace faultline::inference
