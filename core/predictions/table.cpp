// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/table.h"

#include "core/report/text_table.h"

namespace faultline::predictions {

std::string placeOf(const Table& table, const Row& row) {
    return table.unit + " " + std::to_string(row.place);
}

std::string inQuotes(std::string_view value) {
    constexpr std::size_t longest = 60; // bytes
    return "\"" + report::printable(value.substr(0, longest)) + (value.size() > longest ? "…\"" : "\"");
}

} // namespace faultline::predictions
