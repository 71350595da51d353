// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <QColor>
#include <QString>

namespace faultline::ui {

/// How a label looks wherever it is shown: a letter, a name and a colour, never the colour alone.
struct JudgementStyle {
    QString letter; ///< null for an unlabelled sample
    QString name;
    QColor fill;
    QColor text; ///< readable on `fill`
};

[[nodiscard]] JudgementStyle judgementStyle(const labels::Judgement& judgement,
                                            const labels::Taxonomy& taxonomy);

/// Why it is excluded, "wrong truth"; empty where no reason was given.
[[nodiscard]] QString exclusionName(const labels::Judgement& judgement);

/// Black or white, whichever contrasts more with the background (WCAG 2 relative luminance).
[[nodiscard]] QColor readableOn(const QColor& background);

} // namespace faultline::ui
