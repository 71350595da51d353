// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/inference/fake_inference.h"

namespace faultline::tests {

namespace {

std::vector<std::string> classNames(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
        names.push_back("class " + std::to_string(i));
    return names;
}

} // namespace

FakeImages::FakeImages(std::uint32_t size, std::size_t classes)
    : m_pixels(std::size_t{size} * 6) {
    m_info.name = "Fake";
    m_info.size = size;
    m_info.classes = classNames(classes);
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
    return base::ClassId(static_cast<std::uint16_t>(sample.value % m_info.classes.size()));
}

base::Result<base::ImageView> FakeImages::image(base::SampleIndex sample, base::Image&) const {
    return base::ImageView::make(2, 1, 3, base::ByteView(m_pixels).subspan(std::size_t{sample.value} * 6, 6));
}

FakeClassifier::FakeClassifier(std::size_t classes) {
    m_model.sha256 = std::string(64, 'b');
    m_model.architecture = "fake";
    m_model.classes = classNames(classes);
    m_model.featureCount = 2;
    m_model.location = "fake.model";
    m_device = {"cpu", "fake", "fp32", "", "fake", 1};
}

base::Result<inference::Scores> FakeClassifier::classify(std::span<const base::ImageView> images) {
    if (beforeBatch)
        FAULTLINE_CHECK(beforeBatch());
    batches.push_back(images.size());
    inference::Scores scores;
    for (const base::ImageView& image : images) {
        for (std::size_t i = 0; i < m_model.classes.size(); ++i)
            scores.logits.push_back(i == image.pixels()[0] % 3U ? 2.0F : 0.0F);
        scores.features.push_back(image.pixels()[0]);
        scores.features.push_back(0.5F);
    }
    return scores;
}

} // namespace faultline::tests
