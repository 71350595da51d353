// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/plan_people.h"

#include "core/base/text.h"
#include "core/study/names.h"

#include <algorithm>
#include <cctype>

namespace faultline::workbench {

namespace {

constexpr std::string_view noPartsOfNames = ":;?!=<>|\"";
constexpr std::ptrdiff_t mostWords = 6;

bool isPartOfWord(char each) {
    const auto byte = static_cast<unsigned char>(each);
    return byte >= 0x80 || std::isalnum(byte) != 0; // letters beyond ASCII are several bytes
}

/// Why it is no name; empty: it may be one.
std::string whyNoName(const std::string& name) {
    if (const auto at = name.find_first_of(noPartsOfNames); at != std::string::npos)
        return std::string("it has a ") + name[at] + " in it";
    if (std::count(name.begin(), name.end(), ' ') >= mostWords)
        return "it has more than six words";
    if (std::none_of(name.begin(), name.end(), isPartOfWord))
        return "it has neither a letter nor a digit";
    return {};
}

bool contains(std::span<const std::string> names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

base::Result<PlanPeople> planPeople(std::span<const std::string> typed, std::span<const std::string> known) {
    PlanPeople people;
    for (const std::string& each : typed) {
        const std::string name(base::trimmed(each));
        if (name.empty() || contains(people.names, name))
            continue;
        people.names.push_back(name);
        if (contains(known, name))
            continue;
        FAULTLINE_CHECK(study::trimmedName("an annotator's name", name));
        if (const std::string why = whyNoName(name); !why.empty())
            return base::failure(base::ErrorKind::InvalidInput, '"' + name +
                                                                    "\" is no annotator's name: " + why +
                                                                    "; write names with commas between them");
        people.fresh.push_back(name);
    }
    return people;
}

} // namespace faultline::workbench
