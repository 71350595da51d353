// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/decisions/decisions_panel.h"

#include "ui/decisions/decision_model.h"

#include <QEvent>
#include <QListView>
#include <QVBoxLayout>

namespace faultline::ui {

DecisionsPanel::DecisionsPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_model(new DecisionModel(workspace, this))
    , m_list(new QListView(this)) {
    m_list->setObjectName(QStringLiteral("recentDecisions"));
    m_list->setAccessibleName(tr("Recent decisions"));
    m_list->setModel(m_model);
    m_list->setUniformItemSizes(true);
    m_list->setIconSize({DecisionModel::pictureSide, DecisionModel::pictureSide});
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list);
    connect(m_list, &QListView::clicked, this, &DecisionsPanel::goTo);
    connect(m_list, &QListView::activated, this, &DecisionsPanel::goTo);
    m_list->viewport()->installEventFilter(this);
}

void DecisionsPanel::goTo(const QModelIndex& index) {
    const int row = m_model->failureRow(index);
    if (m_workspace.visible().positionOf(row) < 0)
        m_workspace.visible().setFilter({});
    m_workspace.cursor().setCurrent(row);
    Q_EMIT wentBack();
}

void DecisionsPanel::disclosePainted() {
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row);
        const int failure = m_model->failureRow(index);
        if (failure >= 0 && m_list->visualRect(index).intersects(m_list->viewport()->rect()))
            m_workspace.disclosure().show(m_workspace.items().failure(failure).sample);
    }
}

bool DecisionsPanel::eventFilter(QObject* watched, QEvent* event) {
    // Not when it is shown: a tab behind another one is, for a moment, while the layout comes back.
    if (watched == m_list->viewport() && event->type() == QEvent::Paint)
        disclosePainted();
    return QWidget::eventFilter(watched, event);
}

} // namespace faultline::ui
