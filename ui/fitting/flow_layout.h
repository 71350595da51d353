// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fitting/arranged_layout.h"

namespace faultline::ui {

/// Widgets side by side as words in a text: what no longer fits begins the next line. Each is as large as its
/// hint, within the width that there is; those of a line share its middle.
class FlowLayout : public ArrangedLayout {
public:
    /// @param parent nullptr: it is to be added to another layout
    explicit FlowLayout(QWidget* parent = nullptr);

    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] QSize sizeHint() const override;

private:
    int arrange(const QRect& rect, Act act) const override;
};

} // namespace faultline::ui
