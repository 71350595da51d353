// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/run_title.h"

#include "core/base/time.h"
#include "core/model/run_header.h"
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

std::string runOrigin(const model::RunHeader& header) {
    constexpr std::size_t digits = 12; // of the hash: enough to find the file by
    const model::ModelInfo& model = header.model;
    std::string origin = model.architecture.empty() ? model.format : model.architecture;
    if (!model.sha256.empty())
        origin += " (" + model.sha256.substr(0, digits) + ")";
    return origin + " on " + header.dataset.name +
           (header.dataset.split == dataset::Split::Test ? ", test" : ", train");
}

std::string exportDay() {
    constexpr std::size_t dayLength = 10;
    return base::isoText(base::now()).substr(0, dayLength);
}

} // namespace faultline::workbench
