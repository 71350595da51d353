// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/fitting_scroll.h"

#include "ui/fitting/focus_line.h"

#include <algorithm>

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QScrollBar>

namespace faultline::ui {

namespace {

class FocusLine : public QWidget {
public:
    explicit FocusLine(QWidget* parent)
        : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent*) override { paintLineAround(*this); }
};

bool isChoice(QObject* object) {
    return qobject_cast<QComboBox*>(object) != nullptr || qobject_cast<QAbstractSpinBox*>(object) != nullptr;
}

} // namespace

FittingScroll::FittingScroll(QWidget* content, QWidget* parent)
    : QScrollArea(parent)
    , m_focusLine(new FocusLine(this)) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
    // The page behind shows through, so that nothing tells where the scrolling begins but the bar.
    viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    for (auto* child : content->findChildren<QWidget*>())
        if (isChoice(child)) {
            child->setFocusPolicy(Qt::StrongFocus); // not by the wheel
            child->installEventFilter(this);
        }
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (now == nullptr || widget() == nullptr || !widget()->isAncestorOf(now))
            return;
        ensureWidgetVisible(now);
        if (now != m_field)
            m_note.clear();
    });
    m_settle.setSingleShot(true);
    m_settle.setInterval(0);
    connect(&m_settle, &QTimer::timeout, this, &FittingScroll::bringKept);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] { m_note.clear(); });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &FittingScroll::offerFocus);
}

void FittingScroll::offerFocus() {
    const QList<QWidget*> inside =
        widget() != nullptr ? widget()->findChildren<QWidget*>() : QList<QWidget*>();
    const bool isReached = std::any_of(inside.begin(), inside.end(), [this](const QWidget* each) {
        return (each->focusPolicy() & Qt::TabFocus) != 0 && each->isVisibleTo(widget());
    });
    setFocusPolicy(verticalScrollBar()->maximum() > 0 && !isReached ? Qt::TabFocus : Qt::NoFocus);
}

void FittingScroll::focusInEvent(QFocusEvent* event) {
    QScrollArea::focusInEvent(event);
    m_focusLine->setGeometry(rect());
    m_focusLine->raise();
    m_focusLine->show();
}

void FittingScroll::focusOutEvent(QFocusEvent* event) {
    QScrollArea::focusOutEvent(event);
    m_focusLine->hide();
}

void FittingScroll::keepInSight(QWidget* field, QWidget* note) {
    m_field = field;
    m_note = note;
    m_settle.start();
}

void FittingScroll::bringKept() {
    if (!m_field || !m_note)
        return;
    constexpr int margin = 6;
    ensureWidgetVisible(m_field, 0, margin);
    ensureWidgetVisible(m_note, 0, margin); // rather it where there is no room for both
}

void FittingScroll::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    m_focusLine->setGeometry(rect());
    m_settle.start();
}

QSize FittingScroll::sizeHint() const {
    return widget()->sizeHint();
}

QSize FittingScroll::minimumSizeHint() const {
    constexpr int fewLines = 4;
    const QSize content = widget()->minimumSizeHint();
    return {content.width() + verticalScrollBar()->sizeHint().width(),
            std::min(content.height(), fewLines * fontMetrics().lineSpacing())};
}

bool FittingScroll::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel && isChoice(watched) && !static_cast<QWidget*>(watched)->hasFocus()) {
        event->ignore(); // goes on to the area
        return true;
    }
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        updateGeometry();
        m_settle.start();
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace faultline::ui
