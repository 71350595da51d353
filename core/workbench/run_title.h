// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <filesystem>
#include <span>
#include <string>

namespace faultline::study {
struct RunEntry;
}

namespace faultline::workbench {

/// What a chart of a run is called: the study's name, and the run's where there are several.
[[nodiscard]] std::string runTitle(const std::filesystem::path& study, std::span<const study::RunEntry> runs,
                                   base::RunId run);

} // namespace faultline::workbench
