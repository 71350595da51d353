// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>

namespace faultline::ui {

/// A square of that colour with the mode's letter in it.
[[nodiscard]] QIcon colourSwatch(const QColor& colour, const QString& letter, double pixelRatio);

} // namespace faultline::ui
