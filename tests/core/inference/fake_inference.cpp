// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/inference/fake_inference.h"

namespace faultline::tests {

model::ModelInfo fakeInfo(std::size_t classes) {
    model::ModelInfo info;
    info.sha256 = std::string(64, 'b');
    info.architecture = "fake";
    info.classes = fakeClassNames(classes);
    info.featureCount = 2;
    info.location = "fake.model";
    return info;
}

FakeNetwork::FakeNetwork(std::size_t classes)
    : m_classes(classes)
    , m_device{"cpu", "fake", "fp32", "", "fake", 1} {}

base::Result<inference::Scores> FakeNetwork::classify(std::span<const base::ImageView> images) {
    if (beforeBatch)
        FAULTLINE_CHECK(beforeBatch());
    batches.push_back(images.size());
    inference::Scores scores;
    for (const base::ImageView& image : images) {
        for (std::size_t i = 0; i < m_classes; ++i)
            scores.logits.push_back(i == image.pixels()[0] % 3U ? 2.0F : 0.0F);
        scores.features.push_back(image.pixels()[0]);
        scores.features.push_back(0.5F);
    }
    return scores;
}

} // namespace faultline::tests
