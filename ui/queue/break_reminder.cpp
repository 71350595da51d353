// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/break_reminder.h"

#include <algorithm>
#include <chrono>

#include <QSettings>

namespace faultline::ui {

namespace {

const QString minutesKey = QStringLiteral("session/breakMinutes");

} // namespace

BreakReminder::BreakReminder(QWidget* parent)
    : PlainLabel(parent) {
    setObjectName(QStringLiteral("breakReminder"));
    setAlignment(Qt::AlignCenter);
    setVisible(false);
    m_minute.setInterval(std::chrono::minutes(1));
    connect(&m_minute, &QTimer::timeout, this, &BreakReminder::passMinute);
}

void BreakReminder::begin() {
    m_passed = 0;
    m_minute.start();
}

void BreakReminder::end() {
    m_minute.stop();
    setVisible(false);
}

void BreakReminder::passMinute() {
    ++m_passed;
    const int wanted = minutesSetting();
    const bool isTime = wanted > 0 && m_passed >= wanted;
    if (isTime) {
        setText(m_passed == 1
                    ? tr("A minute has passed: a short break keeps the eye fresh.")
                    : tr("%1 minutes have passed: a short break keeps the eye fresh.").arg(m_passed));
        m_passed = 0;
    }
    setVisible(isTime);
}

int BreakReminder::minutesSetting() {
    return std::max(0, QSettings().value(minutesKey, usualMinutes).toInt());
}

void BreakReminder::setMinutesSetting(int minutes) {
    QSettings().setValue(minutesKey, minutes);
}

} // namespace faultline::ui
