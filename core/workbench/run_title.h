// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <filesystem>
#include <span>
#include <string>

namespace faultline::model {
struct RunHeader;
}
namespace faultline::study {
struct RunEntry;
}

namespace faultline::workbench {

/// What a chart of a run is called: the study's name, and the run's where there are several.
[[nodiscard]] std::string runTitle(const std::filesystem::path& study, std::span<const study::RunEntry> runs,
                                   base::RunId run);

/// Whence a run is, in one line: "resnet18 (3b1c04aa92f7) on CIFAR-10, test": the model by its architecture,
/// else its format, with the beginning of its SHA-256, and the data set.
[[nodiscard]] std::string runOrigin(const model::RunHeader& header);

/// The present day in UTC, "2026-11-28": of what is exported now.
[[nodiscard]] std::string exportDay();

} // namespace faultline::workbench
