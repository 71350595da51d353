// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace faultline::ui {

/// "0:28 left", "1:02:03 left"
[[nodiscard]] QString remainingText(double seconds);

} // namespace faultline::ui
