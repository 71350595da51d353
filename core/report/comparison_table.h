// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/error_consistency.h"
#include "core/report/tables.h"

#include <array>
#include <optional>
#include <string>

namespace faultline::report {

/// Two runs over the images that both evaluated.
struct RunComparison {
    struct Side {
        std::string name;
        std::uint64_t failures = 0;
        double accuracy = 0; ///< over the images of both; 0 where there is none
    };
    std::array<Side, 2> runs;
    analysis::PairedErrors errors;
    std::optional<analysis::ErrorConsistency> consistency;
    std::string whyNoConsistency; ///< where there is none
};

/// How the interval of error consistency is made, for captions.
[[nodiscard]] std::string_view consistencyMethod();

/// JSON: {runs: [{name, failures, accuracy}], images, shared, shared_expected, only_a, only_b, kappa:
/// {estimate, standard_error, low, high, method}}; kappa is null where there is none, with `why`.
[[nodiscard]] std::string comparisonTable(TableFormat format, const RunComparison& comparison);

/// A run in a list of them.
struct RunRow {
    std::string name, architecture, device;
    std::uint64_t positions = 0, done = 0, failures = 0, controls = 0, labels = 0;
    bool finished = false;
    std::string imported{}; ///< model::importedText(); empty: computed on the device
};
/// JSON: an array of {run, name, architecture, device, images, done, failures, controls, labels, finished,
/// imported}; `run` is its number, from 1, and `imported` null where the run was computed.
[[nodiscard]] std::string runTable(TableFormat format, std::span<const RunRow> runs);

} // namespace faultline::report
