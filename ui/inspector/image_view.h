// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QImage>
#include <QWidget>

namespace faultline::model {
struct Preprocessing;
}

namespace faultline::ui {

enum class Magnification { Fit, WholePixels };
enum class Smoothing {
    BySize,  ///< smooth where the picture is smaller than ImageView::smallPicture
    Nearest, ///< each pixel a square
    Smooth
};

/// One picture, large: fitted into the widget, or by a whole factor that the wheel changes; pixels sharp or
/// smooth.
class ImageView : public QWidget {
    Q_OBJECT

public:
    explicit ImageView(QWidget* parent = nullptr);

    void setImage(const QImage& image);
    [[nodiscard]] const QImage& image() const { return m_image; }
    /// The part of the image that the network saw, in its pixels: the rest is dimmed. Empty: all of it.
    /// Of what is shown, in its own pixels; empty: nothing is.
    [[nodiscard]] QSize imageSize() const { return m_image.size(); }
    void setCrop(const QRectF& crop);
    void setMagnification(Magnification magnification);
    [[nodiscard]] Magnification magnification() const { return m_magnification; }
    static constexpr int smallPicture = 64; ///< pixels of the longer side
    void setSmoothing(Smoothing smoothing);
    [[nodiscard]] Smoothing smoothing() const { return m_smoothing; }
    /// What that means for the picture that is shown.
    [[nodiscard]] bool isSmooth() const;
    /// Device pixels for each pixel of the picture; nothing where none is shown.
    [[nodiscard]] std::optional<double> zoom() const;

    [[nodiscard]] QSize sizeHint() const override { return {256, 256}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {96, 96}; }

Q_SIGNALS:
    /// Another picture, or another way to show it: isSmooth() may be another.
    void smoothnessShown(bool isSmooth);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    /// Where the picture lies, in device pixels.
    [[nodiscard]] QRect target(double ratio) const;
    [[nodiscard]] int largestWholeFactor(double ratio) const;
    void paintCrop(QPainter& painter, const QRectF& picture) const;

    QImage m_image;
    QImage m_smooth; ///< the picture at its present size, made when it is first painted smooth
    Magnification m_magnification = Magnification::Fit;
    Smoothing m_smoothing = Smoothing::BySize;
    int m_factor = 0; ///< device pixels for each image pixel; 0: the largest that fits
    QPoint m_pan;     ///< device pixels
    QPoint m_dragStart;
    QRectF m_crop;
};

/// What ImageView::setCrop() takes for an image and the preprocessing of its run; empty where all is seen.
[[nodiscard]] QRectF cropOf(const QImage& image, const model::Preprocessing& preprocessing);

} // namespace faultline::ui
