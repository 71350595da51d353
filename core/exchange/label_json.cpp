// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_json.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::exchange {

namespace {

tl::unexpected<base::Error> invalid(std::string message) {
    return base::failure(base::ErrorKind::InvalidInput, std::move(message));
}

} // namespace

base::Result<nlohmann::json> parsedJson(std::string_view text) {
    try {
        return nlohmann::json::parse(text); // skips a byte-order mark, refuses bad UTF-8
    } catch (const nlohmann::json::parse_error& error) {
        const std::size_t position = std::min<std::size_t>(error.byte, text.size());
        const auto lines =
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
        return invalid("line " + std::to_string(lines + 1) + ": this is not well-formed JSON in UTF-8");
    } catch (const nlohmann::json::exception&) { // out_of_range, which has no position
        return invalid("the JSON holds a number that is too large to be read");
    }
}

base::Result<std::optional<std::string>> textOf(const nlohmann::json& object, std::string_view name) {
    const auto member = object.find(std::string(name));
    if (member == object.end() || member->is_null())
        return std::optional<std::string>();
    if (member->is_string())
        return std::optional(member->get<std::string>());
    if (member->is_number_integer())
        return std::optional(member->dump());
    return invalid("\"" + std::string(name) + "\" is neither a text nor a whole number");
}

report::Json jsonOf(const LabelTexts& label) {
    report::Json object;
    for (std::size_t i = 0; i < label.texts.size(); ++i) {
        report::Json& member = object[std::string(labelMemberNames[i])];
        if (!isNumber(static_cast<LabelMember>(i)))
            member = label.texts[i];
        else if (const auto number = base::parsedNumber<std::int64_t>(label.texts[i]))
            member = *number;
        else
            member = nullptr;
    }
    return object;
}

void setText(report::Json& object, const char* name, const std::string& text) {
    if (!text.empty())
        object[name] = text;
}

} // namespace faultline::exchange
