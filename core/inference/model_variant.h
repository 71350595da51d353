// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/preprocessing.h"

namespace faultline::inference {

/// One way to read a file that leaves something open.
struct ModelVariant {
    model::Preprocessing preprocessing;
    bool maxPool = false;

    bool operator==(const ModelVariant&) const = default;
};

} // namespace faultline::inference
