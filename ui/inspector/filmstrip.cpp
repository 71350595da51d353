// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/filmstrip.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <utility>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace faultline::ui {

namespace {

constexpr int margin = 3; ///< pixels around a picture: the frame lies there
constexpr int gap = 4;

} // namespace

Filmstrip::Filmstrip(PixelSource& pixels, QWidget* parent)
    : QWidget(parent)
    , m_pixels(pixels) {
    setObjectName(QStringLiteral("filmstrip"));
    setAccessibleName(tr("Neighbours"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&pixels, &PixelSource::arrived, this, qOverload<>(&QWidget::update));
}

void Filmstrip::showAround(int current, int count, SampleAt sampleAt) {
    m_current = current;
    m_count = current < 0 ? 0 : count;
    m_sampleAt = std::move(sampleAt);
    setAccessibleDescription(m_count == 0 ? QString()
                                          : tr("%1 of %2").arg(countText(current + 1), countText(count)));
    update();
}

void Filmstrip::fitInto(int pageHeight) {
    constexpr int lowest = 48, highest = 120;
    setFixedHeight(std::clamp(pageHeight / 11, lowest, highest));
    setVisible(pageHeight >= leastPage);
}

int Filmstrip::side() const {
    return std::max(1, height() - 2 * margin);
}

QRect Filmstrip::frameOf(int place) const {
    if (place < 0 || place >= m_count)
        return {};
    const int step = side() + 2 * margin + gap;
    const QRect frame((width() - step + gap) / 2 + (place - m_current) * step, 0, step - gap, height());
    return frame.intersects(rect()) ? frame : QRect();
}

int Filmstrip::placeAt(const QPoint& point) const {
    const int step = side() + 2 * margin + gap;
    const int reach = width() / step / 2 + 1; // places on each side of the middle
    for (int place = m_current - reach; place <= m_current + reach; ++place)
        if (frameOf(place).contains(point))
            return place;
    return -1;
}

void Filmstrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int reach = width() / (side() + 2 * margin + gap) / 2 + 1;
    // From the outside in: what is asked for last is read first.
    for (int distance = reach; distance >= 0; --distance)
        for (const int place : {m_current - distance, m_current + distance})
            if (const QRect frame = frameOf(place); !frame.isNull())
                paintPicture(painter, frame.adjusted(margin, margin, -margin, -margin), place);
    if (m_count > 0) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRoundedRect(QRectF(frameOf(m_current)).adjusted(1, 1, -1, -1), 3, 3);
    }
}

void Filmstrip::paintPicture(QPainter& painter, const QRect& box, int place) const {
    const double ratio = devicePixelRatioF();
    const std::optional<base::SampleIndex> sample = m_sampleAt(place);
    const QImage image = sample ? m_pixels.reduced(*sample, static_cast<int>(box.width() * ratio)) : QImage();
    if (image.isNull()) {
        painter.fillRect(box, palette().color(QPalette::AlternateBase));
        return;
    }
    const QSizeF size = QSizeF(image.size()).scaled(box.size(), Qt::KeepAspectRatio);
    QRectF target(QPointF(), size);
    target.moveCenter(QRectF(box).center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, image);
}

void Filmstrip::mousePressEvent(QMouseEvent* event) {
    const int place = placeAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || place < 0) {
        event->ignore();
        return;
    }
    if (place != m_current)
        Q_EMIT chosen(place);
}

bool Filmstrip::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const int place = placeAt(help->pos()); place >= 0)
        showTip(help->globalPos(), tr("%1 of %2").arg(countText(place + 1), countText(m_count)), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace faultline::ui
