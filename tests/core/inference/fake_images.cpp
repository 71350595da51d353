// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/inference/fake_images.h"

namespace faultline::tests {

std::vector<std::string> fakeClassNames(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
        names.push_back("class " + std::to_string(i));
    return names;
}

FakeImages::FakeImages(std::uint32_t size, std::size_t classes)
    : m_pixels(std::size_t{size} * 6) {
    m_info.name = "Fake";
    m_info.size = size;
    m_info.classes = fakeClassNames(classes);
    m_info.identity = std::string(64, 'a');
    for (std::uint32_t i = 0; i < size; ++i) {
        m_pixels[std::size_t{i} * 6] = static_cast<std::uint8_t>(i);
        m_pixels[std::size_t{i} * 6 + 1] = static_cast<std::uint8_t>(i >> 8);
    }
}

std::uint32_t indexOf(const base::ImageView& image) {
    return image.pixels()[0] | static_cast<std::uint32_t>(image.pixels()[1]) << 8;
}

base::ClassId FakeImages::label(base::SampleIndex sample) const {
    const std::size_t counted = m_info.classes.size() - firstLabel;
    return base::ClassId(static_cast<std::uint16_t>(firstLabel + sample.value % counted));
}

base::Result<base::ImageView> FakeImages::image(base::SampleIndex sample, base::Image&) const {
    return base::ImageView::make(2, 1, 3, base::ByteView(m_pixels).subspan(std::size_t{sample.value} * 6, 6));
}

} // namespace faultline::tests
