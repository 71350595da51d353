// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/pairs_panel.h"

#include "ui/pairs/progress_delegate.h"

#include <algorithm>

#include <QAction>
#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>

namespace faultline::ui {

PairsPanel::PairsPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_matrix(new ConfusionView(workspace, this))
    , m_model(new PairModel(workspace, this))
    , m_list(new QTreeView(this))
    , m_splitter(new QSplitter(Qt::Vertical, this)) {
    m_list->setObjectName(QStringLiteral("pairList"));
    m_list->setAccessibleName(tr("Class pairs"));
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAlternatingRowColors(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegateForColumn(PairModel::Labelled, new ProgressDelegate(this));
    m_list->header()->setSectionsMovable(false);
    m_list->header()->setStretchLastSection(false);
    for (const int column : {PairModel::Truth, PairModel::Predicted})
        m_list->header()->setSectionResizeMode(column, QHeaderView::Stretch);
    for (const int column : {PairModel::Count, PairModel::Labelled})
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);

    m_splitter->addWidget(m_matrix);
    m_splitter->addWidget(m_list);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_isSplitByUser = true; });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);

    connect(m_matrix, &ConfusionView::pairWanted, this, &PairsPanel::showPair);
    const auto choose = [this](const QModelIndex& index) {
        const analysis::ClassPair& pair = m_model->pairs()[static_cast<std::size_t>(index.row())];
        showPair(pair.truth, pair.predicted);
    };
    connect(m_list, &QTreeView::clicked, this, choose);
    connect(m_list, &QTreeView::activated, this, choose);
    connect(&workspace.visible(), &VisibleFailures::filterChanged, this, &PairsPanel::followFilter);
    connect(m_model, &QAbstractItemModel::modelReset, this, &PairsPanel::followFilter);
    addActions();
}

void PairsPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (m_isSplitByUser)
        return;
    // The matrix is square: what is higher than wide would lie empty, and the list has a use for it.
    const int matrix = std::min({width(), m_matrix->sizeHint().height(), height() * 3 / 5});
    m_splitter->setSizes({matrix, height() - matrix - m_splitter->handleWidth()});
}

void PairsPanel::addActions() {
    const auto add = [this](const QString& text, const QKeySequence& key, const std::function<void()>& act) {
        auto* action = new QAction(text, this);
        action->setShortcut(key);
        action->setEnabled(m_workspace.study().isOpen());
        connect(action, &QAction::triggered, this, act);
        connect(&m_workspace, &Workspace::opened, action, [action] { action->setEnabled(true); });
        connect(&m_workspace, &Workspace::closed, action, [action] { action->setEnabled(false); });
        m_goActions.append(action);
    };
    add(tr("Previous class pair"), QKeySequence(Qt::Key_BracketLeft), [this] { step(-1); });
    add(tr("Next class pair"), QKeySequence(Qt::Key_BracketRight), [this] { step(1); });
    add(tr("All class pairs"), QKeySequence(Qt::CTRL | Qt::Key_BracketLeft), [this] { showAll(); });
}

void PairsPanel::showPair(base::ClassId truth, base::ClassId predicted) {
    workbench::Filter filter = m_workspace.visible().filter();
    filter.truth = truth;
    filter.predicted = predicted;
    m_workspace.visible().setFilter(filter);
}

void PairsPanel::showAll() {
    workbench::Filter filter = m_workspace.visible().filter();
    filter.truth.reset();
    filter.predicted.reset();
    m_workspace.visible().setFilter(filter);
}

void PairsPanel::step(int direction) {
    const auto& pairs = m_model->pairs();
    if (pairs.empty())
        return;
    const workbench::Filter& filter = m_workspace.visible().filter();
    const int shown =
        filter.truth && filter.predicted ? m_model->rowOf(*filter.truth, *filter.predicted) : -1;
    const int last = static_cast<int>(pairs.size()) - 1;
    const int next = shown < 0 ? (direction > 0 ? 0 : last) : std::clamp(shown + direction, 0, last);
    const analysis::ClassPair& pair = pairs[static_cast<std::size_t>(next)];
    showPair(pair.truth, pair.predicted);
}

void PairsPanel::followFilter() {
    const workbench::Filter& filter = m_workspace.visible().filter();
    const int row = filter.truth && filter.predicted ? m_model->rowOf(*filter.truth, *filter.predicted) : -1;
    if (row < 0) {
        m_list->selectionModel()->clear();
        return;
    }
    m_list->selectionModel()->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::ClearAndSelect |
                                                                          QItemSelectionModel::Rows);
    m_list->scrollTo(m_model->index(row, 0));
}

} // namespace faultline::ui
