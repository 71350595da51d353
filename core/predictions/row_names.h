// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/predictions/table.h"

#include <string>
#include <vector>

namespace faultline::predictions {

/// What a table without a column "file" or "index" says of its rows otherwise: decides, when all rows are
/// there, whether that names the pictures.
class RowNames {
public:
    enum class Kind {
        Unnamed, ///< the first column, without a heading, where data frames keep their rows' numbers
        Sample,  ///< namesSample(): names, or numbers
        Other
    };
    /// @return its number for add()
    std::size_t addColumn(Kind kind, std::string heading);
    /// The next row's cell.
    void add(std::size_t column, std::string cell);
    /// Numbers the rows, names their files, or notes in Table::unread what may do so. Refuses numbers called
    /// "id" or the like that are not those of the rows.
    [[nodiscard]] base::Result<> apply(Table& table);

private:
    struct Column {
        Kind kind;
        std::string heading;
        std::vector<std::string> cells;
        bool isDecimal =
            false; ///< it has a number with decimals, so that it names nothing; no cells are kept
    };
    std::vector<Column> m_columns;
};

} // namespace faultline::predictions
