// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/problem_bars.h"

#include "ui/shell/message_bar.h"

namespace faultline::ui {

namespace {

QList<MessageBar*> barsOf(const ProblemBars& bars) {
    return bars.findChildren<MessageBar*>(QString(), Qt::FindDirectChildrenOnly);
}

/// Its own button may have asked for it.
void takeAway(MessageBar* bar) {
    bar->hide();
    bar->setParent(nullptr);
    bar->deleteLater();
}

} // namespace

ProblemBars::ProblemBars(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this)) {
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(1);
}

void ProblemBars::show(const QString& text, QAction* offer) {
    retract(text); // its offer may be another one now
    if (const QList<MessageBar*> bars = barsOf(*this); bars.size() >= most)
        takeAway(bars.front());
    auto* bar = new MessageBar(MessageBar::Kind::Problem, this);
    m_layout->addWidget(bar);
    connect(bar, &MessageBar::closed, bar, [bar] { takeAway(bar); });
    bar->show(text, offer);
}

void ProblemBars::retract(const QString& text) {
    for (MessageBar* bar : barsOf(*this))
        if (bar->accessibleName() == text)
            takeAway(bar);
}

void ProblemBars::clear() {
    for (MessageBar* bar : barsOf(*this))
        takeAway(bar);
}

} // namespace faultline::ui
