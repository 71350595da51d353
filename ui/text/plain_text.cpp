// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/plain_text.h"

#include <QAction>
#include <QToolTip>

namespace faultline::ui {

QString tipOf(const QString& plain) {
    if (plain.isEmpty())
        return {};
    // In a paragraph of its own the text is rich without a doubt.
    return QStringLiteral("<p>%1</p>").arg(plain.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
}

void setTip(QWidget* widget, const QString& plain) {
    widget->setToolTip(tipOf(plain));
}

void setTip(QAction* action, const QString& plain) {
    action->setToolTip(tipOf(plain));
}

void copyTip(const QAction& action, QWidget* widget) {
    widget->setToolTip(action.toolTip());
}

void showTip(const QPoint& at, const QString& plain, QWidget* widget) {
    QToolTip::showText(at, tipOf(plain), widget);
}

} // namespace faultline::ui
