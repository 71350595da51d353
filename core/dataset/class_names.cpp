// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/class_names.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/set_limits.h"

#include <algorithm>
#include <string_view>

namespace faultline::dataset {

namespace {

constexpr std::uint64_t fileLimit = 1u << 20;

bool isName(const std::string& name) {
    const bool plain =
        std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    return !name.empty() && name.size() <= longestClassName && plain && base::isUtf8(name);
}

} // namespace

bool areClassNames(const std::vector<std::string>& names) {
    std::vector<std::string> sorted = names;
    std::sort(sorted.begin(), sorted.end());
    return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() &&
           std::all_of(names.begin(), names.end(), isName);
}

std::vector<std::string> classNamesIn(const std::filesystem::path& file) {
    const auto bytes = base::readFile(file, fileLimit);
    if (!bytes)
        return {};
    const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line(base::trimmed(text.substr(begin, end - begin)));
        if (!line.empty())
            names.push_back(std::move(line));
        begin = end + 1;
    }
    return areClassNames(names) ? names : std::vector<std::string>();
}

std::vector<std::string> namesOr(std::vector<std::string> names, const std::vector<std::string>& standard) {
    if (names.size() != standard.size() || !areClassNames(names))
        return standard;
    return names;
}

} // namespace faultline::dataset
