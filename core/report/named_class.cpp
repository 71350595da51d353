// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/named_class.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::report {

base::Result<base::ClassId> classNamed(std::string_view text, std::span<const std::string> classes) {
    const auto idAt = [&](auto position) {
        return base::ClassId(static_cast<std::uint16_t>(position - classes.begin()));
    };
    if (const auto exact = std::find(classes.begin(), classes.end(), text); exact != classes.end())
        return idAt(exact);
    const auto similar = std::find_if(classes.begin(), classes.end(), [&](const std::string& name) {
        return base::lowered(name) == base::lowered(text);
    });
    if (similar != classes.end())
        return idAt(similar);
    if (const auto number = base::parsedNumber<std::uint16_t>(text); number && *number < classes.size())
        return base::ClassId(*number);

    constexpr std::size_t named = 20;
    std::string known;
    for (std::size_t i = 0; i < std::min(named, classes.size()); ++i)
        known += (i == 0 ? "" : ", ") + std::to_string(i) + " " + classes[i];
    if (classes.size() > named)
        known += " and " + std::to_string(classes.size() - named) + " more";
    return base::failure(base::ErrorKind::InvalidInput,
                         "there is no class \"" + std::string(text) + "\"; the classes are " + known);
}

std::string className(base::ClassId id, std::span<const std::string> classes) {
    return id.value < classes.size() && !classes[id.value].empty() ? classes[id.value]
                                                                   : std::to_string(id.value);
}

} // namespace faultline::report
