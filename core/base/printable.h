// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace faultline::base {

/// Text from a file for one line of a terminal or of a sentence, or for markup: control characters,
/// noncharacters and broken UTF-8 become U+FFFD, so that a name can neither break a line nor command the
/// terminal.
[[nodiscard]] std::string printable(std::string_view text);
/// The same for a text of many lines, which keeps their ends and its tabs.
[[nodiscard]] std::string printableLines(std::string_view text);

} // namespace faultline::base
