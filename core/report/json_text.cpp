// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/json_text.h"

#include "core/base/text.h"

#include <array>

namespace faultline::report {

std::string jsonLines(const std::vector<Json>& objects) {
    std::string text = "[";
    for (std::size_t i = 0; i < objects.size(); ++i)
        text += (i == 0 ? "\n" : ",\n") + objects[i].dump(-1, ' ', false, Json::error_handler_t::replace);
    return text + (objects.empty() ? "]\n" : "\n]\n");
}

std::string jsonText(const Json& document) {
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json textOrNull(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

std::string probabilityText(float value) {
    std::array<char, 40> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), written.ptr};
}

double probability(float value) {
    return base::parsedNumber<double>(probabilityText(value)).value_or(value);
}

} // namespace faultline::report
