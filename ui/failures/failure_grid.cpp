// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/failure_grid.h"

#include <algorithm>

#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

namespace faultline::ui {

namespace {

constexpr int focusLine = 2; ///< pixels around the grid

} // namespace

FailureGrid::FailureGrid(Workspace& workspace, QWidget* parent)
    : GroupedListView(parent)
    , m_workspace(workspace)
    , m_model(new FailureModel(workspace, this))
    , m_delegate(new FailureDelegate(workspace, this)) {
    setObjectName(QStringLiteral("failureGrid"));
    setAccessibleName(tr("Failures"));
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionRectVisible(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // or the columns would jump when it comes
    setFrameShape(QFrame::Box);                        // painted in event()
    setFrameShadow(QFrame::Plain);
    setLineWidth(focusLine);
    setTabKeyNavigation(false);
    setItemDelegate(m_delegate);
    setModel(m_model);
    setFactor(usualFactor);

    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &FailureGrid::tellWorkspace);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &FailureGrid::tellWorkspace);
    connect(&workspace.cursor(), &Cursor::selectionChanged, this, &FailureGrid::followWorkspace);
    connect(&workspace.headings(), &Headings::chosenChanged, this, &FailureGrid::regroup);
    for (const auto signal :
         {&VisibleFailures::wasReset, &VisibleFailures::inserted, &VisibleFailures::removed})
        connect(&workspace.visible(), signal, this, [this] {
            if (isGrouped()) { // the heights are the headings', too
                updateGeometries();
                viewport()->update();
            }
        });
    // A reset (filter, sort) clears the view's selection; the workspace still knows it.
    connect(m_model, &QAbstractItemModel::modelReset, this, &FailureGrid::followWorkspace,
            Qt::QueuedConnection);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &FailureGrid::followWorkspace,
            Qt::QueuedConnection);
}

void FailureGrid::setFactor(int factor) {
    factor = std::clamp(factor, smallestFactor, largestFactor);
    const QModelIndex kept = currentIndex();
    m_delegate->setMetrics(TileMetrics::at(factor, fontMetrics()));
    fitColumns();
    verticalScrollBar()->setSingleStep(m_delegate->metrics().tile.height() / 4);
    if (kept.isValid())
        scrollTo(kept);
    viewport()->update();
    Q_EMIT factorChanged(factor);
}

void FailureGrid::invertSelection() {
    if (m_model->rowCount() > 0)
        selectionModel()->select(QItemSelection(m_model->index(0), m_model->index(m_model->rowCount() - 1)),
                                 QItemSelectionModel::Toggle);
}

void FailureGrid::selectNone() {
    m_following = true;
    setCurrentIndex(currentIndex());
    m_following = false;
    clearSelection();
}

QItemSelectionModel::SelectionFlags FailureGrid::selectionCommand(const QModelIndex& index,
                                                                  const QEvent* event) const {
    // Whichever modifier is held: what the workspace says moves the frame, and with it where Shift selects
    // from.
    return m_following ? QItemSelectionModel::NoUpdate : GroupedListView::selectionCommand(index, event);
}

void FailureGrid::keyboardSearch(const QString&) {}

void FailureGrid::scrollTo(const QModelIndex& index, ScrollHint hint) {
    GroupedListView::scrollTo(index, hint);
    if (!index.isValid() || hint != EnsureVisible || QGuiApplication::mouseButtons() != Qt::NoButton)
        return;
    const QRect tile = visualRect(index);
    const int room = std::max(0, viewport()->height() - coveredHeight() - tile.height()) / 2;
    const int beyond = std::min(tile.height(), room);
    const int below = tile.bottom() + 1 + beyond - viewport()->height();
    const int above = coveredHeight() + beyond - tile.top();
    if (below > 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + below);
    else if (above > 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - above);
}

std::vector<GroupedLayout::Span> FailureGrid::spans() const {
    std::vector<GroupedLayout::Span> spans;
    for (const VisibleFailures::Group& each : m_workspace.visible().groups())
        spans.push_back({each.first, each.count});
    return spans;
}

int FailureGrid::spansRevision() const {
    return m_workspace.visible().groupsRevision();
}

QString FailureGrid::headingText(int group) const {
    return m_workspace.queue().isBlind() ? QString() : m_model->heading(group);
}

void FailureGrid::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        GroupedListView::wheelEvent(event);
        return;
    }
    if (event->angleDelta().y() != 0)
        setFactor(factor() + (event->angleDelta().y() > 0 ? 1 : -1));
    event->accept();
}

