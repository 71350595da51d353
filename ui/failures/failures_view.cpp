// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/failures_view.h"

#include "ui/failures/heading_menu.h"
#include "ui/failures/sort_menu.h"
#include "ui/workspace/end_of_list.h"

#include <QAction>
#include <QFocusEvent>
#include <QVBoxLayout>

namespace faultline::ui {

FailuresView::FailuresView(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_bar(new FilterBar(workspace, this))
    , m_grid(new FailureGrid(workspace, this))
    , m_goThere(new QAction(tr("Go there"), this)) {
    connect(m_goThere, &QAction::triggered, this, [this] { go(m_workspace.cursor().firstUndecided()); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_grid, 1);

    connect(m_bar, &FilterBar::factorWanted, m_grid, &FailureGrid::setFactor);
    connect(m_grid, &FailureGrid::factorChanged, m_bar, &FilterBar::setFactor);
    connect(&m_bar->keptFilters(), &KeptFilterMenu::shown, m_grid, [this] { m_grid->setFocus(); });
    connect(m_bar, &FilterBar::left, m_grid, [this] { m_grid->setFocus(); });
    connect(m_grid, &QAbstractItemView::activated, this, &FailuresView::singleViewWanted);

    addGoActions();
    addEditActions();
    addViewActions();
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, &FailuresView::enableActions);
    connect(&workspace.queue(), &QueueSession::activeChanged, this, &FailuresView::enableActions);
    connect(&workspace.adjudication(), &AdjudicationSession::activeChanged, this,
            &FailuresView::enableActions);
    connect(&workspace.queue(), &QueueSession::changed, this, &FailuresView::enableActions);
    connect(&workspace.queue(), &QueueSession::changed, m_grid->viewport(), qOverload<>(&QWidget::update));
    enableActions();
}

/// As a proxy the grid would take the keys from Tab before the filter, which stands in front of it.
void FailuresView::focusInEvent(QFocusEvent* event) {
    m_grid->setFocus(event->reason());
}

void FailuresView::enableActions() {
    const bool isOpen = m_workspace.study().isOpen();
    const bool isInSession = m_workspace.queue().isActive() || m_workspace.adjudication().isActive() ||
                             m_workspace.queue().isBlind();
    for (QAction* action : {m_next, m_previous})
        action->setAutoRepeat(!isInSession); // a key that is held puts one place off
    for (const auto& list : {m_goActions, m_editActions, m_viewActions})
        for (QAction* action : list)
            if (action != nullptr)
                action->setEnabled(isOpen && (!isInSession || action == m_next || action == m_previous));
}

QAction* FailuresView::add(QList<QAction*>& list, const QString& text, const QList<QKeySequence>& keys,
                           const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, act);
    list.append(action);
    return action;
}

void FailuresView::addGoActions() {
    m_next = add(m_goActions, tr("&Next failure; in a session: not now"),
                 {QKeySequence(Qt::Key_Space), QKeySequence(Qt::Key_D)}, [this] {
                     if (m_workspace.queue().isActive())
                         m_workspace.queue().later();
                     else if (m_workspace.adjudication().isActive())
                         m_workspace.adjudication().later();
                     else
                         go(m_workspace.cursor().neighbour(1));
                 });
    m_previous = add(m_goActions, tr("&Previous failure; in a session: back"),
                     {QKeySequence(Qt::Key_Backspace), QKeySequence(Qt::Key_A)}, [this] {
                         if (m_workspace.queue().isActive())
                             m_workspace.queue().back();
                         else if (m_workspace.adjudication().isActive())
                             m_workspace.adjudication().back();
                         else
                             go(m_workspace.cursor().neighbour(-1));
                     });
    add(m_goActions, tr("Next &unlabelled"), {QKeySequence(Qt::SHIFT | Qt::Key_D)},
        [this] { goUndecided(1); });
    add(m_goActions, tr("Previous un&labelled"), {QKeySequence(Qt::SHIFT | Qt::Key_A)},
        [this] { goUndecided(-1); });
    m_goActions.append(nullptr);
}

void FailuresView::addEditActions() {
    add(m_editActions, tr("Select &all shown"), {QKeySequence(Qt::CTRL | Qt::Key_A)},
        [this] { m_grid->selectAll(); });
    add(m_editActions, tr("Select &none"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)},
        [this] { m_grid->selectNone(); });
    add(m_editActions, tr("&Invert selection"), {QKeySequence(Qt::CTRL | Qt::Key_I)},
        [this] { m_grid->invertSelection(); });
    m_editActions.append(nullptr);
    add(m_editActions, tr("&Filter…"), {QKeySequence(Qt::CTRL | Qt::Key_F), QKeySequence(Qt::Key_Slash)},
        [this] { m_bar->focusField(); });
    add(m_editActions, tr("Remove all &conditions"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)},
        [this] { m_workspace.visible().setFilter({}); });
    m_editActions.append(m_bar->keptFilters().menuAction());
}

void FailuresView::addViewActions() {
    add(m_viewActions, tr("&Larger thumbnails"),
        {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)},
        [this] { m_grid->setFactor(m_grid->factor() + 1); });
    add(m_viewActions, tr("Sm&aller thumbnails"), {QKeySequence(Qt::CTRL | Qt::Key_Minus)},
        [this] { m_grid->setFactor(m_grid->factor() - 1); });
    add(m_viewActions, tr("&Usual thumbnails"), {QKeySequence(Qt::CTRL | Qt::Key_0)},
        [this] { m_grid->setFactor(FailureGrid::usualFactor); });
    m_viewActions.append(nullptr);
    m_viewActions.append((new SortMenu(m_workspace, this))->menuAction());
    auto* headings = new HeadingMenu(m_workspace.headings(), this);
    m_viewActions.append(headings->menuAction());
    add(m_viewActions, tr("Choose headings…"), {QKeySequence(Qt::CTRL | Qt::Key_G)},
        [headings] { headings->ask(); });
}

void FailuresView::go(int row) {
    if (row >= 0)
        m_workspace.cursor().setCurrent(row);
}

void FailuresView::goUndecided(int direction) {
    if (const int row = m_workspace.cursor().nextUnlabelled(direction); row >= 0)
        go(row);
    else
        Q_EMIT told(endOfListText(m_workspace, direction),
                    m_workspace.cursor().undecidedCount() > 0 ? m_goThere : nullptr);
}

void FailuresView::collapseSelection() {
    if (m_workspace.cursor().current() >= 0)
        m_workspace.cursor().setCurrent(m_workspace.cursor().current());
}

} // namespace faultline::ui
