// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace faultline::inference {

/// How sure a model was of an answer, each from 0 to 1; 0 where nobody knows: no softmax confidence is 0.
struct Certainty {
    float confidence = 0;
    float margin = 0;
};

/// Answers of a classifier, one row an image, row-major.
struct Scores {
    std::vector<float> logits;   ///< n × classes
    std::vector<float> features; ///< n × ModelInfo::featureCount
    /// n where confidence and margin are not to be computed from the logits; else none.
    std::vector<Certainty> certainties{};
};

} // namespace faultline::inference
