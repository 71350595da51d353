// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/elided_label.h"

#include "ui/fitting/name_text.h"

#include <algorithm>

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>

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

void ElidedLabel::setLines(int lines) {
    m_lines = lines;
    updateGeometry();
}

bool ElidedLabel::isElided() const {
    return shown().replace(u'\n', u' ') != text();
}

QString ElidedLabel::shownLines() const {
    const int width = contentsRect().width();
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    QTextLayout layout(text(), font());
    layout.setTextOption(option);
    QStringList lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        const bool isLast = lines.size() + 1 == m_lines;
        const QString rest = text().mid(line.textStart(), isLast ? -1 : line.textLength()).trimmed();
        lines << (isLast ? QFontMetricsF(font()).elidedText(rest, Qt::ElideRight, width) : rest);
        if (isLast)
            break;
    }
    layout.endLayout();
    return lines.join(u'\n');
}

QString ElidedLabel::shown() const {
    if (m_lines > 1)
        return shownLines();
    const int width = contentsRect().width() - 2 * margin();
    const QFontMetricsF font(this->font());
    if (text() != m_pair.whole())
        return font.elidedText(text(), m_mode, width);
    return shownPair(width);
}

/// What stands after gives way first, then the pair; what stands before stays.
QString ElidedLabel::shownPair(double width) const {
    constexpr int fewLetters = 6;
    const QFontMetricsF font(this->font());
    const double least = fewLetters * font.averageCharWidth();
    const double room = width - font.horizontalAdvance(m_pair.before);
    if (room < least)
        return font.elidedText(m_pair.before, Qt::ElideRight, width);
    // As long as half of the room is left for it the pair is shortened, too.
    const double after = font.horizontalAdvance(m_pair.after);
    const QString pair =
        elidedPair(m_pair.truth, m_pair.predicted, font, std::max(room - after, std::min(room, width / 2.0)));
    const double left = room - font.horizontalAdvance(pair);
    if (after <= left + 1) // pixels are whole
        return m_pair.before + pair + m_pair.after;
    return m_pair.before + pair +
           (left < least ? QString() : font.elidedText(m_pair.after, Qt::ElideRight, left));
}

QSize ElidedLabel::sizeHint() const {
    const QSize own = PlainLabel::sizeHint();
    const QMargins around = contentsMargins();
    return m_lines == 1
               ? own
               : QSize(own.width(), m_lines * fontMetrics().lineSpacing() + around.top() + around.bottom());
}

QSize ElidedLabel::minimumSizeHint() const {
    constexpr int fewLetters = 4;
    const QSize whole = sizeHint();
    return {std::min(whole.width(), fewLetters * fontMetrics().averageCharWidth()), whole.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawFrame(&painter);
    const int inside = margin();
    style()->drawItemText(&painter, contentsRect().adjusted(inside, inside, -inside, -inside),
                          static_cast<int>(m_lines == 1 ? alignment() | Qt::TextSingleLine : alignment()),
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
