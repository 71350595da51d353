// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace faultline::app {

/// Of the project, as CMake knows it.
inline constexpr const char* version = FAULTLINE_VERSION;

} // namespace faultline::app
