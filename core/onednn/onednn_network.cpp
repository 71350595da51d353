// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/onednn_network.h"

#include "core/inference/batch_size.h"
#include "core/onednn/layer_plan.h"

#include <algorithm>
#include <bit>
#include <mutex>
#include <new>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace faultline::onednn {

using inference::InputShape;
using inference::Scores;

namespace {

constexpr std::size_t plansKept = 8;

/// Plans are made for powers of two of images: the layout of packed weights, and so their memory, changes
/// with it.
int roundedUp(const InputShape& shape) {
    return static_cast<int>(std::bit_ceil(std::max(
        static_cast<std::uint32_t>(shape.images),
        fewestImages(static_cast<std::uint64_t>(shape.height) * static_cast<std::uint64_t>(shape.width)))));
}

/// Calls what uses oneDNN for pictures of this shape, and throws what Network says that it throws.
template <class Call>
auto guarded(const InputShape& shape, Call call) {
    if (shape.images < 1 || shape.height < 1 || shape.width < 1)
        throw std::invalid_argument("a batch without pixels");
    try {
        return call();
    } catch (const dnnl::error& thrown) {
        if (thrown.status == dnnl_out_of_memory)
            throw std::bad_alloc();
        throw std::runtime_error(std::string("oneDNN: ") + thrown.what());
    }
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

/// The mean of each channel, and the head's product with these.
/// @param values images × channels × pixels
Scores answerOf(const Filters& head, const float* values, std::size_t images, std::size_t channels,
                std::size_t pixels) {
    Scores scores;
    scores.features.reserve(images * channels);
    for (std::size_t channel = 0; channel < images * channels; ++channel) {
        const float* const first = values + channel * pixels;
        const double sum = std::accumulate(first, first + pixels, 0.0);
        scores.features.push_back(static_cast<float>(sum / static_cast<double>(pixels)));
    }
    for (std::size_t image = 0; image < images; ++image)
        scores.logits.insert(scores.logits.end(), head.bias.begin(), head.bias.end());
    // logits += features (images × channels) · weights (outputs × channels) transposed
    const auto rows = static_cast<dnnl_dim_t>(images), depth = static_cast<dnnl_dim_t>(channels);
    const dnnl::status status =
        dnnl::sgemm('N', 'T', rows, head.outputs, depth, 1.F, scores.features.data(), depth,
                    head.weights.data(), depth, 1.F, scores.logits.data(), head.outputs);
    if (status != dnnl::status::success)
        throw dnnl::error(static_cast<dnnl_status_t>(status), "could not compute the logits");
    return scores;
}

} // namespace

struct Network::Parts {
    std::shared_ptr<const Layers> layers;
    const Format format;
    std::mutex mutex{}; ///< of plans
    PackedWeights packed{};
    std::vector<std::shared_ptr<const LayerPlan>> plans{}; ///< the one used last is the last
    std::mutex idleMutex{};
    std::vector<std::unique_ptr<Workspace>> idle{};

    std::shared_ptr<const LayerPlan> planFor(InputShape shape) {
        shape.images = roundedUp(shape);
        const std::scoped_lock lock(mutex);
        const auto found = std::ranges::find_if(
            plans, [&](const auto& plan) { return plan->shape() == shape && plan->layers() == layers; });
        if (found != plans.end()) {
            std::rotate(found, found + 1, plans.end());
            return plans.back();
        }
        if (plans.size() == plansKept)
            plans.erase(plans.begin());
        plans.push_back(std::make_shared<LayerPlan>(layers, packed, format, shape));
        return plans.back();
    }

    std::unique_ptr<Workspace> takeWorkspace() {
        const std::scoped_lock lock(idleMutex);
        if (idle.empty())
            return std::make_unique<Workspace>();
        auto taken = std::move(idle.back());
        idle.pop_back();
        return taken;
    }
    void giveBack(std::unique_ptr<Workspace> workspace) {
        const std::scoped_lock lock(idleMutex);
        idle.push_back(std::move(workspace));
    }

    [[nodiscard]] Scores scores(std::vector<float> values, const InputShape& shape);
};

std::uint32_t fewestImages(std::uint64_t pixels) {
    return pixels <= 64 * 64 ? 8 : pixels <= 256 * 256 ? 2 : 1;
}

std::uint32_t mostImages(std::uint64_t pixels) {
    return fewestImages(pixels) == 1 ? 1 : inference::imagesPerThread(pixels);
}

Network::Network(std::shared_ptr<const Layers> layers, Format format)
    : m_parts(new Parts{std::move(layers), format}) {}
Network::~Network() = default;

void Network::use(std::shared_ptr<const Layers> layers) {
    m_parts->layers = std::move(layers);
    m_parts->idle.clear(); // they may be those of larger pictures
}

void Network::prepare(const InputShape& shape) const {
    guarded(shape, [&] { m_parts->planFor(shape); });
}

Scores Network::scores(std::vector<float> values, const InputShape& shape) const {
    return guarded(shape, [&] { return m_parts->scores(std::move(values), shape); });
}

Scores Network::Parts::scores(std::vector<float> values, const InputShape& shape) {
    const auto plan = planFor(shape);
    values.resize(values.size() / static_cast<std::size_t>(shape.images) *
                  static_cast<std::size_t>(plan->shape().images));
    auto workspace = takeWorkspace();
    const auto [last, channels, pixels] =
        plan->run(values.data(), workspace->atLeast(plan->workspaceBytes()));

    const auto images = static_cast<std::size_t>(shape.images);
    Scores scores;
    if (layers->head)
        scores = answerOf(*layers->head, last, images, channels, pixels);
    else
        scores.logits.assign(last, last + images * channels * pixels);
    giveBack(std::move(workspace));
    return scores;
}

std::string libraryName() {
    const dnnl_version_t* const version = dnnl::version();
    return "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
           std::to_string(version->patch);
}

} // namespace faultline::onednn
