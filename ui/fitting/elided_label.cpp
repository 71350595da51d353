// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/elided_label.h"

#include "ui/fitting/name_text.h"

#include <algorithm>

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>

namespace faultline::ui {

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget* parent)
    : PlainLabel(parent)
    , m_mode(mode) {}

QString ElidedLabel::PairText::whole() const {
    return before + truth + QStringLiteral(" → ") + predicted + after;
}

void ElidedLabel::setPairText(const QString& before, const QString& truth, const QString& predicted,
                              const QString& after) {
    m_pair = {before, truth, predicted, after};
    setText(m_pair.whole());
}

QString ElidedLabel::shown() const {
    const int width = contentsRect().width();
    const QFontMetricsF font(this->font());
    if (text() != m_pair.whole())
        return font.elidedText(text(), m_mode, width);
    const double rest = font.horizontalAdvance(m_pair.before + m_pair.after);
    if (rest > width / 2.0)
        return elidedPair(m_pair.truth, m_pair.predicted, font, width);
    return m_pair.before + elidedPair(m_pair.truth, m_pair.predicted, font, width - rest) + m_pair.after;
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
