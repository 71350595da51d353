// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <filesystem>
#include <span>

namespace faultline::workbench {

/// The union of a study's label log with those of copies of it, or with label logs in JSON lines, all or
/// nothing: see study::LabelLog::merge(). They are only read.
[[nodiscard]] base::Result<labels::MergeReport> mergeCopies(study::Study& study,
                                                            std::span<const std::filesystem::path> copies);

} // namespace faultline::workbench
