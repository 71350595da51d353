// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/arranged_layout.h"

#include <algorithm>

namespace faultline::ui {

ArrangedLayout::~ArrangedLayout() {
    qDeleteAll(m_items);
}

void ArrangedLayout::addItem(QLayoutItem* item) {
    insertItem(count(), item);
}

void ArrangedLayout::insertItem(int place, QLayoutItem* item) {
    m_items.insert(std::clamp(place, 0, count()), item);
    invalidate();
}

QLayoutItem* ArrangedLayout::itemAt(int index) const {
    return m_items.value(index, nullptr);
}

QLayoutItem* ArrangedLayout::takeAt(int index) {
    if (index < 0 || index >= count())
        return nullptr;
    invalidate();
    return m_items.takeAt(index);
}

int ArrangedLayout::heightForWidth(int width) const {
    return arrange(QRect(0, 0, width, 0), Act::Measure);
}

QSize ArrangedLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    return size;
}

void ArrangedLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    arrange(rect, Act::Place);
}

} // namespace faultline::ui
