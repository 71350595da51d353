// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/number_condition.h"

#include "core/base/text.h"

#include <array>
#include <utility>

namespace faultline::workbench {

using base::Result;
using Bound = NumberRange::Bound;

namespace {

constexpr std::array<std::pair<std::string_view, NumberRange::Quantity>, 2> quantities{
    {{"confidence", NumberRange::Quantity::Confidence}, {"margin", NumberRange::Quantity::Margin}}};

std::string_view nameOf(NumberRange::Quantity quantity) {
    return quantity == NumberRange::Quantity::Confidence ? quantities[0].first : quantities[1].first;
}

tl::unexpected<base::Error> noRange(std::string_view text, NumberRange::Quantity quantity) {
    const std::string name(nameOf(quantity));
    return base::failure(base::ErrorKind::InvalidInput, '"' + std::string(text) + "\" is no range of the " +
                                                            name + ": write " + name + "<0.5, " + name +
                                                            ">=0.2<0.8 or " + name +
                                                            ": 0.2..0.8, with numbers from 0 to 1");
}

/// 0 … 1, also as per cent.
std::optional<double> parsedShare(std::string_view text) {
    std::string_view digits = base::trimmed(text);
    const bool isPerCent = !digits.empty() && digits.back() == '%';
    if (isPerCent)
        digits = base::trimmed(digits.substr(0, digits.size() - 1));
    auto value = base::parsedNumber<double>(digits);
    if (value && isPerCent)
        *value /= 100;
    return value && *value >= 0 && *value <= 1 ? value : std::nullopt;
}

/// One comparison at the front of `text`, which it removes.
bool takeComparison(std::string_view& text, NumberRange& range) {
    const bool isLow = text.front() == '>';
    std::string_view rest = text.substr(1);
    const bool isIncluded = !rest.empty() && rest.front() == '=';
    if (isIncluded)
        rest.remove_prefix(1);
    const auto end = rest.find_first_of("<>");
    const auto value = parsedShare(rest.substr(0, end));
    auto& bound = isLow ? range.low : range.high;
    if (!value || bound)
        return false;
    bound = Bound{*value, isIncluded};
    text = end == std::string_view::npos ? std::string_view() : rest.substr(end);
    return true;
}

/// "0.2..0.8", "0.2 to 0.8"
bool takeEnds(std::string_view text, NumberRange& range) {
    for (const std::string_view between : {std::string_view(".."), std::string_view(" to ")}) {
        const auto at = text.find(between);
        if (at == std::string_view::npos)
            continue;
        const auto low = parsedShare(text.substr(0, at));
        const auto high = parsedShare(text.substr(at + between.size()));
        if (!low || !high)
            return false;
        range.low = Bound{*low};
        range.high = Bound{*high};
        return true;
    }
    return false;
}

bool isEmptyRange(const NumberRange& range) {
    return range.low && range.high && range.low->value > range.high->value;
}

std::string comparisonText(char sign, const Bound& bound) {
    return sign + std::string(bound.isIncluded ? "=" : "") + base::numberText(bound.value);
}

} // namespace

std::optional<Result<NumberRange>> parsedNumberRange(std::string_view text) {
    const auto end = text.find_first_of("<>:");
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string name = base::lowered(base::trimmed(text.substr(0, end)));
    for (const auto& [known, quantity] : quantities) {
        if (name != known)
            continue;
        NumberRange range{quantity};
        std::string_view rest = base::trimmed(text.substr(end));
        if (rest.front() == ':') {
            if (!takeEnds(rest.substr(1), range) || isEmptyRange(range))
                return noRange(text, quantity);
            return range;
        }
        while (!rest.empty())
            if (!takeComparison(rest, range))
                return noRange(text, quantity);
        if (isEmptyRange(range))
            return noRange(text, quantity);
        return range;
    }
    return std::nullopt;
}

std::string numberRangeText(const NumberRange& range) {
    const std::string name(nameOf(range.quantity));
    if (range.low && range.high && range.low->isIncluded && range.high->isIncluded)
        return name + ": " + base::numberText(range.low->value) + ".." + base::numberText(range.high->value);
    return name + (range.low ? comparisonText('>', *range.low) : "") +
           (range.high ? comparisonText('<', *range.high) : "");
}

std::vector<std::string> offeredNumberRanges() {
    return {"confidence<0.5", "confidence>=0.9", "margin<0.1"};
}

} // namespace faultline::workbench
