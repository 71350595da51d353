// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/failure_delegate.h"

#include "ui/failures/failure_model.h"
#include "ui/fitting/name_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QPainter>

namespace faultline::ui {

namespace {

constexpr int padding = 6;
constexpr int gap = 5;
constexpr int badgeSide = 20;

QColor mutedText(const QPalette& palette) {
    QColor colour = palette.color(QPalette::Text);
    colour.setAlphaF(0.62F);
    return colour;
}

} // namespace

TileMetrics TileMetrics::at(int factor, const QFontMetrics& font) {
    TileMetrics metrics;
    metrics.factor = factor;
    metrics.imageSide = 32 * factor;
    metrics.showsText = factor >= 2;
    const int textWidth =
        metrics.showsText ? font.horizontalAdvance(QStringLiteral("→ automobile 100 %")) : 0;
    const int textHeight = metrics.showsText ? 2 * font.height() + gap : 0;
    metrics.tile = {std::max(metrics.imageSide, textWidth) + 2 * padding,
                    metrics.imageSide + textHeight + 2 * padding};
    return metrics;
}

FailureDelegate::FailureDelegate(Workspace& workspace, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_workspace(workspace) {}

QSize FailureDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return m_cell;
}

void FailureDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const int row = static_cast<const FailureModel*>(index.model())->failureRow(index);
    const model::Prediction& failure = m_workspace.items().failure(row);
    m_workspace.disclosure().show(failure.sample);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool isCurrent = row == m_workspace.cursor().current();
    const TileText text = textOf(failure);
    QRect tile(QPoint(), m_metrics.tile); // centred in the cell, which may be wider, or a little narrower
    tile.setWidth(std::min(tile.width(), option.rect.width()));
    if (m_metrics.showsText)
        tile.setWidth(std::clamp(text.width(option.fontMetrics) + 2 * padding, tile.width(),
                                 std::max(tile.width(), option.rect.width())));
    tile.moveCenter(option.rect.center());
    const QRect inner = tile.adjusted(padding, padding, -padding, -padding);
    tile.adjust(1, 1, -1, -1);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected || isCurrent) {
        QColor fill = option.palette.color(QPalette::Highlight);
        if (!selected)
            fill = Qt::transparent;
        else
            fill.setAlphaF(0.30F);
        painter->setBrush(fill);
        const bool hasKeys = option.widget == nullptr || option.widget->hasFocus();
        const QColor frame = option.palette.color(hasKeys ? QPalette::Highlight : QPalette::PlaceholderText);
        painter->setPen(isCurrent ? QPen(frame, 2) : QPen(Qt::NoPen));
        painter->drawRoundedRect(QRectF(tile).adjusted(1, 1, -1, -1), 4, 4);
    }
    const QRect box(tile.x() + (tile.width() - m_metrics.imageSide) / 2, option.rect.y() + padding,
                    m_metrics.imageSide, m_metrics.imageSide);
    paintPicture(*painter, box, failure.sample, option.palette);
    if (const labels::Judgement& judgement = m_workspace.labelling().judgement(row);
        !judgement.isUnlabelled()) {
        const int side = std::min(badgeSide, m_metrics.imageSide / 2);
        paintBadge(*painter, QRectF(box.right() - side + 4, box.y() - 3, side, side), judgement,
                   m_workspace.study().taxonomy());
    }
    if (!m_workspace.labelling().note(row).isEmpty())
        paintNoteMark(*painter, box);
    if (m_workspace.labelling().isFlagged(row))
        paintFlag(*painter, box);
    if (m_metrics.showsText)
        paintText(*painter, inner, text, option.palette, selected);
    painter->restore();
}

/// A small sheet with lines at the lower right of the picture: there is a note.
void FailureDelegate::paintNoteMark(QPainter& painter, const QRect& box) {
    constexpr int width = 11;
    constexpr int height = 13;
    const QRectF sheet(box.right() - width - 1.5, box.bottom() - height - 1.5, width, height);
    painter.setPen(QPen(QColor(0x20, 0x20, 0x20), 1));
    painter.setBrush(QColor(0xff, 0xf4, 0xb8));
    painter.drawRoundedRect(sheet, 1.5, 1.5);
    for (const double at : {3.5, 6.5, 9.5})
        painter.drawLine(QPointF(sheet.left() + 2.5, sheet.top() + at),
                         QPointF(sheet.right() - 2.5, sheet.top() + at));
}

