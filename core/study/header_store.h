// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/sqlite/database.h"
#include "core/study/study.h"

#include <string>

namespace faultline::study {

/// What a study is made of, read once when it is opened.
struct StudyFacts {
    std::string uuid;
    base::RunId run;
    model::RunHeader header;
    labels::Taxonomy taxonomy;
};

/// Refuses a header that no run can have: no classes, no positions, numbers that are not finite.
[[nodiscard]] base::Result<> checkHeader(const model::RunHeader& header);

/// Stores a new study's header and the standard taxonomy. Inside Database::writing().
[[nodiscard]] base::Result<base::RunId> storeHeader(const Database& database, const model::RunHeader& header);

/// Inside Database::reading(). The file may be anybody's: every value is checked.
[[nodiscard]] base::Result<StudyFacts> readFacts(const Database& database);

} // namespace faultline::study
