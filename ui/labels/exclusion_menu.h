// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/judgement.h"

#include <QList>
#include <QMenu>

namespace faultline::ui {

/// Why something is excluded, one digit each, Shift held or not; Esc closes it and nothing is decided. Its
/// actions carry no shortcut of their own outside of it.
class ExclusionMenu : public QMenu {
    Q_OBJECT

public:
    explicit ExclusionMenu(QWidget* parent = nullptr);
    /// In the middle of the parent.
    void ask();

Q_SIGNALS:
    void chosen(faultline::labels::Exclusion reason);
};

} // namespace faultline::ui
