// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/model/run_header.h"

#include <string>

namespace faultline::study {

/// A run of the study: what it is made of never changes; its name may.
struct RunEntry {
    base::RunId id;
    std::string uuid;
    std::string name; ///< unique, and no plain number
    model::RunHeader header;
};

} // namespace faultline::study
