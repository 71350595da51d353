// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QFontMetricsF;

namespace faultline::ui {

// Names of classes come from data sets: taxonomies have them of 60 letters and more, whose ends differ.

/// A name within `width` pixels, cut in its middle where it must be.
[[nodiscard]] QString elidedName(const QString& name, const QFontMetricsF& font, double width);

/// "true → predicted" within `width` pixels. Where that is too long the true class gives way first, down to a
/// quarter of the width; both are cut in their middle.
[[nodiscard]] QString elidedPair(const QString& truth, const QString& predicted, const QFontMetricsF& font,
                                 double width);

/// The same text with places within long words where a label that wraps may break them.
[[nodiscard]] QString breakable(const QString& text);

} // namespace faultline::ui
