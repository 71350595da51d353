// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/contrast.h"

#include <catch2/catch.hpp>

using faultline::ui::contrastStretched;

namespace {

/// 100 × 1 pixels of grey 50 … 149.
QImage ramp() {
    QImage image(100, 1, QImage::Format_RGB888);
    for (int x = 0; x < 100; ++x)
        image.setPixelColor(x, 0, QColor(50 + x, 50 + x, 50 + x));
    return image;
}

} // namespace

TEST_CASE("The second and the ninety-eighth percentile become black and white") {
    const QImage stretched = contrastStretched(ramp());
    CHECK(qRed(stretched.pixel(0, 0)) == 0);
    CHECK(qRed(stretched.pixel(1, 0)) == 0); // the second of a hundred: 2 %
    CHECK(qRed(stretched.pixel(2, 0)) > 0);
    CHECK(qRed(stretched.pixel(96, 0)) < 255);
    CHECK(qRed(stretched.pixel(97, 0)) == 255); // 98 %
    CHECK(qRed(stretched.pixel(99, 0)) == 255);
    CHECK(qRed(stretched.pixel(49, 0)) == (99 - 51) * 255 / (147 - 51));
}

TEST_CASE("All channels are stretched alike, so that a hue stays") {
    QImage image = ramp();
    image.setPixelColor(60, 0, QColor(110, 80, 60));
    const QRgb pixel = contrastStretched(image).pixel(60, 0);
    CHECK(qRed(pixel) > qGreen(pixel));
    CHECK(qGreen(pixel) > qBlue(pixel));
}

TEST_CASE("A picture of one value, and no picture, stay as they are") {
    QImage flat(4, 4, QImage::Format_RGB888);
    flat.fill(QColor(90, 90, 90));
    CHECK(contrastStretched(flat) == flat);
    CHECK(contrastStretched(QImage()).isNull());
}
