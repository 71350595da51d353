// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preprocessing/pixel_values.h"

#include "core/model/preprocessing.h"

namespace faultline::preprocessing {

std::string_view name(PixelLayout layout) {
    return layout == PixelLayout::Planar ? "NCHW" : "NHWC";
}

PixelValues::PixelValues(const model::Preprocessing& preprocessing)
    : m_reversed(preprocessing.channels == model::ChannelOrder::Bgr) {
    for (std::size_t channel = 0; channel < m_levels.size(); ++channel)
        for (std::size_t level = 0; level < 256; ++level)
            m_levels[channel][level] =
                static_cast<float>((static_cast<double>(level) / 255 - preprocessing.mean[channel]) /
                                   preprocessing.standardDeviation[channel]);
}

std::vector<float> PixelValues::of(std::span<const base::ImageView> images, PixelLayout layout) const {
    if (images.empty())
        return {};
    const std::size_t each = images[0].pixels().size();
    std::vector<float> values(images.size() * each);
    for (std::size_t i = 0; i < images.size(); ++i) {
        float* const out = values.data() + i * each;
        layout == PixelLayout::Planar ? planar(images[i], out) : interleaved(images[i], out);
    }
    return values;
}

void PixelValues::interleaved(const base::ImageView& image, float* out) const {
    const base::ByteView pixels = image.pixels();
    for (std::size_t i = 0; i < pixels.size(); i += 3)
        for (std::size_t channel = 0; channel < 3; ++channel)
            *out++ = m_levels[channel][pixels[i + (m_reversed ? 2 - channel : channel)]];
}

void PixelValues::planar(const base::ImageView& image, float* out) const {
    const base::ByteView pixels = image.pixels();
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const Table& levels = m_levels[channel];
        for (std::size_t i = m_reversed ? 2 - channel : channel; i < pixels.size(); i += 3)
            *out++ = levels[pixels[i]];
    }
}

} // namespace faultline::preprocessing
