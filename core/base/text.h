// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace faultline::base {

/// Numbers in files, independent of the locale: the shortest text that reads back as the same value.
[[nodiscard]] std::string numberText(double value);
/// A fixed number of decimals, for people and tables; "nan" and "inf" where the value is not finite.
[[nodiscard]] std::string fixedText(double value, int decimals);
/// "1,234,567", for sentences.
[[nodiscard]] std::string groupedText(std::uint64_t value);

/// The whole text as a number, or nothing; leading and trailing characters are not skipped.
template <class Number>
[[nodiscard]] std::optional<Number> parsedNumber(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// ASCII letters in lower case, everything else as it is.
[[nodiscard]] std::string lowered(std::string_view text);
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
[[nodiscard]] bool isUtf8(std::string_view text);

} // namespace faultline::base
