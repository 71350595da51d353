// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time.h"

#include "core/base/text.h"

#include <cstdio>

namespace faultline::base {

using namespace std::chrono;

namespace {

/// Reads exactly `digits` digits at `text`'s front and removes them.
std::optional<int> takeNumber(std::string_view& text, std::size_t digits) {
    if (text.size() < digits ||
        text.substr(0, digits).find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    const auto number = parsedNumber<int>(text.substr(0, digits));
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected)
        return false;
    text.remove_prefix(1);
    return true;
}

/// The rest after the seconds: an optional fraction and the zone. Returns what to add to the local time.
std::optional<milliseconds> takeFractionAndZone(std::string_view text) {
    milliseconds sum{0};
    if (take(text, '.')) {
        int scale = 100;
        std::size_t digits = 0;
        for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits, scale /= 10)
            sum += milliseconds((text[digits] - '0') * scale);
        if (digits == 0 || digits > 3)
            return std::nullopt;
        text.remove_prefix(digits);
    }
    if (text == "Z")
        return sum;
    const bool east = !text.empty() && text.front() == '+';
    if (!east && (text.empty() || text.front() != '-'))
        return std::nullopt;
    text.remove_prefix(1);
    const auto hour = takeNumber(text, 2);
    if (!hour || !take(text, ':'))
        return std::nullopt;
    const auto minute = takeNumber(text, 2);
    if (!minute || !text.empty() || *hour > 14 || *minute > 59)
        return std::nullopt;
    const milliseconds offset = hours(*hour) + minutes(*minute);
    return east ? sum - offset : sum + offset;
}

} // namespace

Timestamp now() {
    return floor<milliseconds>(system_clock::now());
}

std::string isoText(Timestamp time) {
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text;
}

std::optional<Timestamp> parsedIso(std::string_view text) {
    const auto y = takeNumber(text, 4);
    if (!y || !take(text, '-'))
        return std::nullopt;
    const auto m = takeNumber(text, 2);
    if (!m || !take(text, '-'))
        return std::nullopt;
    const auto d = takeNumber(text, 2);
    if (!d || !take(text, 'T'))
        return std::nullopt;
    const auto hour = takeNumber(text, 2);
    if (!hour || !take(text, ':'))
        return std::nullopt;
    const auto minute = takeNumber(text, 2);
    if (!minute || !take(text, ':'))
        return std::nullopt;
    const auto second = takeNumber(text, 2);
    const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
    if (!second || !date.ok() || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    const auto rest = takeFractionAndZone(text);
    if (!rest)
        return std::nullopt;
    return sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second) + *rest;
}

} // namespace faultline::base
