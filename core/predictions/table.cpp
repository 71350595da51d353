// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/table.h"

#include "core/base/printable.h"
#include "core/base/text.h"

namespace faultline::predictions {

std::string placeOf(const Table& table, const Row& row) {
    return table.unit + " " + std::to_string(row.place);
}

base::Result<> checkRoom(std::size_t rows, std::size_t mostRows) {
    if (rows <= mostRows)
        return {};
    return base::failure(
        base::ErrorKind::InvalidInput,
        "there are more predictions than the " + base::groupedText(mostRows) +
            " images of the data set; they belong to another set or split, or some stand twice");
}

std::string inQuotes(std::string_view value) {
    constexpr std::size_t longest = 60; // bytes
    return "\"" + base::printable(value.substr(0, longest)) + (value.size() > longest ? "…\"" : "\"");
}

} // namespace faultline::predictions
