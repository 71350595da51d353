// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/dnn_message.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::onnx {

namespace {

constexpr std::size_t longestMessage = 300;

/// What stands between the two, or nothing.
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
    const std::size_t from = text.find(begin);
    if (from == std::string_view::npos)
        return {};
    text.remove_prefix(from + begin.size());
    return text.substr(0, std::min(text.find(end), text.size()));
}

/// UTF-8 without control characters.
std::string cleaned(std::string_view text) {
    std::string result(text);
    const bool isUtf8 = base::isUtf8(text);
    std::replace_if(
        result.begin(), result.end(),
        [&](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !isUtf8);
        },
        '?');
    return result;
}

} // namespace

std::string dnnMessage(std::string_view text) {
    while (text.starts_with('>') || text.starts_with(' ') || text.starts_with('\n'))
        text.remove_prefix(1);
    text = text.substr(0, text.find('\n'));
    const std::string_view node = between(text, "Node [", "@");
    constexpr std::string_view mark = "error: ";
    std::string_view detail = text;
    if (const std::size_t at = detail.rfind(mark); at != std::string_view::npos)
        detail.remove_prefix(at + mark.size());
    const std::string prefix = node.empty() ? "" : "operator " + std::string(node) + ": ";
    const std::string message = prefix + std::string(base::trimmed(detail));
    return message.empty() ? "without saying why"
                           : cleaned(std::string_view(message).substr(0, longestMessage));
}

} // namespace faultline::onnx
