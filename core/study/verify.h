// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/sqlite/database.h"
#include "core/study/study.h"

namespace faultline::study {

/// Reads every page and every row; what it finds wrong are sentences, not an error. Inside
/// Database::reading().
[[nodiscard]] base::Result<Verification> verified(const Database& database, std::span<const RunEntry> runs,
                                                  const labels::Taxonomy& taxonomy);

} // namespace faultline::study
