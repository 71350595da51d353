// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/headings.h"

#include <QMenu>

class QActionGroup;

namespace faultline::ui {

/// "Headings": what the failures are put together by. In the menu bar, and at the grid by ask().
class HeadingMenu : public QMenu {
    Q_OBJECT

public:
    HeadingMenu(Headings& headings, QWidget* parent);

    /// Comes up in the middle of the parent.
    void ask();

private:
    void refresh();

    Headings& m_headings;
    QActionGroup* m_choices;
};

} // namespace faultline::ui
