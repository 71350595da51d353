// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/contrast.h"

#include <algorithm>
#include <array>

namespace faultline::ui {

namespace {

using Histogram = std::array<std::int64_t, 256>;

Histogram histogramOf(const QImage& image) {
    Histogram counts{};
    for (int y = 0; y < image.height(); ++y) {
        const uchar* line = image.constScanLine(y);
        for (int i = 0; i < 3 * image.width(); ++i)
            ++counts[line[i]];
    }
    return counts;
}

/// The smallest value that the share of all values does not exceed.
int percentile(const Histogram& counts, std::int64_t all, int percent) {
    std::int64_t below = 0;
    for (int value = 0; value < 256; ++value) {
        below += counts[static_cast<std::size_t>(value)];
        if (100 * below >= percent * all)
            return value;
    }
    return 255;
}

} // namespace

QImage contrastStretched(const QImage& image) {
    if (image.isNull() || image.format() != QImage::Format_RGB888)
        return image;
    const Histogram counts = histogramOf(image);
    const std::int64_t all = std::int64_t{3} * image.width() * image.height();
    const int low = percentile(counts, all, 2), high = percentile(counts, all, 98);
    if (high <= low)
        return image;
    std::array<uchar, 256> table{};
    for (int value = 0; value < 256; ++value)
        table[static_cast<std::size_t>(value)] =
            static_cast<uchar>(std::clamp((value - low) * 255 / (high - low), 0, 255));
    QImage stretched = image.copy();
    for (int y = 0; y < stretched.height(); ++y) {
        uchar* line = stretched.scanLine(y);
        for (int i = 0; i < 3 * stretched.width(); ++i)
            line[i] = table[line[i]];
    }
    return stretched;
}

} // namespace faultline::ui
