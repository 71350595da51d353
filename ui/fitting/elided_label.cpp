// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/elided_label.h"

#include <algorithm>

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>

namespace faultline::ui {

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget* parent)
    : PlainLabel(parent)
    , m_mode(mode) {}

QString ElidedLabel::shown() const {
    return fontMetrics().elidedText(text(), m_mode, contentsRect().width());
}

bool ElidedLabel::isElided() const {
    return shown() != text();
}

QSize ElidedLabel::minimumSizeHint() const {
    constexpr int fewLetters = 4;
    const QSize whole = sizeHint();
    return {std::min(whole.width(), fewLetters * fontMetrics().averageCharWidth()), whole.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    style()->drawItemText(&painter, contentsRect(), static_cast<int>(alignment() | Qt::TextSingleLine),
                          palette(), isEnabled(), shown(), foregroundRole());
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && isElided()) {
        showTip(static_cast<QHelpEvent*>(event)->globalPos(), text(), this);
        return true;
    }
    return PlainLabel::event(event);
}

} // namespace faultline::ui
