// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/onednn_network.h"

#include "core/onednn/layer_plan.h"

#include <algorithm>
#include <bit>
#include <future>
#include <mutex>
#include <new>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace faultline::onednn {

using inference::InputShape;
using inference::Scores;
using resnet::Convolution;
using resnet::FoldedWeights;
using resnet::ResidualBlock;

namespace {

constexpr std::size_t plansKept = 8;

/// Plans are made for powers of two of images, eight at least (two of photos): the layout of packed weights,
/// and so their memory, changes with it.
int roundedUp(const InputShape& shape) {
    constexpr int smallPixels = 64 * 64;
    const unsigned fewest = shape.height * shape.width <= smallPixels ? 8 : 2;
    return static_cast<int>(std::bit_ceil(std::max(static_cast<unsigned>(shape.images), fewest)));
}

/// A parameter-free shortcut (every stride-th pixel, zero channels before and behind) as a 1 × 1 convolution.
Convolution identityOf(const ResidualBlock& block) {
    Convolution identity;
    identity.kernel = 1;
    identity.stride = block.stride;
    identity.inputs = block.path.front().inputs;
    identity.outputs = block.path.back().outputs;
    identity.weights.resize(std::size_t{identity.outputs} * identity.inputs);
    identity.bias.resize(identity.outputs);
    for (std::size_t channel = 0; channel < identity.inputs; ++channel)
        identity.weights[(channel + block.padding) * identity.inputs + channel] = 1;
    return identity;
}

FoldedWeights withShortcuts(FoldedWeights weights) {
    for (ResidualBlock& block : weights.blocks)
        if (!block.shortcut && (block.stride != 1 || block.padding != 0))
            block.shortcut = identityOf(block);
    return weights;
}

/// Bytes of a page's alignment that grow when they must.
class Workspace {
public:
    [[nodiscard]] std::byte* atLeast(std::size_t bytes) {
        if (bytes > m_size) {
            m_bytes.reset();
            m_bytes.reset(static_cast<std::byte*>(::operator new(bytes, alignment)));
            m_size = bytes;
        }
        return m_bytes.get();
    }

private:
    static constexpr std::align_val_t alignment{4096};
    struct Free {
        void operator()(std::byte* bytes) const { ::operator delete(bytes, alignment); }
    };
    std::unique_ptr<std::byte, Free> m_bytes;
    std::size_t m_size = 0;
};

} // namespace

struct Network::Parts {
    const FoldedWeights weights;
    const Format format;
    bool maxPool = weights.maxPool;
    std::mutex mutex{};
    PackedWeights packed{};
    std::vector<std::shared_ptr<const LayerPlan>> plans{}; ///< the one used last is the last
    std::vector<std::unique_ptr<Workspace>> idle{};

    std::shared_ptr<const LayerPlan> planFor(InputShape shape) {
        shape.images = roundedUp(shape);
        const std::scoped_lock lock(mutex);
        const auto found =
            std::ranges::find_if(plans, [&](const auto& plan) { return plan->shape() == shape; });
        if (found != plans.end()) {
            std::rotate(found, found + 1, plans.end());
            return plans.back();
        }
        if (plans.size() == plansKept)
            plans.erase(plans.begin());
        // OpenMP gives a new thread all cores, whatever the caller is limited to.
        const auto made = [&] {
            return std::make_shared<const LayerPlan>(weights, packed, format, maxPool, shape);
        };
        plans.push_back(std::async(std::launch::async, made).get());
        return plans.back();
    }

    std::unique_ptr<Workspace> takeWorkspace() {
        const std::scoped_lock lock(mutex);
        if (idle.empty())
            return std::make_unique<Workspace>();
        auto taken = std::move(idle.back());
        idle.pop_back();
        return taken;
    }
    void giveBack(std::unique_ptr<Workspace> workspace) {
        const std::scoped_lock lock(mutex);
        idle.push_back(std::move(workspace));
    }

    [[nodiscard]] Scores scores(std::vector<float> values, const InputShape& shape);
};

Network::Network(FoldedWeights weights, Format format)
    : m_parts(new Parts{withShortcuts(std::move(weights)), format}) {}
Network::~Network() = default;

void Network::setMaxPool(bool maxPool) {
    if (std::exchange(m_parts->maxPool, maxPool) != maxPool)
        m_parts->plans.clear();
}

Scores Network::scores(std::vector<float> values, const InputShape& shape) const {
    try {
        return m_parts->scores(std::move(values), shape);
    } catch (const dnnl::error& thrown) {
        if (thrown.status == dnnl_out_of_memory)
            throw std::bad_alloc();
        throw std::runtime_error(std::string("oneDNN: ") + thrown.what());
    }
}

Scores Network::Parts::scores(std::vector<float> values, const InputShape& shape) {
    const auto plan = planFor(shape);
    values.resize(values.size() / static_cast<std::size_t>(shape.images) *
                  static_cast<std::size_t>(plan->shape().images));
    auto workspace = takeWorkspace();
    const auto [last, channels, pixels] =
        plan->run(values.data(), workspace->atLeast(plan->workspaceBytes()));

    Scores scores;
    const auto images = static_cast<std::size_t>(shape.images);
    for (std::size_t channel = 0; channel < images * channels; ++channel) {
        const float* const first = last + channel * pixels;
        scores.features.push_back(std::accumulate(first, first + pixels, 0.F) / static_cast<float>(pixels));
    }
    giveBack(std::move(workspace));
    for (std::size_t image = 0; image < images; ++image)
        scores.logits.insert(scores.logits.end(), weights.bias.begin(), weights.bias.end());
    // logits += features (images × features) · linear (classes × features) transposed
    dnnl::sgemm('N', 'T', shape.images, weights.classes, weights.features, 1.F, scores.features.data(),
                weights.features, weights.linear.data(), weights.features, 1.F, scores.logits.data(),
                weights.classes);
    return scores;
}

std::string libraryName() {
    const dnnl_version_t* const version = dnnl::version();
    return "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
           std::to_string(version->patch);
}

} // namespace faultline::onednn
