// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/heading_menu.h"

#include <QActionGroup>

namespace faultline::ui {

HeadingMenu::HeadingMenu(Headings& headings, QWidget* parent)
    : QMenu(tr("&Headings"), parent)
    , m_headings(headings)
    , m_choices(new QActionGroup(this)) {
    setObjectName(QStringLiteral("headingMenu"));
    for (const auto& [text, heading] : {std::pair(tr("&None"), Heading::None),
                                        {tr("Class &pair"), Heading::Pair},
                                        {tr("&Mode"), Heading::Mode},
                                        {tr("&Annotator"), Heading::Annotator},
                                        {tr("&Confidence"), Heading::Confidence}}) {
        auto* action = new QAction(text, m_choices); // a command, as those of other features
        addAction(action);
        action->setCheckable(true);
        action->setData(static_cast<int>(heading));
        connect(action, &QAction::triggered, this, [this, heading = heading] { m_headings.choose(heading); });
    }
    connect(&headings, &Headings::chosenChanged, this, &HeadingMenu::refresh);
    refresh();
}

void HeadingMenu::refresh() {
    for (QAction* action : m_choices->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(m_headings.chosen()));
}

void HeadingMenu::ask() {
    const QWidget* around = parentWidget();
    popup(around->mapToGlobal(around->rect().center() - QRect(QPoint(), sizeHint()).center()));
    setActiveAction(m_choices->checkedAction());
}

} // namespace faultline::ui
