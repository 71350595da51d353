// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/table.h"

#include "core/base/printable.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace faultline::predictions {

bool namesFile(std::string_view heading) {
    static constexpr std::array<std::string_view, 20> names{
        "file",     "filename",  "file_name",  "file name",      "filepath",   "file_path",   "path",
        "image",    "img",       "image_path", "image_file",     "image_name", "img_path",    "img_file",
        "img_name", "imagepath", "imgpath",    "image_filename", "picture",    "picture_path"};
    return std::find(names.begin(), names.end(), base::lowered(base::trimmed(heading))) != names.end();
}

bool namesSample(std::string_view heading) {
    static constexpr std::array<std::string_view, 9> names{
        "id", "image_id", "imageid", "img_id", "picture_id", "sample", "sample_id", "name", "sample_name"};
    return std::find(names.begin(), names.end(), base::lowered(base::trimmed(heading))) != names.end();
}

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
