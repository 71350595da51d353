// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/announce.h"

#include <QAccessible>
#include <QWidget>

namespace faultline::ui {

void announce(QWidget* widget) {
    QAccessibleEvent alert(widget, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace faultline::ui
