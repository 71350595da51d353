// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/rank_sum.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline::report {

/// Are failures the images that people disagree about? By one covariate of human answers; the values are the
/// shares of people who gave an image its label.
struct HumanUncertainty {
    struct Against {
        std::string whom; ///< "controls", or "rest": all other images
        std::uint64_t images = 0;
        double mean = 0;
        std::optional<analysis::RankSum> test; ///< of failures against them
    };
    std::string covariate; ///< its name
    std::uint64_t failures = 0;
    double mean = 0;
    std::vector<Against> against;
};

} // namespace faultline::report
