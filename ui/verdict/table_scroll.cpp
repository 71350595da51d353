// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/table_scroll.h"

#include <algorithm>

#include <QLayout>
#include <QScrollBar>

namespace faultline::ui {

TableScroll::TableScroll(QWidget* table, QWidget* parent)
    : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(table);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred); // fixed, the bar would have no room
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QSize TableScroll::sizeHint() const {
    const int width = widget()->sizeHint().width();
    return {width, heightForWidth(width)};
}

QSize TableScroll::minimumSizeHint() const {
    const int few = fontMetrics().averageCharWidth() * 20;
    return {std::min(few, widget()->minimumSizeHint().width()), fontMetrics().height()};
}

int TableScroll::heightForWidth(int width) const {
    const int least = widget()->layout()->minimumSize().width();
    const int table = widget()->layout()->hasHeightForWidth()
                          ? widget()->layout()->heightForWidth(std::max(width, least))
                          : widget()->sizeHint().height();
    return table + (width < least ? horizontalScrollBar()->sizeHint().height() : 0);
}

} // namespace faultline::ui
