// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/merge.h"

#include "core/study/log_copy.h"

#include <vector>

namespace faultline::workbench {

base::Result<labels::MergeReport> mergeCopies(study::Study& study,
                                              std::span<const std::filesystem::path> copies) {
    std::vector<study::LogCopy> opened;
    for (const std::filesystem::path& path : copies) {
        auto copy = study::LogCopy::open(path);
        if (!copy)
            return base::failure(copy.error().within("nothing was merged"));
        opened.push_back(std::move(*copy));
    }
    return study.merge(opened);
}

} // namespace faultline::workbench
