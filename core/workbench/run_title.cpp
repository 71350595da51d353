// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/run_title.h"

#include "core/study/run_entry.h"

#include <algorithm>

namespace faultline::workbench {

std::string runTitle(const std::filesystem::path& study, std::span<const study::RunEntry> runs,
                     base::RunId run) {
    std::string title = study.stem().string();
    const auto found =
        std::find_if(runs.begin(), runs.end(), [&](const study::RunEntry& entry) { return entry.id == run; });
    if (runs.size() > 1 && found != runs.end())
        title += ", " + found->name;
    return title;
}

} // namespace faultline::workbench
