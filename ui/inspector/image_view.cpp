// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/image_view.h"

#include "core/imaging/imaging.h"
#include "core/model/preprocessing.h"
#include "core/preprocessing/resampling.h"
#include "ui/workspace/pixel_source.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

namespace faultline::ui {

namespace {

constexpr int largestFactor = 64;

/// Resampled by OpenCV; the sharp picture where that fails (a size beyond its limits).
QImage smoothly(const QImage& image, const QSize& size) {
    base::Bytes pixels;
    pixels.reserve(static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height()) * 3);
    for (int y = 0; y < image.height(); ++y)
        pixels.insert(pixels.end(), image.constScanLine(y), image.constScanLine(y) + image.width() * 3);
    const auto view = base::ImageView::make(image.width(), image.height(), base::ImageView::channels, pixels);
    if (!view)
        return image;
    const auto scaled = imaging::scaled(*view, size.width(), size.height(), imaging::Interpolation::Smooth);
    return scaled ? toQImage(scaled->view()) : image;
}

} // namespace

ImageView::ImageView(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Picture"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ImageView::setImage(const QImage& image) {
    if (!image.isNull() && image.cacheKey() == m_image.cacheKey())
        return; // the same one: what was dragged into view stays
    m_image = image.isNull() ? image : image.convertToFormat(QImage::Format_RGB888);
    m_smooth = {};
    m_pan = {};
    update();
    if (!image.isNull())
        Q_EMIT smoothnessShown(isSmooth());
}

void ImageView::setCrop(const QRectF& crop) {
    m_crop = crop;
    update();
}

void ImageView::setMagnification(Magnification magnification) {
    m_magnification = magnification;
    m_factor = 0;
    m_pan = {};
    update();
}

void ImageView::setSmoothing(Smoothing smoothing) {
    m_smoothing = smoothing;
    update();
    if (!m_image.isNull())
        Q_EMIT smoothnessShown(isSmooth());
}

bool ImageView::isSmooth() const {
    return m_smoothing == Smoothing::Smooth ||
           (m_smoothing == Smoothing::BySize && std::max(m_image.width(), m_image.height()) < smallPicture);
}

std::optional<double> ImageView::zoom() const {
    if (m_image.isNull())
        return std::nullopt;
    return static_cast<double>(target(devicePixelRatioF()).width()) / m_image.width();
}

int ImageView::largestWholeFactor(double ratio) const {
    const double room = std::min(width() * ratio / m_image.width(), height() * ratio / m_image.height());
    return std::clamp(static_cast<int>(room), 1, largestFactor);
}

QRect ImageView::target(double ratio) const {
    const QSize room(static_cast<int>(width() * ratio), static_cast<int>(height() * ratio));
    QSize size = m_image.size();
    if (m_magnification == Magnification::Fit)
        size.scale(room, Qt::KeepAspectRatio);
    else
        size *= m_factor > 0 ? m_factor : largestWholeFactor(ratio);
    QPoint corner((room.width() - size.width()) / 2, (room.height() - size.height()) / 2);
    return {corner + m_pan, size};
}

void ImageView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (m_image.isNull())
        return;
    const double ratio = devicePixelRatioF();
    const QRect device = target(ratio);
    const QRectF logical(device.x() / ratio, device.y() / ratio, device.width() / ratio,
                         device.height() / ratio);
    constexpr int largestSmoothSide = 4096;
    if (isSmooth() && std::max(device.width(), device.height()) <= largestSmoothSide) {
        if (m_smooth.size() != device.size())
            m_smooth = smoothly(m_image, device.size());
        painter.drawImage(logical, m_smooth);
    } else {
        // Reduced, a picture of which each second pixel is left out is another one.
        painter.setRenderHint(QPainter::SmoothPixmapTransform,
                              m_smoothing != Smoothing::Nearest && device.width() < m_image.width());
        painter.drawImage(logical, m_image);
    }
    if (!m_crop.isEmpty())
        paintCrop(painter, logical);
}

void ImageView::paintCrop(QPainter& painter, const QRectF& picture) const {
    const double scale = picture.width() / m_image.width();
    const QRectF kept(picture.topLeft() + m_crop.topLeft() * scale, m_crop.size() * scale);
    QPainterPath outside;
    outside.addRect(picture);
    outside.addRect(kept);
    painter.fillPath(outside, QColor(0, 0, 0, 110));
    painter.setPen(QPen(Qt::white, 1, Qt::DashLine));
    painter.drawRect(kept);
}

void ImageView::wheelEvent(QWheelEvent* event) {
    if (m_image.isNull() || event->angleDelta().y() == 0)
        return;
    const int now = m_magnification == Magnification::WholePixels && m_factor > 0
                        ? m_factor
                        : largestWholeFactor(devicePixelRatioF());
    m_magnification = Magnification::WholePixels;
    m_factor = std::clamp(now + (event->angleDelta().y() > 0 ? 1 : -1), 1, largestFactor);
    event->accept();
    update();
}

void ImageView::mousePressEvent(QMouseEvent* event) {
    m_dragStart = event->position().toPoint();
}

void ImageView::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton) || m_image.isNull())
        return;
    const double ratio = devicePixelRatioF();
    const QPoint moved = event->position().toPoint() - m_dragStart;
    m_dragStart = event->position().toPoint();
    const QRect now = target(ratio);
    // Only what sticks out can be dragged into view.
    if (now.width() > width() * ratio)
        m_pan.rx() += static_cast<int>(moved.x() * ratio);
    if (now.height() > height() * ratio)
        m_pan.ry() += static_cast<int>(moved.y() * ratio);
    update();
}

QRectF cropOf(const QImage& image, const model::Preprocessing& preprocessing) {
    if (image.isNull())
        return {};
    const preprocessing::Crop kept = preprocessing::keptPart(image.width(), image.height(), preprocessing);
    const QRectF crop(kept.left, kept.top, kept.width, kept.height);
    return crop.contains(QRectF(image.rect())) ? QRectF() : crop;
}

} // namespace faultline::ui
