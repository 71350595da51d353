// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/sort_menu.h"

#include "core/workbench/covariate_condition.h"
#include "ui/failures/sort_words.h"
#include "ui/text/plain_text.h"

#include <QActionGroup>

namespace faultline::ui {

SortMenu::SortMenu(Workspace& workspace, QWidget* parent)
    : QMenu(tr("Sort &by"), parent)
    , m_workspace(workspace) {
    setObjectName(QStringLiteral("sortMenu"));
    connect(this, &QMenu::aboutToShow, this, &SortMenu::fill);
    fill(); // a menu without entries does not open
}

void SortMenu::fill() {
    clear();
    const workbench::Sorting sorting = m_workspace.visible().sorting();
    const QString present = QString::fromStdString(workbench::sortingText(sorting));
    const auto add = [this](QActionGroup* group, QString text, bool isChecked) {
        QAction* action = addAction(text.replace(u'&', QStringLiteral("&&")));
        setTip(action, action->text());
        action->setCheckable(true);
        action->setChecked(isChecked);
        group->addAction(action);
        return action;
    };
    auto* keys = new QActionGroup(this);
    connect(this, &QMenu::aboutToHide, keys, &QObject::deleteLater);
    for (const SortChoice& each : sortChoices(m_workspace.study()))
        connect(add(keys, each.text, each.name == present), &QAction::triggered, this,
                [this, name = each.name] { sortBy(m_workspace, name); });
    addSeparator();
    auto* directions = new QActionGroup(this);
    connect(this, &QMenu::aboutToHide, directions, &QObject::deleteLater);
    for (const auto direction : {workbench::SortDirection::Ascending, workbench::SortDirection::Descending})
        connect(add(directions, directionText(sorting.key, direction), direction == sorting.direction),
                &QAction::triggered, this, [this, direction] { sortIn(m_workspace, direction); });
}

} // namespace faultline::ui
