// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/progress_delegate.h"

#include "ui/pairs/pair_model.h"

#include <QPainter>

namespace faultline::ui {

QSize ProgressDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    constexpr int roomForBar = 8; // pixels
    return QStyledItemDelegate::sizeHint(option, index) + QSize(0, roomForBar);
}

void ProgressDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const double share = index.data(PairModel::ProgressRole).toDouble();
    if (share <= 0)
        return;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    QRectF bar = QRectF(option.rect).adjusted(4, option.rect.height() - 3, -4, -1);
    painter->save();
    painter->setPen(Qt::NoPen);
    painter->setBrush(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Highlight));
    bar.setWidth(bar.width() * share);
    painter->drawRect(bar);
    painter->restore();
}

} // namespace faultline::ui
