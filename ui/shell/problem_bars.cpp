// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/problem_bars.h"

#include "ui/shell/message_bar.h"

#include <QEvent>

namespace faultline::ui {

namespace {

QList<MessageBar*> barsOf(const ProblemBars& bars) {
    return bars.findChildren<MessageBar*>(QString(), Qt::FindDirectChildrenOnly);
}

} // namespace

ProblemBars::ProblemBars(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this)) {
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(1);
    if (parent != nullptr)
        parent->installEventFilter(this);
}

void ProblemBars::takeAway(MessageBar* bar) {
    bar->hide();
    bar->setParent(nullptr);
    bar->deleteLater(); // its own button may have asked for it
    fit();
}

void ProblemBars::fit() {
    if (parentWidget() == nullptr)
        return;
    const int room = parentWidget()->height() / 3; // the rest is the page's
    int used = 0;
    const QList<MessageBar*> bars = barsOf(*this);
    for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar) {
        used += (*bar)->layout()->totalHeightForWidth(width());
        (*bar)->setVisible(bar == bars.rbegin() || used <= room);
    }
}

void ProblemBars::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

bool ProblemBars::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        fit();
    return QWidget::eventFilter(watched, event);
}

void ProblemBars::show(const QString& text, QAction* offer) {
    retract(text); // its offer may be another one now
    if (const QList<MessageBar*> bars = barsOf(*this); bars.size() >= most)
        takeAway(bars.front());
    auto* bar = new MessageBar(MessageBar::Kind::Problem, this);
    m_layout->addWidget(bar);
    connect(bar, &MessageBar::closed, this, [this, bar] { takeAway(bar); });
    bar->show(text, offer);
    fit();
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
