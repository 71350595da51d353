// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace faultline::base {

/// Letters and the marks that follow them as one character where Unicode has one (its canonical composition,
/// UAX #15), so that a name from a Mac's file system, which keeps "e" and an accent apart, compares as the
/// same name typed elsewhere. Marks that stand in another order than the canonical one stay as they are, and
/// so does text that is not UTF-8.
[[nodiscard]] std::string composed(std::string_view text);

} // namespace faultline::base
