// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/sqlite/database.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace faultline::study {

/// How the rows of modes of another copy are numbered here, and what a person should know.
struct ModeUnion {
    std::map<std::int64_t, std::int64_t> ids;
    std::vector<std::string> notes;
};

/// The union of two taxonomies, by slug. A mode that one copy lacks is added; of one that was changed in one
/// copy alone that state holds; one that was changed in both is the same in both, or the whole is refused.
/// Keys are not compared: see taxonomyOf(). Inside Database::writing() of `into` and reading() of `from`.
[[nodiscard]] base::Result<ModeUnion> uniteModes(const Database& into, const Database& from);

} // namespace faultline::study
