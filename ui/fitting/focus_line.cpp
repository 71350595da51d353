// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/focus_line.h"

#include <QPainter>
#include <QWidget>

namespace faultline::ui {

void paintFocusLine(QWidget& page) {
    if (page.hasFocus())
        paintLineAround(page);
}

void paintLineAround(QWidget& cover) {
    QPainter painter(&cover);
    painter.setPen(cover.palette().color(QPalette::Highlight));
    painter.drawRect(cover.rect().adjusted(0, 0, -1, -1));
}

} // namespace faultline::ui
