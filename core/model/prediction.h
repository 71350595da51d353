// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

namespace faultline::model {

/// The model's answer to one image.
struct Prediction {
    base::SampleIndex sample;
    base::ClassId truth;
    base::ClassId predicted;
    float confidence = 0; ///< softmax probability of the predicted class
    float margin = 0;     ///< largest minus second largest softmax probability

    [[nodiscard]] bool isFailure() const { return truth != predicted; }
    bool operator==(const Prediction&) const = default;
};

} // namespace faultline::model
