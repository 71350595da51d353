// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace faultline::ui {

/// The picture with its 2nd percentile of channel values at 0 and its 98th at 255, all channels alike, so
/// that hues stay; a picture of one value stays as it is.
/// @param image Format_RGB888
[[nodiscard]] QImage contrastStretched(const QImage& image);

} // namespace faultline::ui
