// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_header.h"

#include <cstdint>
#include <optional>
#include <string>

namespace faultline::workbench {

struct ImportTally {
    std::uint64_t samples = 0; ///< of the run
    std::uint64_t correct = 0; ///< of them
};

/// That imported predictions for all images are no better than guessing, so that their numbers may belong to
/// another order: a sentence. Nothing where they are better or cover a part.
[[nodiscard]] std::optional<std::string> importDoubt(const model::RunHeader& header,
                                                     const ImportTally& tally);

} // namespace faultline::workbench
