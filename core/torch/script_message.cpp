// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/script_message.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::libtorch {

namespace {

constexpr std::size_t longestMessage = 300;
/// How Torch begins the last part of the text of an exception in the interpreter.
constexpr std::string_view interpreter = "The following operation failed in the TorchScript interpreter";
constexpr std::string_view judgement = "\nRuntimeError: ";

} // namespace

std::string scriptMessage(std::string_view text) {
    if (text.starts_with(interpreter))
        if (const std::size_t at = text.find(judgement); at != std::string_view::npos)
            text.remove_prefix(at + judgement.size());
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

} // namespace faultline::libtorch
