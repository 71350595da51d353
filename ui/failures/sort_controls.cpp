// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/sort_controls.h"

#include "core/workbench/covariate_condition.h"
#include "ui/failures/sort_words.h"
#include "ui/text/plain_text.h"

#include <QHBoxLayout>
#include <QLabel>

namespace faultline::ui {

SortControls::SortControls(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_key(new QComboBox(this))
    , m_direction(new QToolButton(this)) {
    m_key->setObjectName(QStringLiteral("sortKey"));
    m_key->setAccessibleName(tr("Sort by"));
    m_direction->setObjectName(QStringLiteral("sortDirection"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new PlainLabel(tr("Sort"), this));
    row->addWidget(m_key);
    row->addWidget(m_direction);
    connect(m_key, &QComboBox::activated, this, [this] {
        sortBy(m_workspace, m_key->currentData().toString());
        Q_EMIT left();
    });
    connect(m_direction, &QToolButton::clicked, this, [this] {
        const bool isAscending =
            m_workspace.visible().sorting().direction == workbench::SortDirection::Ascending;
        sortIn(m_workspace,
               isAscending ? workbench::SortDirection::Descending : workbench::SortDirection::Ascending);
    });
    connect(&workspace.visible(), &VisibleFailures::sortingChanged, this, &SortControls::refresh);
    refreshKeys();
}

void SortControls::refreshKeys() {
    m_key->clear();
    for (const SortChoice& each : sortChoices(m_workspace.study()))
        m_key->addItem(each.text, each.name);
    refresh();
}

void SortControls::refresh() {
    const workbench::Sorting sorting = m_workspace.visible().sorting();
    m_key->setCurrentIndex(m_key->findData(QString::fromStdString(workbench::sortingText(sorting))));
    const bool isAscending = sorting.direction == workbench::SortDirection::Ascending;
    m_direction->setArrowType(isAscending ? Qt::UpArrow : Qt::DownArrow);
    const QString now = directionText(sorting.key, sorting.direction);
    m_direction->setAccessibleName(tr("Sort direction: %1").arg(now));
    setTip(m_direction,
           tr("%1; click for: %2")
               .arg(now, directionText(sorting.key, isAscending ? workbench::SortDirection::Descending
                                                                : workbench::SortDirection::Ascending)));
}

} // namespace faultline::ui
