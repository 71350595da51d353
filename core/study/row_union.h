// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/study/sqlite/database.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace faultline::study {

// The union of two tables whose rows are known by UUID.

/// A value of a row.
using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
[[nodiscard]] Cell cellAt(const Query& query, int column);
void bindCell(Query& query, int index, const Cell& cell);

/// Row ids of the one file → those of the other.
using Ids = std::map<std::int64_t, std::int64_t>;

/// A table whose rows are known by UUID, and which of its columns are ids of rows elsewhere.
struct LogTable {
    const char* name;
    const char* what; ///< "action"
    std::vector<std::pair<std::string, const Ids*>> references;
    /// Rows of items that the other file lacks are left out, not refused: they say nothing of a label.
    bool isOfKnownItems = false;
    /// Only these rows, as an SQL condition on `from`; empty: all.
    std::string condition{};
};

struct United {
    Ids ids; ///< of rows that have an id
    std::uint64_t fresh = 0, known = 0;
};

/// Adds the rows that `into` lacks. Refused where a row that both have differs ("was altered"), and where one
/// points to nothing. Inside Database::writing() of the one and reading() of the other.
[[nodiscard]] base::Result<United> uniteTable(const Database& into, const Database& from,
                                              const LogTable& table);

} // namespace faultline::study
