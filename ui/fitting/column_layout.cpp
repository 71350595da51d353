// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/column_layout.h"

#include <algorithm>
#include <vector>

#include <QWidget>

namespace faultline::ui {

ColumnLayout::ColumnLayout(int least, int most)
    : m_least(least)
    , m_most(most) {}

ColumnLayout::~ColumnLayout() {
    qDeleteAll(m_items);
}

void ColumnLayout::insertWidget(int place, QWidget* widget) {
    addChildWidget(widget);
    m_items.insert(std::clamp(place, 0, count()), new QWidgetItem(widget));
    invalidate();
}

void ColumnLayout::addItem(QLayoutItem* item) {
    m_items.append(item);
    invalidate();
}

QLayoutItem* ColumnLayout::itemAt(int index) const {
    return m_items.value(index, nullptr);
}

QLayoutItem* ColumnLayout::takeAt(int index) {
    if (index < 0 || index >= count())
        return nullptr;
    invalidate();
    return m_items.takeAt(index);
}

int ColumnLayout::heightForWidth(int width) const {
    return arrange(QRect(0, 0, width, 0), Act::Measure);
}

QSize ColumnLayout::sizeHint() const {
    const int width = std::max(m_least, minimumSize().width());
    return {width, heightForWidth(width)};
}

QSize ColumnLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    return size;
}

void ColumnLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    arrange(rect, Act::Place);
}

int ColumnLayout::arrange(const QRect& rect, Act act) const {
    const int columns = std::max(1, (rect.width() + spacing()) / (m_least + spacing()));
    const int width = std::min(m_most, (rect.width() - (columns - 1) * spacing()) / columns);
    std::vector<int> ends(static_cast<std::size_t>(columns), 0);
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty())
            continue;
        const auto column = std::min_element(ends.begin(), ends.end());
        const int height =
            std::max(item->minimumSize().height(),
                     item->hasHeightForWidth() ? item->heightForWidth(width) : item->sizeHint().height());
        const auto left = static_cast<int>(column - ends.begin()) * (width + spacing());
        if (act == Act::Place)
            item->setGeometry({rect.left() + left, rect.top() + *column, width, height});
        *column += height + spacing();
    }
    return std::max(0, *std::max_element(ends.begin(), ends.end()) - spacing());
}

} // namespace faultline::ui
