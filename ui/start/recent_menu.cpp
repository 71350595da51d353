// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/recent_menu.h"

#include "ui/text/plain_text.h"

#include <QDir>
#include <QFileInfo>

namespace faultline::ui {

RecentMenu::RecentMenu(RecentStudies& studies, QWidget* window)
    : QMenu(tr("Open &recent"), window)
    , m_studies(studies) {
    setToolTipsVisible(true);
    menuAction()->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    connect(this, &QMenu::aboutToShow, this, &RecentMenu::fill);
    connect(menuAction(), &QAction::triggered, this, [this, window] {
        const QPoint middle = window->mapToGlobal(window->rect().center());
        popup(middle - QRect(QPoint(), sizeHint()).center());
        if (!actions().isEmpty())
            setActiveAction(actions().front());
    });
    fill();
}

void RecentMenu::fill() {
    clear();
    for (int row = 0; row < m_studies.rowCount(); ++row) {
        const QModelIndex study = m_studies.index(row);
        const QString path = study.data(RecentStudies::PathRole).toString();
        QString name = QFileInfo(path).completeBaseName().replace(QLatin1Char('&'), QStringLiteral("&&"));
        QAction* action = addAction((row < 9 ? tr("&%1  %2").arg(row + 1).arg(name) : name) + u'\t' +
                                    QDir::toNativeSeparators(QFileInfo(path).path()));
        setTip(action, path);
        action->setEnabled(study.data(RecentStudies::ProblemRole).toString().isEmpty());
        connect(action, &QAction::triggered, this, [this, path] { Q_EMIT openRequested(path); });
    }
    if (isEmpty())
        addAction(tr("No recent studies"))->setEnabled(false);
}

} // namespace faultline::ui