void FailureGrid::changeEvent(QEvent* event) {
    GroupedListView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        setFactor(factor());
}

bool FailureGrid::event(QEvent* event) {
    const bool isDone = GroupedListView::event(event);
    if (event->type() == QEvent::Paint) {
        QPainter painter(this);
        const QColor colour = palette().color(hasFocus() ? QPalette::Highlight : QPalette::Base);
        const double half = focusLine / 2.0;
        painter.setPen(QPen(colour, focusLine, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(QRectF(rect()).adjusted(half, half, -half, -half));
    } else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
        viewport()->update();
    }
    return isDone;
}

void FailureGrid::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Mouse) {
        if (indexAt(event->pos()).isValid())
            Q_EMIT menuWanted(event->globalPos());
    } else if (currentIndex().isValid()) {
        scrollTo(currentIndex());
        Q_EMIT menuWanted(viewport()->mapToGlobal(visualRect(currentIndex()).center()));
    }
    event->accept();
}

void FailureGrid::paintEvent(QPaintEvent* event) {
    GroupedListView::paintEvent(event);
    if (m_model->rowCount() > 0)
        return;
    QPainter painter(viewport());
    QColor colour = palette().color(QPalette::Text);
    colour.setAlphaF(0.62F);
    painter.setPen(colour);
    painter.drawText(viewport()->rect().adjusted(40, 40, -40, -40), Qt::AlignCenter | Qt::TextWordWrap,
                     emptyText());
}

void FailureGrid::resizeEvent(QResizeEvent* event) {
    fitColumns();
    GroupedListView::resizeEvent(event);
}

void FailureGrid::fitColumns() {
    const QSize tile = m_delegate->metrics().tile;
    const int room = viewport()->width() - 1; // QListView wraps a row that fills the width exactly
    int columns = std::max(1, room / tile.width());
    // A third column for a little less width: words give way before pictures do.
    constexpr double narrowest = 0.9;
    if (columns == 2 &&
        room / 3 >= std::max(m_delegate->metrics().imageSide, qRound(narrowest * tile.width())))
        columns = 3;
    const QSize cell(std::max(room / columns, columns == 1 ? tile.width() : 0), tile.height());
    m_delegate->setCell(cell);
    if (cell != gridSize())
        setGridSize(cell);
}

QString FailureGrid::emptyText() const {
    if (!m_workspace.study().isOpen())
        return tr("Waiting for the first failures…");
    if (m_workspace.items().failures().empty())
        return tr("No failures so far.");
    return tr("No failure passes the filter.\nRemove a condition above to see more.");
}

void FailureGrid::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>&) {
    if (topLeft == bottomRight)
        viewport()->update(visualRect(topLeft));
    else
        viewport()->update();
}

void FailureGrid::tellWorkspace() {
    const QModelIndex current = currentIndex();
    // While nothing may be seen what leaves the selection here is no choice of anybody's.
    if (m_following || (!current.isValid() && m_workspace.cursor().current() < 0))
        return;
    std::vector<int> rows;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        for (int position = range.top(); position <= range.bottom(); ++position)
            rows.push_back(m_workspace.visible().rowAt(position));
    std::sort(rows.begin(), rows.end());
    m_following = true;
    m_workspace.cursor().select(
        current.isValid() ? m_model->failureRow(current) : m_workspace.cursor().current(), std::move(rows));
    m_following = false;
    viewport()->update();
}

void FailureGrid::followWorkspace() {
    if (m_following)
        return;
    m_following = true;
    const VisibleFailures& visible = m_workspace.visible();
    QItemSelection wanted; // appended, not merged: the rows are distinct
    for (const int row : m_workspace.cursor().selected())
        if (const int position = visible.positionOf(row); position >= 0)
            wanted.append(QItemSelectionRange(m_model->index(position)));
    const int position = visible.positionOf(m_workspace.cursor().current());
    const QModelIndex current = position >= 0 ? m_model->index(position) : QModelIndex();
    if (wanted.size() <= 1)
        setCurrentIndex(current); // which is where Shift selects from, too
    else if (current != currentIndex())
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    selectionModel()->select(wanted, QItemSelectionModel::ClearAndSelect);
    if (current.isValid())
        scrollTo(current);
    m_following = false;
    viewport()->update();
}

} // namespace faultline::ui
