// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/pairs_panel.h"

#include "core/report/consensus_name.h"
#include "ui/fitting/elided_label.h"
#include "ui/pairs/progress_delegate.h"

#include <algorithm>

#include <QAction>
#include <QEvent>
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
    , m_whose(new ElidedLabel(Qt::ElideRight, this))
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
    m_list->header()->setSectionResizeMode(QHeaderView::Fixed);
    m_list->header()->setMinimumSectionSize(20);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->viewport()->installEventFilter(this);
    connect(m_model, &QAbstractItemModel::modelReset, this, &PairsPanel::fitColumns);

    m_splitter->addWidget(m_matrix);
    m_splitter->addWidget(m_list);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_isSplitByUser = true; });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    layout->addWidget(m_whose);
    m_whose->setObjectName(QStringLiteral("pairsWhose"));
    m_whose->setContentsMargins(6, 2, 6, 2);
    m_whose->setForegroundRole(QPalette::PlaceholderText);
    connect(&workspace.shownLabels(), &ShownLabels::changed, this, &PairsPanel::tellWhose);
    tellWhose();

    connect(m_matrix, &ConfusionView::refreshed, this, &PairsPanel::share);
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
    share();
}

void PairsPanel::share() {
    if (m_isSplitByUser)
        return;
    // The matrix is square: what is higher than wide would lie empty, and the list has a use for it. A large
    // window has room for more of its classes.
    const int matrix = m_matrix->heightWithin({width(), std::min(width(), height() * 3 / 5)});
    m_splitter->setSizes({matrix, height() - matrix - m_splitter->handleWidth()});
}

void PairsPanel::fitColumns() {
    constexpr int asked = 300; // the most frequent pairs; the width of rarer ones is no reason to cut these
    const int rows = std::min(asked, m_model->rowCount());
    const auto wanted = [&](int column) {
        constexpr int margins = 12; // pixels; a hidden section has no hint to give
        const QString head = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        int width = m_list->header()->fontMetrics().horizontalAdvance(head) + margins;
        for (int row = 0; row < rows; ++row)
            width = std::max(width, m_list->sizeHintForIndex(m_model->index(row, column)).width());
        return width;
    };
    const int truth = wanted(PairModel::Truth), predicted = wanted(PairModel::Predicted);
    const int labelled = wanted(PairModel::Labelled), count = wanted(PairModel::Count);
    const int room = m_list->viewport()->width();
    // "3 / 14" says the number of failures, too: its own column goes before a name is cut.
    const bool showsCount = truth + predicted + count + labelled <= room;
    m_list->setColumnHidden(PairModel::Count, !showsCount);
    const int names = room - labelled - (showsCount ? count : 0);
    const int leastTruth = std::min(truth, names * 3 / 10);
    const int spare = std::max(0, names - truth - predicted) / 2;
    const int predictedWidth = std::clamp(predicted + spare, 20, std::max(20, names - leastTruth));
    m_list->setColumnWidth(PairModel::Predicted, predictedWidth);
    m_list->setColumnWidth(PairModel::Truth, names - predictedWidth);
    m_list->setColumnWidth(PairModel::Count, count);
    m_list->setColumnWidth(PairModel::Labelled, labelled);
}

bool PairsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list->viewport() && event->type() == QEvent::Resize)
        fitColumns();
    return QWidget::eventFilter(watched, event);
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

void PairsPanel::tellWhose() {
    const ShownLabels& shown = m_workspace.shownLabels();
    m_whose->setVisible(!shown.isMine());
    m_whose->setText(shown.isMine() ? QString()
                                    : QString::fromStdString(report::consensusName(shown.consensus())));
}

void PairsPanel::showPair(base::ClassId truth, base::ClassId predicted) {
    const workbench::Filter ofTruth =
        workbench::with(m_workspace.visible().filter(), workbench::TrueClass{truth});
    m_workspace.visible().setFilter(workbench::with(ofTruth, workbench::PredictedClass{predicted}));
}

void PairsPanel::showAll() {
    m_workspace.visible().setFilter(
        workbench::without(workbench::without(m_workspace.visible().filter(), workbench::TrueClass{}),
                           workbench::PredictedClass{}));
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
