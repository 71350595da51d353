// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/failure_menu.h"

#include "ui/labels/label_actions.h"
#include "ui/origin/origin_actions.h"

namespace faultline::app {

FailureMenu::FailureMenu(ui::Workspace& workspace, const ui::LabelActions& labels, ui::OriginActions& origin,
                         QWidget* parent)
    : QMenu(parent)
    , m_workspace(workspace)
    , m_labels(labels)
    , m_origin(origin) {
    setObjectName(QStringLiteral("failureMenu"));
    m_secondary = new QMenu(tr("Secondary &modes"), this);
}

void FailureMenu::serve(QWidget* widget) {
    widget->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(widget, &QWidget::customContextMenuRequested, this,
            [this, widget](const QPoint& at) { showAt(widget->mapToGlobal(at)); });
}

void FailureMenu::showAt(const QPoint& global) {
    if (!m_workspace.study().isOpen() || m_workspace.cursor().current() < 0)
        return;
    fill();
    popup(global);
}

void FailureMenu::fill() {
    clear(); // the modes are those of the study; no action is this menu's own
    m_secondary->clear();
    m_secondary->addActions(m_labels.secondaryActions());
    m_origin.refresh();
    for (const auto& [action, isOffered] : m_top)
        if (isOffered())
            addAction(action);
    addSeparator();
    addActions(m_labels.modeActions());
    addSeparator();
    addActions({m_labels.none(), m_labels.exclude(), m_labels.excludeSince(), m_labels.clear()});
    addSeparator();
    addMenu(m_secondary);
    addActions({m_labels.flag(), m_labels.note()});
    if (m_labels.takeOver()->isEnabled())
        addAction(m_labels.takeOver());
    addSeparator();
    addActions({m_origin.copyIndex(), m_origin.copyPath(), m_origin.showInFolder()});
}

} // namespace faultline::app
