// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/header_store.h"

namespace faultline::study {

/// Reads every page and every row; what it finds wrong are sentences, not an error. Inside
/// Database::reading().
[[nodiscard]] base::Result<Verification> verified(const Database& database, const StudyFacts& facts);

} // namespace faultline::study
