// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/grouped_list_view.h"

#include <algorithm>

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionRubberBand>

namespace faultline::ui {

GroupedListView::GroupedListView(QWidget* parent)
    : QListView(parent) {
    setViewMode(QListView::ListMode);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}

int GroupedListView::headingHeight() const {
    return fontMetrics().height() + 14;
}

const GroupedLayout& GroupedListView::tiles() const {
    const int width = std::max(1, viewport()->width());
    const QSize cell = gridSize().expandedTo({1, 1});
    const GroupedLayout::Shape shape{cell, std::max(1, (width - 1) / cell.width()), width, headingHeight()};
    const bool isShaped = shape.cell == m_shape.cell && shape.columns == m_shape.columns &&
                          shape.width == m_shape.width && shape.headingHeight == m_shape.headingHeight;
    if (m_revision != spansRevision() || !isShaped) {
        m_revision = spansRevision();
        m_shape = shape;
        m_layout = GroupedLayout(spans(), shape);
    }
    return m_layout;
}

QPoint GroupedListView::offset() const {
    return {horizontalOffset(), verticalOffset()};
}

void GroupedListView::regroup() {
    scheduleDelayedItemsLayout();
    updateGeometries();
    if (currentIndex().isValid())
        scrollTo(currentIndex());
    viewport()->update();
}

QRect GroupedListView::visualRect(const QModelIndex& index) const {
    if (!isGrouped())
        return QListView::visualRect(index);
    return index.isValid() ? tiles().rectOf(index.row()).translated(-offset()) : QRect();
}

QModelIndex GroupedListView::indexAt(const QPoint& point) const {
    if (!isGrouped())
        return QListView::indexAt(point);
    const int position = point.y() < headingHeight() ? -1 : tiles().positionAt(point + offset());
    return position < 0 ? QModelIndex() : model()->index(position, 0);
}

void GroupedListView::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (!isGrouped())
        return QListView::scrollTo(index, hint);
    if (!index.isValid())
        return;
    updateGeometries(); // the bar's range may be that of other tiles still
    const QRect tile = visualRect(index);
    QScrollBar* bar = verticalScrollBar();
    if (hint == PositionAtCenter)
        bar->setValue(bar->value() + tile.center().y() - viewport()->rect().center().y());
    else if (tile.top() < headingHeight() || hint == PositionAtTop)
        bar->setValue(bar->value() + tile.top() - headingHeight());
    else if (tile.bottom() >= viewport()->height() || hint == PositionAtBottom)
        bar->setValue(bar->value() + tile.bottom() + 1 - viewport()->height());
}

QModelIndex GroupedListView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) {
    if (!isGrouped())
        return QListView::moveCursor(action, modifiers);
    const int last = model()->rowCount() - 1;
    int position = currentIndex().isValid() ? currentIndex().row() : 0;
    const int page = std::max(1, (viewport()->height() - headingHeight()) / m_shape.cell.height());
    switch (action) {
    case MoveLeft:
    case MovePrevious:
        position = std::max(0, position - 1);
        break;
    case MoveRight:
    case MoveNext:
        position = std::min(last, position + 1);
        break;
    case MoveUp:
        position = tiles().above(position);
        break;
    case MoveDown:
        position = tiles().below(position);
        break;
    case MovePageUp:
        for (int line = 0; line < page; ++line)
            position = tiles().above(position);
        break;
    case MovePageDown:
        for (int line = 0; line < page; ++line)
            position = tiles().below(position);
        break;
    case MoveHome:
        position = 0;
        break;
    case MoveEnd:
        position = last;
        break;
    }
    return model()->index(position, 0);
}

void GroupedListView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) {
    if (!isGrouped())
        return QListView::setSelection(rect, command);
    QItemSelection selection;
    if (state() == DragSelectingState) {
        for (const int position : tiles().within(rect.translated(offset())))
            selection.append(QItemSelectionRange(model()->index(position, 0)));
    } else { // from one item to another one, in the order of the list
        const int from = tiles().positionAt(rect.topLeft() + offset());
        const int to = tiles().positionAt(rect.bottomRight() + offset());
        if (from >= 0 && to >= 0)
            selection.append(QItemSelectionRange(model()->index(std::min(from, to), 0),
                                                 model()->index(std::max(from, to), 0)));
    }
    selectionModel()->select(selection, command);
}

