// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/decision_timer.h"

#include <QEvent>
#include <QGuiApplication>

namespace faultline::ui {

DecisionTimer::DecisionTimer(QObject* parent)
    : QObject(parent) {
    m_steady.start();
    qApp->installEventFilter(this);
    connect(qApp, &QGuiApplication::applicationStateChanged, this,
            [this](Qt::ApplicationState state) { m_clock.setActive(state == Qt::ApplicationActive, now()); });
}

void DecisionTimer::restart() {
    m_hasItem = true;
    m_clock.restart(now());
}

void DecisionTimer::setWatching(bool isWatching) {
    m_clock.setActive(isWatching, now());
}

std::chrono::milliseconds DecisionTimer::elapsed() const {
    return m_hasItem ? m_clock.elapsed(now()) : std::chrono::milliseconds(0);
}

bool DecisionTimer::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
        m_clock.input(now());
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

std::chrono::milliseconds DecisionTimer::now() const {
    return std::chrono::milliseconds(m_steady.elapsed());
}

} // namespace faultline::ui
