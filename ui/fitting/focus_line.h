// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace faultline::ui {

/// Of a page that takes keys as a whole: a line around it while it has them, as around the grid. From its
/// paintEvent().
void paintFocusLine(QWidget& page);

/// The line itself, on what lies above a page whose content covers its own. From its paintEvent().
void paintLineAround(QWidget& cover);

} // namespace faultline::ui
