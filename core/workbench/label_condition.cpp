// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_condition.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace faultline::workbench {

using std::chrono::minutes;

namespace {

constexpr std::array<std::pair<std::string_view, minutes>, 12> units{{{"min", minutes(1)},
                                                                      {"minute", minutes(1)},
                                                                      {"minutes", minutes(1)},
                                                                      {"h", minutes(60)},
                                                                      {"hour", minutes(60)},
                                                                      {"hours", minutes(60)},
                                                                      {"d", minutes(24 * 60)},
                                                                      {"day", minutes(24 * 60)},
                                                                      {"days", minutes(24 * 60)},
                                                                      {"w", minutes(7 * 24 * 60)},
                                                                      {"week", minutes(7 * 24 * 60)},
                                                                      {"weeks", minutes(7 * 24 * 60)}}};

std::optional<minutes> parsedDuration(std::string_view text) {
    constexpr unsigned most = 100'000; // of any unit: about two thousand years at the most
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = base::parsedNumber<unsigned>(text.substr(0, end));
    const std::string unit = base::lowered(base::trimmed(text.substr(end)));
    const auto found =
        std::find_if(units.begin(), units.end(), [&](const auto& each) { return each.first == unit; });
    if (!number || *number > most || found == units.end())
        return std::nullopt;
    return found->second * static_cast<int>(*number);
}

/// Every quotation mark in it is followed by another one.
bool areDoubled(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '"' && (i + 1 == text.size() || text[++i] != '"'))
            return false;
    return true;
}

} // namespace

std::optional<HasNote> parsedNote(std::string_view typed) {
    const std::string_view text = base::trimmed(typed);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        const std::string_view inner = text.substr(1, text.size() - 2);
        if (areDoubled(inner)) {
            HasNote note;
            for (std::size_t i = 0; i < inner.size(); ++i) {
                note.text += inner[i];
                if (inner[i] == '"')
                    ++i; // its double
            }
            return note;
        }
    }
    if (base::lowered(text).find(" or ") != std::string::npos)
        return std::nullopt;
    return HasNote{std::string(text)};
}

std::string noteText(const HasNote& note) {
    if (const auto read = parsedNote(note.text); read && *read == note)
        return note.text;
    std::string text = "\"";
    for (const char each : note.text)
        text += each == '"' ? std::string("\"\"") : std::string(1, each);
    return text + '"';
}

base::Result<Decided> parsedDecided(Decided::When when, std::string_view text, base::Timestamp now) {
    const std::string said(text);
    if (const auto ago = parsedDuration(text))
        return Decided{when, now - *ago, said};
    if (const auto day = base::parsedIso(said + "T00:00:00Z"))
        return Decided{when, *day, said};
    if (const auto moment = base::parsedIso(text))
        return Decided{when, *moment, said};
    return base::failure(base::ErrorKind::InvalidInput,
                         '"' + said +
                             "\" is no time: write a day (2026-11-28, in UTC), a moment "
                             "(2026-11-28T08:00:00Z) or how long ago (30 min, 2 h, 3 d, 1 w)");
}

} // namespace faultline::workbench
