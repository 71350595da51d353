// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/failures/failure_delegate.h"
#include "ui/failures/failure_model.h"
#include "ui/failures/grouped_list_view.h"

namespace faultline::ui {

/// The grid of failures: a QListView (so that screen readers see it) in list mode with wrapping, whose layout
/// is arithmetic, under the workspace's headings, with selection as in a file manager. Selection and current
/// failure are the workspace's. A line around the grid, and the colour of the current failure's frame, say
/// whether the arrow keys move it.
class FailureGrid : public GroupedListView {
    Q_OBJECT

public:
    static constexpr int smallestFactor = 1;
    static constexpr int usualFactor = 3;
    static constexpr int largestFactor = 8;

    explicit FailureGrid(Workspace& workspace, QWidget* parent = nullptr);

    [[nodiscard]] int factor() const { return m_delegate->metrics().factor; }
    void setFactor(int factor);
    void invertSelection();
    /// The frame stays, and is where Shift selects from.
    void selectNone();
    /// Does nothing: letters are labels here.
    void keyboardSearch(const QString& search) override;
    /// Leaves a row in sight beyond the one that is gone to, where there is one: what comes next is seen
    /// before it is there. Not under a pressed mouse button, which would then point at another tile.
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;

Q_SIGNALS:
    void factorChanged(int factor);
    /// A right click on a failure, which is current by then, or the menu key. @param at global
    void menuWanted(const QPoint& at);

protected:
    [[nodiscard]] std::vector<GroupedLayout::Span> spans() const override;
    [[nodiscard]] int spansRevision() const override;
    [[nodiscard]] QString headingText(int group) const override;
    [[nodiscard]] QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index,
                                                                       const QEvent* event) const override;
    bool event(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

protected Q_SLOTS:
    /// QListView lays out all rows again when one changes; a tile never changes its size, so painting is
    /// enough.
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                     const QList<int>& roles) override;

private:
    /// Spreads the columns over the whole width.
    void fitColumns();
    void tellWorkspace();
    void followWorkspace();
    [[nodiscard]] QString emptyText() const;

    Workspace& m_workspace;
    FailureModel* m_model;
    FailureDelegate* m_delegate;
    bool m_following = false; ///< selection travels between view and workspace: don't answer the echo
};

} // namespace faultline::ui
