// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/script_message.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::libtorch {

namespace {

constexpr std::size_t longestMessage = 300;
/// How Torch begins the last part of the text of an exception in the interpreter.
constexpr std::string_view interpreter = "The following operation failed in the TorchScript interpreter";

/// What was raised, behind the last line that begins with the name of its class: "RuntimeError: ", or
/// "builtins.ValueError: " of what the program itself raises.
std::string_view raised(std::string_view text) {
    std::string_view found = text;
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos;) {
        const std::string_view line = text.substr(++at);
        const std::size_t end = line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                       "0123456789_.");
        if (end != std::string_view::npos && line.substr(end).starts_with(": ") &&
            (line.substr(0, end).ends_with("Error") || line.substr(0, end).ends_with("Exception")))
            found = line.substr(end + 2);
    }
    return found;
}

} // namespace

std::string scriptMessage(std::string_view text) {
    if (text.starts_with(interpreter))
        text = raised(text);
    while (!text.empty() && text.front() == '\n')
        text.remove_prefix(1);
    std::string line(base::trimmed(text.substr(0, std::min(text.find('\n'), longestMessage))));
    if (!base::isUtf8(line)) // cut within a character, or the program's own bytes
        std::replace_if(
            line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; },
            '?');
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        ' ');
    while (line.ends_with(':') || line.ends_with('.'))
        line.pop_back();
    return line.empty() ? "without saying why" : line;
}

bool tellsOfMemory(std::string_view text) {
    return base::lowered(text).find("out of memory") != std::string::npos ||
           text.find("allocate memory") != std::string_view::npos;
}

bool tellsOfQuantisation(std::string_view text) {
    return text.find("'quantized::") != std::string_view::npos ||
           text.find("operation quantized::") != std::string_view::npos;
}

} // namespace faultline::libtorch
