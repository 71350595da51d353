// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/merge.h"

namespace faultline::workbench {

base::Result<labels::MergeReport> mergeCopies(study::Study& study,
                                              std::span<const std::filesystem::path> copies) {
    std::vector<study::Study> opened;
    for (const std::filesystem::path& path : copies) {
        auto copy = study::Study::open(path, study::Access::ReadOnly);
        if (!copy)
            return base::failure(copy.error().within("nothing was merged"));
        opened.push_back(std::move(*copy));
    }
    std::vector<const study::Study*> all;
    for (const study::Study& copy : opened)
        all.push_back(&copy);
    return study.merge(all);
}

} // namespace faultline::workbench
