// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/column_layout.h"

#include <algorithm>
#include <vector>

#include <QWidget>

namespace faultline::ui {

ColumnLayout::ColumnLayout(int least, int most)
    : m_least(least)
    , m_most(most) {}

void ColumnLayout::insertWidget(int place, QWidget* widget) {
    addChildWidget(widget);
    insertItem(place, new QWidgetItem(widget));
}

QSize ColumnLayout::sizeHint() const {
    const int width = std::max(m_least, minimumSize().width());
    return {width, heightForWidth(width)};
}

int ColumnLayout::arrange(const QRect& rect, Act act) const {
    const int columns = std::max(1, (rect.width() + spacing()) / (m_least + spacing()));
    const int width = std::min(m_most, (rect.width() - (columns - 1) * spacing()) / columns);
    std::vector<int> ends(static_cast<std::size_t>(columns), 0);
    for (QLayoutItem* item : items()) {
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
