// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/flow_layout.h"

#include <algorithm>

#include <QWidget>

namespace faultline::ui {

FlowLayout::FlowLayout(QWidget* parent)
    : ArrangedLayout(parent) {}

QSize FlowLayout::sizeHint() const {
    QSize size;
    for (const QLayoutItem* item : items())
        if (!item->isEmpty())
            size = {size.width() + (size.isEmpty() ? 0 : spacing()) + item->sizeHint().width(),
                    std::max(size.height(), item->sizeHint().height())};
    return size;
}

int FlowLayout::arrange(const QRect& rect, Act act) const {
    int top = rect.top();
    int height = 0;
    for (int first = 0; first < count();) {
        int x = rect.left();
        int lineHeight = 0;
        int end = first;
        for (; end < count(); ++end) {
            if (items()[end]->isEmpty())
                continue;
            const int width = std::min(items()[end]->sizeHint().width(), rect.width());
            if (x > rect.left() && x + width > rect.left() + rect.width())
                break;
            x += width + spacing();
            lineHeight = std::max(lineHeight, items()[end]->sizeHint().height());
        }
        x = rect.left();
        for (int i = first; i < end && act == Act::Place; ++i) {
            if (items()[i]->isEmpty())
                continue;
            const QSize size = items()[i]->sizeHint().boundedTo({rect.width(), lineHeight});
            items()[i]->setGeometry(QRect(QPoint(x, top + (lineHeight - size.height()) / 2), size));
            x += size.width() + spacing();
        }
        top += lineHeight + spacing();
        height += lineHeight + (first > 0 ? spacing() : 0);
        first = end;
    }
    return height;
}

} // namespace faultline::ui
