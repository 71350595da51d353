// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/exclusion_menu.h"

#include "ui/workspace/judgement_style.h"

#include <QShortcut>

namespace faultline::ui {

ExclusionMenu::ExclusionMenu(QWidget* parent)
    : QMenu(tr("Exclude, since…"), parent) {
    int digit = 0;
    for (const auto reason : {labels::Exclusion::WrongTruth, labels::Exclusion::Ambiguous,
                              labels::Exclusion::SeveralObjects, labels::Exclusion::Undecidable}) {
        ++digit;
        QString name = exclusionName(labels::Judgement::excluded(reason));
        name[0] = name[0].toUpper();
        QAction* action = addAction(QStringLiteral("&%1  %2").arg(digit).arg(name),
                                    [this, reason] { Q_EMIT chosen(reason); });
        // The digit alone is the menu's mnemonic; what Shift makes of it depends on the keyboard.
        auto* shifted = new QShortcut(QKeySequence(Qt::SHIFT | (Qt::Key_0 + digit)), this);
        connect(shifted, &QShortcut::activated, action, [this, action] {
            hide();
            action->trigger();
        });
    }
}

void ExclusionMenu::ask() {
    const QWidget* around = parentWidget();
    popup(around->mapToGlobal(around->rect().center() - QRect(QPoint(), sizeHint()).center()));
    setActiveAction(nullptr);
}

} // namespace faultline::ui
