// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace faultline::workbench {

struct EvaluationProgress {
    std::uint32_t done = 0;      ///< images stored, of this and earlier calls
    std::uint32_t positions = 0; ///< images of the whole run
    double imagesPerSecond = 0;  ///< of this call, recent
    std::optional<double> remainingSeconds;
};

struct EvaluationSummary {
    std::uint64_t samples = 0, correct = 0, failures = 0; ///< of the whole study, as far as it was read
    std::uint64_t evaluated = 0;                          ///< images of this call
    double seconds = 0;                          ///< first image read to last result stored, in this call
    std::optional<double> secondsToFirstFailure; ///< start to the first failure stored
};

enum class EvaluationEnding { Finished, Cancelled, Failed };

} // namespace faultline::workbench
