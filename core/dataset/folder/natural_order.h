// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace faultline::dataset {

/// The order of names that people expect: runs of digits compare as numbers, so that "img2" comes before
/// "img10"; all else byte by byte. Names that differ only in leading zeros are in byte order.
[[nodiscard]] bool naturallyLess(std::string_view a, std::string_view b);

} // namespace faultline::dataset