QRegion GroupedListView::visualRegionForSelection(const QItemSelection& selection) const {
    return isGrouped() ? QRegion(viewport()->rect()) : QListView::visualRegionForSelection(selection);
}

void GroupedListView::updateGeometries() {
    if (!isGrouped())
        return QListView::updateGeometries();
    const int page = viewport()->height();
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(0, tiles().height() - page));
    horizontalScrollBar()->setRange(0, 0);
    // QListView would count without headings.
    QAbstractItemView::updateGeometries(); // NOLINT(bugprone-parent-virtual-call)
}

void GroupedListView::scrollContentsBy(int dx, int dy) {
    QListView::scrollContentsBy(dx, dy);
    if (isGrouped())
        viewport()->update(); // the heading at the top stays
}

void GroupedListView::paintEvent(QPaintEvent* event) {
    if (!isGrouped())
        return QListView::paintEvent(event);
    executeDelayedItemsLayout();
    QPainter painter(viewport());
    paintTiles(painter, event->rect());
    paintHeadings(painter);
    if (state() == DragSelectingState) {
        QStyleOptionRubberBand band;
        band.initFrom(this);
        band.shape = QRubberBand::Rectangle;
        band.opaque = false;
        band.rect = QRect(m_pressed - offset(), m_dragged - offset()).normalized();
        style()->drawControl(QStyle::CE_RubberBand, &band, &painter, this);
    }
}

void GroupedListView::paintTiles(QPainter& painter, const QRect& exposed) {
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QStyle::State usual = option.state & ~QStyle::State_HasFocus;
    for (const int position : tiles().within(exposed.translated(offset()))) {
        const QModelIndex index = model()->index(position, 0);
        option.rect = visualRect(index);
        option.state = usual;
        if (selectionModel()->isSelected(index))
            option.state |= QStyle::State_Selected;
        itemDelegateForIndex(index)->paint(&painter, option, index);
    }
}

void GroupedListView::paintHeadings(QPainter& painter) {
    const int top = tiles().groupAt(verticalOffset());
    const int bottom = tiles().groupAt(verticalOffset() + viewport()->height());
    for (int group = bottom; group > top; --group)
        paintHeading(painter, tiles().headingOf(group).translated(-offset()), group);
    // Of the topmost group: at the top, until the next one pushes it out.
    int y = 0;
    if (top < tiles().groupCount() - 1)
        y = std::min(0, tiles().headingOf(top + 1).top() - verticalOffset() - headingHeight());
    paintHeading(painter, QRect(0, y, viewport()->width(), headingHeight()), top);
}

void GroupedListView::paintHeading(QPainter& painter, const QRect& rect, int group) {
    painter.fillRect(rect, palette().color(QPalette::Base));
    QColor line = palette().color(QPalette::Text);
    line.setAlphaF(0.25F);
    painter.setPen(line);
    painter.drawLine(rect.bottomLeft(), rect.bottomRight());
    QFont font = this->font();
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::Text));
    constexpr int margin = 8;
    const QRect inner = rect.adjusted(margin, 0, -margin, 0);
    const QString text = painter.fontMetrics().elidedText(headingText(group), Qt::ElideMiddle, inner.width());
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
}

void GroupedListView::mousePressEvent(QMouseEvent* event) {
    m_pressed = m_dragged = event->pos() + offset();
    QListView::mousePressEvent(event);
}

void GroupedListView::mouseMoveEvent(QMouseEvent* event) {
    m_dragged = event->pos() + offset();
    QListView::mouseMoveEvent(event);
    if (isGrouped() && state() == DragSelectingState)
        viewport()->update();
}

void GroupedListView::mouseReleaseEvent(QMouseEvent* event) {
    QListView::mouseReleaseEvent(event);
    if (isGrouped())
        viewport()->update(); // the band goes
}

} // namespace faultline::ui
