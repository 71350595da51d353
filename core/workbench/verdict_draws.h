// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

namespace faultline::workbench {

/// What draws at random for a verdict, its cards and its report.
enum class Draw : std::uint64_t {
    Confusion = 1,
    Representation,
    ComparedFailures,
    Excess,
    Tables,
    OfNeighbours,
    OfCategory,
    Clusters,
    ClusterAgreement,
    Calibration,
    Examples
};

/// The seed of a draw, or of one of several: each is a stream of its own, whatever numbers they have, and
/// none is one that a plan or the choice of controls draws by the same seed.
[[nodiscard]] inline std::uint64_t drawSeed(std::uint64_t seed, Draw draw, std::uint64_t which = 0) {
    return base::seededHash(base::seededHash(seed, static_cast<std::uint64_t>(draw) << 48), which);
}

} // namespace faultline::workbench
