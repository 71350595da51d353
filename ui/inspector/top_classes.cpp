// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/top_classes.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QHelpEvent>
#include <QPainter>

namespace faultline::ui {

TopClasses::TopClasses(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Most probable classes"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize TopClasses::sizeHint() const {
    return {240, shownClasses * rowHeight()};
}

void TopClasses::setRows(std::vector<Row> rows) {
    m_rows = std::move(rows);
    QStringList words;
    for (const Row& row : m_rows)
        words << tr("%1 %2 %").arg(row.name, percentText(row.probability));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

int TopClasses::nameWidth() const {
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    constexpr int leastBar = 40; // pixels
    const int most = width() - leastBar - fontMetrics().horizontalAdvance(QStringLiteral("100.0 % "));
    int widest = metrics.horizontalAdvance(QStringLiteral("automobile ✓ "));
    for (const Row& row : m_rows)
        widest = std::max(widest, metrics.horizontalAdvance(row.name + QStringLiteral(" ✓ ")));
    return std::min(widest, std::max(most, leastBar));
}

bool TopClasses::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto row = static_cast<std::size_t>(help->pos().y() / rowHeight());
    if (help->pos().y() >= 0 && row < m_rows.size())
        showTip(help->globalPos(), m_rows[row].name, this);
    return true;
}

void TopClasses::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont plain = painter.font();
    QFont bold = plain;
    bold.setBold(true);
    const int nameWidth = this->nameWidth();
    const int numberWidth = fontMetrics().horizontalAdvance(QStringLiteral("100.0 % "));
    QColor track = palette().color(QPalette::WindowText);
    track.setAlphaF(0.10F);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        const QRect line(0, static_cast<int>(i) * rowHeight(), width(), rowHeight());
        painter.setFont(row.isTruth ? bold : plain);
        painter.setPen(palette().color(QPalette::WindowText));
        const QString mark = row.isTruth ? QStringLiteral(" ✓") : QString();
        const int markWidth = painter.fontMetrics().horizontalAdvance(mark);
        painter.drawText(
            line.adjusted(0, 0, nameWidth - line.width(), 0), Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(row.name, Qt::ElideMiddle, nameWidth - 4 - markWidth) + mark);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                         QStringLiteral("%1 %").arg(percentText(row.probability)));
        const int barWidth = std::max(10, width() - nameWidth - numberWidth);
        const QRect bar(nameWidth, line.y() + rowHeight() / 2 - 4, barWidth, 8);
        painter.fillRect(bar, track);
        QColor fill = palette().color(QPalette::Highlight);
        if (!row.isTruth)
            fill.setAlphaF(0.6F);
        painter.fillRect(QRect(bar.topLeft(), QSize(qRound(barWidth * row.probability), bar.height())), fill);
    }
}

} // namespace faultline::ui
