// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/taxonomy/taxonomy_actions.h"

#include "ui/taxonomy/taxonomy_dialog.h"
#include "ui/text/plain_text.h"

#include <QAction>

namespace faultline::ui {

TaxonomyActions::TaxonomyActions(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
    , m_open(new QAction(tr("Fai&lure modes…"), this)) {
    m_open->setObjectName(QStringLiteral("failureModes"));
    setTip(m_open, tr("Show, add, change, merge and split the failure modes of the study"));
    m_open->setEnabled(false);
    connect(m_open, &QAction::triggered, this, &TaxonomyActions::showDialog);
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, [this] { m_open->setEnabled(m_workspace.study().isOpen()); });
}

void TaxonomyActions::showDialog() {
    auto* dialog = new TaxonomyDialog(m_workspace, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &TaxonomyDialog::told, this, &TaxonomyActions::told);
    connect(dialog, &TaxonomyDialog::shown, this, &TaxonomyActions::gridWanted);
    dialog->open();
}

} // namespace faultline::ui
