// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/opened_model.h"
#include "tests/core/inference/fake_images.h"

#include <functional>
#include <memory>

namespace faultline::tests {

/// Predicts class (index of the image) mod 3: wrong wherever that is not the label.
class FakeNetwork : public inference::Network {
public:
    explicit FakeNetwork(std::size_t classes);
    const model::DeviceInfo& device() const override { return m_device; }
    std::uint32_t efficientBatch() const override { return 64; }
    base::Result<inference::Scores> classify(std::span<const base::ImageView> images) override;
    bool screens() const override { return isScreening; }

    bool isScreening = false;                    ///< in a low precision that answers what fp32 does
    std::function<base::Result<>()> beforeBatch; ///< may be empty
    std::vector<std::size_t> batches;            ///< sizes so far

private:
    std::size_t m_classes;
    model::DeviceInfo m_device;
};

/// Of a model "fake.model" with `classes` classes and 2 features.
[[nodiscard]] model::ModelInfo fakeInfo(std::size_t classes);

/// A model whose network a test can ask.
template <class Network = FakeNetwork>
class FakeModel : public inference::OpenedModel {
public:
    explicit FakeModel(std::size_t classes)
        : FakeModel(std::make_unique<Network>(classes), fakeInfo(classes)) {}
    FakeModel(std::unique_ptr<Network> network, model::ModelInfo info,
              std::vector<inference::ModelVariant> variants = {})
        : OpenedModel(std::move(network), std::move(info), std::move(variants)) {}

    [[nodiscard]] Network& fake() { return static_cast<Network&>(network()); }
};

} // namespace faultline::tests
