// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/failures/grouped_layout.h"

#include <QListView>

namespace faultline::ui {

/// A list of equal tiles in lines (QListView's list mode with wrapping and a grid size) that may stand under
/// headings. The items stay one list with one order: headings are painted between them, that of the topmost
/// tiles stays at the top, and no key stops at one. Without headings it is a QListView.
class GroupedListView : public QListView {
    Q_OBJECT

public:
    explicit GroupedListView(QWidget* parent = nullptr);

    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;

protected:
    /// From top to bottom; empty: no headings. (Not pure: Qt asks while the view is made.)
    [[nodiscard]] virtual std::vector<GroupedLayout::Span> spans() const { return {}; }
    /// Another number whenever spans() may have changed.
    [[nodiscard]] virtual int spansRevision() const { return 0; }
    [[nodiscard]] virtual QString headingText(int) const { return {}; }

    [[nodiscard]] bool isGrouped() const { return tiles().groupCount() > 0; }
    /// Pixels at the top that a heading covers.
    [[nodiscard]] int coveredHeight() const { return isGrouped() ? headingHeight() : 0; }
    /// The groups are others, or gone.
    void regroup();

    [[nodiscard]] QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] const GroupedLayout& tiles() const;
    [[nodiscard]] int headingHeight() const;
    [[nodiscard]] QPoint offset() const;
    void paintTiles(QPainter& painter, const QRect& exposed);
    void paintHeadings(QPainter& painter);
    void paintHeading(QPainter& painter, const QRect& rect, int group);

    mutable GroupedLayout m_layout;
    mutable int m_revision = -1; ///< of the spans in m_layout
    mutable GroupedLayout::Shape m_shape;
    QPoint m_pressed; ///< where a rubber band begins, from the top of the whole
    QPoint m_dragged; ///< where it ends
};

} // namespace faultline::ui