/// A pennant at the lower left of the picture: to be looked at again.
void FailureDelegate::paintFlag(QPainter& painter, const QRect& box) {
    const QPointF foot(box.left() + 3.5, box.bottom() - 1.5);
    const QPointF top = foot - QPointF(0, 15);
    painter.setPen(QPen(Qt::white, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPolygonF pennant({top, top + QPointF(11, 4), top + QPointF(0, 8)});
    painter.drawPolygon(pennant);
    painter.drawLine(top, foot);
    painter.setPen(QPen(QColor(0x20, 0x20, 0x20), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(QColor(0xd0, 0x2c, 0x2c));
    painter.drawPolygon(pennant);
    painter.drawLine(top, foot);
}

void FailureDelegate::paintPicture(QPainter& painter, const QRect& box, base::SampleIndex sample,
                                   const QPalette& palette) const {
    const double ratio = painter.device()->devicePixelRatioF();
    const double room = box.width() * ratio;
    const QImage image = m_workspace.pixels().reduced(sample, static_cast<int>(room));
    if (image.isNull()) {
        painter.fillRect(box, palette.color(QPalette::AlternateBase));
        return;
    }
    // Whole device pixels for each image pixel, so that it stays sharp at every scale of the screen.
    const double longest = std::max(image.width(), image.height());
    const double scale = room >= longest ? std::floor(room / longest) : room / longest;
    const QSizeF size(image.width() * scale / ratio, image.height() * scale / ratio);
    const QPointF corner(std::round((box.x() + (box.width() - size.width()) / 2) * ratio) / ratio,
                         std::round((box.y() + (box.height() - size.height()) / 2) * ratio) / ratio);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 1);
    painter.drawImage(QRectF(corner, size), image);
}

TileText FailureDelegate::textOf(const model::Prediction& failure) const {
    return {m_workspace.study().className(failure.truth),
            QStringLiteral("→ ") + m_workspace.study().className(failure.predicted),
            failure.confidence ? percentText(*failure.confidence, 0) + QStringLiteral(" %") : QString()};
}

int TileText::width(const QFontMetrics& font) const {
    constexpr int rounding = 2; // the advances are fractions of pixels
    return std::max(font.horizontalAdvance(truth),
                    font.horizontalAdvance(predicted) + gap + font.horizontalAdvance(confidence)) +
           rounding;
}

TileText TileText::fitted(const QFontMetrics& font, int width) const {
    const int beside = width - gap - font.horizontalAdvance(confidence);
    TileText text = *this;
    text.isConfidenceAbove = font.horizontalAdvance(predicted) > beside;
    text.truth = elidedName(truth, QFontMetricsF(font), text.isConfidenceAbove ? beside : width);
    text.predicted = elidedName(predicted, QFontMetricsF(font), text.isConfidenceAbove ? width : beside);
    return text;
}

void FailureDelegate::paintText(QPainter& painter, const QRect& inner, const TileText& text,
                                const QPalette& palette, bool selected) const {
    const QFontMetrics font = painter.fontMetrics();
    const QRect first(inner.left(), inner.top() + m_metrics.imageSide + gap, inner.width(), font.height());
    const QRect second = first.translated(0, font.height());
    const TileText shown = text.fitted(font, inner.width());
    painter.setPen(palette.color(QPalette::Text));
    painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter, shown.truth);
    painter.drawText(second, Qt::AlignLeft | Qt::AlignVCenter, shown.predicted);
    painter.setPen(selected ? palette.color(QPalette::Text) : mutedText(palette));
    painter.drawText(shown.isConfidenceAbove ? first : second, Qt::AlignRight | Qt::AlignVCenter,
                     shown.confidence);
}

void paintBadge(QPainter& painter, const QRectF& box, const labels::Judgement& judgement,
                const labels::Taxonomy& taxonomy) {
    const JudgementStyle style = judgementStyle(judgement, taxonomy);
    if (style.letter.isNull())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Qt::white, 1.5));
    painter.setBrush(style.fill);
    painter.drawRoundedRect(box, 4, 4);
    QFont font = painter.font();
    font.setBold(true);
    font.setPixelSize(std::max(8, static_cast<int>(box.height() * 0.65)));
    painter.setFont(font);
    painter.setPen(style.text);
    painter.drawText(box, Qt::AlignCenter, style.letter);
    painter.restore();
}

} // namespace faultline::ui
