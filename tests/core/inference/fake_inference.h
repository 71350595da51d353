// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/classifier.h"

#include <functional>

namespace faultline::tests {

/// `size` images of 2 × 1 pixels whose first bytes are the index; label = index mod classes.
class FakeImages : public dataset::ImageSet {
public:
    FakeImages(std::uint32_t size, std::size_t classes);
    const dataset::DatasetInfo& info() const override { return m_info; }
    base::ClassId label(base::SampleIndex sample) const override;
    base::Result<base::ImageView> image(base::SampleIndex sample, base::Image& storage) const override;

private:
    dataset::DatasetInfo m_info;
    base::Bytes m_pixels;
};

/// The index of one of them.
[[nodiscard]] std::uint32_t indexOf(const base::ImageView& image);

/// Predicts class (index of the image) mod 3: wrong wherever that is not the label.
class FakeClassifier : public inference::Classifier {
public:
    explicit FakeClassifier(std::size_t classes);
    const model::ModelInfo& model() const override { return m_model; }
    const model::DeviceInfo& device() const override { return m_device; }
    std::uint32_t efficientBatch() const override { return 64; }
    base::Result<inference::Scores> classify(std::span<const base::ImageView> images) override;

    bool screens() const override { return isScreening; }

    bool isScreening = false;                    ///< in a low precision that answers what fp32 does
    std::function<base::Result<>()> beforeBatch; ///< may be empty
    std::vector<std::size_t> batches;            ///< sizes so far

private:
    model::ModelInfo m_model;
    model::DeviceInfo m_device;
};

} // namespace faultline::tests
