// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/screen_room.h"

#include <QScreen>
#include <QWidget>

namespace faultline::ui {

QSize roomForWindow(const QSize& free) {
    constexpr QSize frame(12, 40); // pixels; it is known only once the window is shown
    return free - frame;
}

void resizeWithinScreen(QWidget& window, const QSize& wanted) {
    const QWidget* before = window.parentWidget() != nullptr ? window.parentWidget()->window() : &window;
    window.resize(wanted.boundedTo(roomForWindow(before->screen()->availableSize())));
}

} // namespace faultline::ui
