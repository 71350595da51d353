// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/failures/failure_grid.h"
#include "ui/failures/filter_bar.h"

#include <QList>

class QAction;

namespace faultline::ui {

/// The feature's view: filter bar above the grid, with the actions of looking through failures. Their
/// shortcuts are the window's; the target is always the current failure among the visible ones.
class FailuresView : public QWidget {
    Q_OBJECT

public:
    explicit FailuresView(Workspace& workspace, QWidget* parent = nullptr);

    /// Next, previous, next unlabelled … for the menu "Go"; nullptr stands for a separator.
    [[nodiscard]] const QList<QAction*>& goActions() const { return m_goActions; }
    /// Select all, none, invert and filter, for the menu "Edit".
    [[nodiscard]] const QList<QAction*>& editActions() const { return m_editActions; }
    /// Thumbnail size, for the menu "View".
    [[nodiscard]] const QList<QAction*>& viewActions() const { return m_viewActions; }
    /// Back to the current failure alone.
    void collapseSelection();
    [[nodiscard]] FailureGrid& grid() const { return *m_grid; }

Q_SIGNALS:
    /// Enter or a double click on a failure.
    void singleViewWanted();
    /// Why a step went nowhere; the offer, where there is one, goes where it could.
    void told(const QString& text, QAction* offer);

protected:
    void focusInEvent(QFocusEvent* event) override;

private:
    QAction* add(QList<QAction*>& list, const QString& text, const QList<QKeySequence>& keys,
                 const std::function<void()>& act);
    void addGoActions();
    void enableActions();
    void addEditActions();
    void addViewActions();
    void go(int row);
    void goUndecided(int direction);

    Workspace& m_workspace;
    FilterBar* m_bar;
    FailureGrid* m_grid;
    QAction* m_goThere;
    QList<QAction*> m_goActions;
    QAction* m_next = nullptr; ///< of the queue, too, while its page is seen
    QAction* m_previous = nullptr;
    QList<QAction*> m_editActions;
    QList<QAction*> m_viewActions;
};

} // namespace faultline::ui
