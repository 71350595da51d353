// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/announce.h"

#include <QAccessible>
#include <QStringList>
#include <QWidget>

namespace faultline::tests {

/// What screen readers are told to say at once, name and description of each, while it lives. One at a time.
class Alerts {
public:
    Alerts() {
        ui::listenToAnnouncements([this](const QWidget& told) {
            const QAccessibleInterface* spoken =
                QAccessible::queryAccessibleInterface(const_cast<QWidget*>(&told));
            m_said << spoken->text(QAccessible::Name) + u' ' + spoken->text(QAccessible::Description);
        });
    }
    ~Alerts() { ui::listenToAnnouncements({}); }
    Alerts(const Alerts&) = delete;
    Alerts& operator=(const Alerts&) = delete;

    [[nodiscard]] bool say(const QString& part) const { return m_said.join(u'\n').contains(part); }

private:
    QStringList m_said;
};

} // namespace faultline::tests
