// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preprocessing/pixel_values.h"

namespace faultline::preprocessing {

using base::ErrorKind;
using base::failure;

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

std::vector<float> PixelValues::of(std::span<const dataset::ImageView> images, PixelLayout layout) const {
    if (images.empty())
        return {};
    const std::size_t each = images[0].pixels.size();
    std::vector<float> values(images.size() * each);
    for (std::size_t i = 0; i < images.size(); ++i) {
        float* const out = values.data() + i * each;
        layout == PixelLayout::Planar ? planar(images[i], out) : interleaved(images[i], out);
    }
    return values;
}

void PixelValues::interleaved(const dataset::ImageView& image, float* out) const {
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
        for (std::size_t channel = 0; channel < 3; ++channel)
            *out++ = m_levels[channel][image.pixels[i + (m_reversed ? 2 - channel : channel)]];
}

void PixelValues::planar(const dataset::ImageView& image, float* out) const {
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const Table& levels = m_levels[channel];
        for (std::size_t i = m_reversed ? 2 - channel : channel; i < image.pixels.size(); i += 3)
            *out++ = levels[image.pixels[i]];
    }
}

base::Result<> checkRgb(std::span<const dataset::ImageView> images) {
    if (images.empty())
        return failure(ErrorKind::Internal, "a batch without images");
    for (const dataset::ImageView& image : images)
        if (image.channels != 3)
            return failure(ErrorKind::InvalidInput, "a batch must hold RGB images");
    return {};
}

} // namespace faultline::preprocessing
