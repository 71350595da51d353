// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/confusion_painter.h"

#include "ui/fitting/name_text.h"
#include "ui/pairs/confusion_view.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

namespace faultline::ui {

namespace {

QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto blend = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(blend(from.redF(), to.redF()), blend(from.greenF(), to.greenF()),
                            blend(from.blueF(), to.blueF()));
}

/// The square root keeps rare confusions visible beside frequent ones.
QColor shade(const QColor& paper, const QColor& ink, double count, double largest) {
    return mixed(paper, ink, std::sqrt(count / largest));
}

} // namespace

DiagonalColours diagonalColours(const QPalette& palette) {
    const QColor text = palette.color(QPalette::WindowText);
    const QColor fill = mixed(palette.color(QPalette::Base), text, 0.12);
    return {fill, mixed(fill, text, 0.75)};
}

ConfusionPainter::ConfusionPainter(QPainter& painter, const QRect& area, const QPalette& palette,
                                   const ConfusionPicture& picture)
    : m_painter(painter)
    , m_area(area)
    , m_palette(palette)
    , m_picture(picture) {}

void ConfusionPainter::paint() const {
    paintTitles();
    if (m_picture.layout.named)
        paintNames();
    paintCells();
    paintMarks();
}

void ConfusionPainter::paintTitles() const {
    QColor title = m_palette.color(QPalette::WindowText);
    title.setAlphaF(0.65F);
    m_painter.setPen(title);
    m_painter.drawText(QRect(m_picture.layout.cells.x(), 0, m_picture.layout.cells.width(), m_picture.band),
                       Qt::AlignCenter, ConfusionView::tr("Predicted"));
    m_painter.save();
    m_painter.translate(0, m_picture.layout.cells.bottom());
    m_painter.rotate(-90);
    m_painter.drawText(QRect(0, 0, m_picture.layout.cells.height(), m_picture.band), Qt::AlignCenter,
                       ConfusionView::tr("True"));
    m_painter.restore();
    const QRect line(4, m_picture.layout.cells.bottom() + 2, m_area.width() - 8, m_picture.band);
    m_painter.drawText(line, Qt::AlignCenter,
                       m_painter.fontMetrics().elidedText(m_picture.extent, Qt::ElideRight, line.width()));
}

void ConfusionPainter::paintNames() const {
    const QFont plain = m_painter.font();
    const auto fitting = [&](int place, const std::optional<base::ClassId>& chosen, int room) {
        QFont font = plain;
        font.setBold(chosen == m_picture.shown[static_cast<std::size_t>(place)]);
        m_painter.setFont(font);
        return elidedName(m_picture.nameOf(place), QFontMetricsF(font), room);
    };
    m_painter.setPen(m_palette.color(QPalette::WindowText));
    const int beside = m_picture.layout.cells.x() - m_picture.band - 6,
              above = m_picture.layout.cells.y() - m_picture.band - 6;
    for (int i = 0; i < m_picture.layout.count; ++i) {
        const QRect row = m_picture.layout.rectOf({i, 0});
        m_painter.drawText(QRect(m_picture.band, row.y(), beside, row.height()),
                           Qt::AlignRight | Qt::AlignVCenter, fitting(i, m_picture.truth, beside));
        const QRect column = m_picture.layout.rectOf({0, i});
        m_painter.save();
        m_painter.translate(column.x(), m_picture.layout.cells.y() - 6);
        m_painter.rotate(-90);
        m_painter.drawText(QRect(0, 0, above, column.width()), Qt::AlignLeft | Qt::AlignVCenter,
                           fitting(i, m_picture.predicted, above));
        m_painter.restore();
    }
    m_painter.setFont(plain);
}

void ConfusionPainter::paintEmptyCells(const QColor& paper, const QColor& muted) const {
    if (m_picture.layout.side < 5) { // no gaps: they are one square
        m_painter.fillRect(m_picture.layout.cells, paper);
    } else {
        for (int truth = 0; truth < m_picture.layout.count; ++truth)
            for (int predicted = 0; predicted < m_picture.layout.count; ++predicted)
                m_painter.fillRect(m_picture.layout.withoutGap({truth, predicted}), paper);
    }
    if (m_picture.layout.isFolded()) {
        m_painter.setPen(muted);
        m_painter.drawLine(m_picture.layout.cells.topLeft(), m_picture.layout.cells.bottomRight());
        return;
    }
    for (int i = 0; i < m_picture.layout.count; ++i)
        m_painter.fillRect(m_picture.layout.withoutGap({i, i}), muted);
}

void ConfusionPainter::paintCells() const {
    const double largest = std::max<double>(1, m_picture.matrix.largestConfusion());
    const QColor paper = m_palette.color(QPalette::Base);
    const bool dark = paper.lightness() < 128;
    const QColor ink = dark ? QColor(0xff, 0xa0, 0x60) : QColor(0xb0, 0x3a, 0x06);
    const auto [muted, mutedNumber] = diagonalColours(m_palette);

    QFont font = m_painter.font();
    font.setPixelSize(std::clamp(static_cast<int>(m_picture.layout.side) / 2 - 1, 7, 12));
    m_painter.setFont(font);
    paintEmptyCells(paper, muted);
    if (m_picture.layout.isFolded())
        return paintFolded(paper, ink);
    for (const auto& entry : m_picture.matrix.entries()) {
        const MatrixCell place{m_picture.places[entry.truth.value], m_picture.places[entry.predicted.value]};
        if (place.truth < 0 || place.predicted < 0)
            continue;
        const QRect cell = m_picture.layout.withoutGap(place);
        const bool correct = entry.truth == entry.predicted;
        const QColor fill = correct ? muted : shade(paper, ink, entry.count, largest);
        m_painter.fillRect(cell, fill);
        if (m_picture.layout.side < 14)
            continue;
        m_painter.setPen(correct ? mutedNumber : readableOn(fill));
        const QString number = countText(entry.count);
        if (m_painter.fontMetrics().horizontalAdvance(number) <= cell.width())
            m_painter.drawText(cell, Qt::AlignCenter, number);
    }
}

void ConfusionPainter::paintFolded(const QColor& paper, const QColor& ink) const {
    const double largest = std::max<double>(1, m_picture.matrix.largestConfusion());
    for (std::size_t row = 0; row < m_picture.folded.side(); ++row)
        for (std::size_t column = 0; column < m_picture.folded.side(); ++column)
            if (const auto& entry = m_picture.folded.largestAt(row, column); entry.count > 0)
                m_painter.fillRect(QRect(m_picture.layout.cells.topLeft() +
                                             QPoint(static_cast<int>(column), static_cast<int>(row)),
                                         QSize(1, 1)),
                                   shade(paper, ink, entry.count, largest));
}

void ConfusionPainter::paintMarks() const {
    m_painter.setBrush(Qt::NoBrush);
    const auto frame = [this](const QRect& area, QPalette::ColorRole role) {
        m_painter.setPen(QPen(m_palette.color(role), 2));
        // A pixel alone would not be found.
        m_painter.drawRect(m_picture.layout.side < 5 ? area.adjusted(-3, -3, 2, 2)
                                                     : area.adjusted(0, 0, -1, -1));
    };
    if (!m_picture.marked.isNull())
        frame(m_picture.marked, QPalette::Highlight);
    if (m_picture.cursor) {
        m_painter.setPen(m_palette.color(QPalette::Highlight)); // as the grid's
        m_painter.drawRect(m_area.adjusted(0, 0, -1, -1));
        frame(m_picture.layout.rectOf(*m_picture.cursor), QPalette::WindowText);
    }
}

} // namespace faultline::ui
