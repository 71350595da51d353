// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/announce.h"

#include <utility>

#include <QAccessible>
#include <QWidget>

namespace faultline::ui {

namespace {

std::function<void(const QWidget&)>& listener() {
    static std::function<void(const QWidget&)> one;
    return one;
}

} // namespace

void announce(QWidget* widget) {
    QAccessibleEvent alert(widget, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    if (listener())
        listener()(*widget);
}

void listenToAnnouncements(std::function<void(const QWidget&)> heard) {
    listener() = std::move(heard);
}

} // namespace faultline::ui
