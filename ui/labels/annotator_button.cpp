// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/annotator_button.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QAction>
#include <QActionGroup>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>

#include <pwd.h>
#include <unistd.h>

namespace faultline::ui {

AnnotatorButton::AnnotatorButton(Workspace& workspace, QWidget* parent)
    : QToolButton(parent)
    , m_workspace(workspace) {
    setObjectName(QStringLiteral("annotatorButton"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the grid
    setAutoRaise(true);
    auto* menu = new QMenu(tr("Anno&tator"), this);
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &AnnotatorButton::fillMenu);
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, &AnnotatorButton::refresh);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, &AnnotatorButton::refresh);
    refresh();
}

QString AnnotatorButton::loginName() {
    if (const passwd* user = ::getpwuid(::getuid()); user != nullptr && user->pw_name != nullptr)
        return QString::fromLocal8Bit(user->pw_name);
    return tr("annotator");
}

void AnnotatorButton::fillMenu() {
    menu()->clear();
    delete menu()->findChild<QActionGroup*>();
    auto* group = new QActionGroup(menu());
    for (const QString& name : m_workspace.labelling().annotators()) {
        QString shown = name;
        shown.replace(QLatin1Char('&'), QStringLiteral("&&"));
        const int decided = m_workspace.labelling().decidedBy(name);
        QAction* action = menu()->addAction(tr("%1 · %2").arg(shown, countText(decided)));
        setTip(action, name);
        action->setCheckable(true);
        action->setChecked(name == m_workspace.labelling().annotator());
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, name] { m_workspace.labelling().setAnnotator(name); });
    }
    menu()->addSeparator();
    QAction* renamed = menu()->addAction(tr("&Rename this annotator…"));
    // Whom the study does not know yet starts under the new name.
    renamed->setEnabled(m_workspace.study().isWritable() &&
                        (m_workspace.labelling().isInStudy() || m_workspace.labelling().labelledCount() > 0));
    connect(renamed, &QAction::triggered, this, [this] {
        const QString name = QInputDialog::getText(this, tr("Rename this annotator"), tr("New name:"),
                                                   QLineEdit::Normal, m_workspace.labelling().annotator());
        m_workspace.labelling().rename(name);
    });
    QAction* fresh = menu()->addAction(tr("&New annotator…"));
    fresh->setEnabled(m_workspace.study().isWritable());
    connect(fresh, &QAction::triggered, this, [this] {
        const QString name = QInputDialog::getText(this, tr("New annotator"), tr("Name:"));
        if (!name.trimmed().isEmpty())
            m_workspace.labelling().setAnnotator(name);
    });
}

void AnnotatorButton::refresh() {
    setEnabled(m_workspace.study().isOpen());
    menu()->menuAction()->setEnabled(m_workspace.study().isOpen());
    fillMenu(); // a menu without entries does not open
    const QString name = m_workspace.study().isOpen() ? m_workspace.labelling().annotator() : loginName();
    constexpr int widest = 160; // pixels of the name
    setText(
        tr("Annotator: %1  ")
            .arg(
                fontMetrics().elidedText(name, Qt::ElideMiddle, widest).replace(u'&', QStringLiteral("&&"))));
    setTip(this, tr("%1: whose labels are shown and written").arg(name));
}

} // namespace faultline::ui
