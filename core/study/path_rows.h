// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/picture_path.h"
#include "core/study/run_log.h"
#include "core/study/sqlite/database.h"

#include <optional>

namespace faultline::study {

// Where the pictures of failures and controls came from. They belong to the data set, like the true classes;
// the first run that tells one is believed. All inside Database::reading() or writing().

/// Does nothing where the sample, which is stored, has its path already, or where there is none.
/// InvalidInput where it is none (dataset::isPicturePath()).
[[nodiscard]] base::Result<> storePath(const Database& database, base::SampleIndex sample,
                                       const std::optional<std::string>& path);
[[nodiscard]] base::Result<std::optional<std::string>> readPath(const Database& database,
                                                                base::SampleIndex sample);
/// Of what may carry a label in the run. The file may be anybody's: every path is checked to be text.
[[nodiscard]] base::Result<dataset::PicturePaths> readPaths(const Database& database, const RunEntry& run);

/// How many samples have a path that is none.
[[nodiscard]] std::uint64_t unsoundPaths(const Database& database);

} // namespace faultline::study
