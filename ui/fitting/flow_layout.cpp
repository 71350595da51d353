// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/flow_layout.h"

#include <algorithm>

#include <QWidget>

namespace faultline::ui {

FlowLayout::FlowLayout(QWidget* parent)
    : QLayout(parent) {}

FlowLayout::~FlowLayout() {
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem* item) {
    m_items.append(item);
    invalidate();
}

QLayoutItem* FlowLayout::itemAt(int index) const {
    return m_items.value(index, nullptr);
}

QLayoutItem* FlowLayout::takeAt(int index) {
    if (index < 0 || index >= count())
        return nullptr;
    invalidate();
    return m_items.takeAt(index);
}

int FlowLayout::heightForWidth(int width) const {
    return flow(QRect(0, 0, width, 0), Act::Measure);
}

QSize FlowLayout::sizeHint() const {
    QSize size;
    for (const QLayoutItem* item : m_items)
        if (!item->isEmpty())
            size = {size.width() + (size.isEmpty() ? 0 : spacing()) + item->sizeHint().width(),
                    std::max(size.height(), item->sizeHint().height())};
    return size;
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    return size;
}

void FlowLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    flow(rect, Act::Place);
}

int FlowLayout::flow(const QRect& rect, Act act) const {
    int top = rect.top();
    int height = 0;
    for (int first = 0; first < count();) {
        int x = rect.left();
        int lineHeight = 0;
        int end = first;
        for (; end < count(); ++end) {
            if (m_items[end]->isEmpty())
                continue;
            const int width = std::min(m_items[end]->sizeHint().width(), rect.width());
            if (x > rect.left() && x + width > rect.left() + rect.width())
                break;
            x += width + spacing();
            lineHeight = std::max(lineHeight, m_items[end]->sizeHint().height());
        }
        x = rect.left();
        for (int i = first; i < end && act == Act::Place; ++i) {
            if (m_items[i]->isEmpty())
                continue;
            const QSize size = m_items[i]->sizeHint().boundedTo({rect.width(), lineHeight});
            m_items[i]->setGeometry(QRect(QPoint(x, top + (lineHeight - size.height()) / 2), size));
            x += size.width() + spacing();
        }
        top += lineHeight + spacing();
        height += lineHeight + (first > 0 ? spacing() : 0);
        first = end;
    }
    return height;
}

} // namespace faultline::ui
