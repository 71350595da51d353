// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/onednn_networks.h"

#include "core/onednn/onednn_network.h"
#include "core/onnx/graph_layers.h"

#include <algorithm>
#include <new>

#include <omp.h>

namespace faultline::onnx {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

std::uint32_t mostImages(int height, int width) {
    return onednn::mostImages(static_cast<std::uint64_t>(height) * static_cast<std::uint64_t>(width));
}

/// The number of OpenMP's threads of the calling one, which is as before at the end.
class OwnThreads {
public:
    explicit OwnThreads(int threads)
        : m_before(omp_get_max_threads()) {
        omp_set_num_threads(threads);
    }
    ~OwnThreads() { omp_set_num_threads(m_before); }
    OwnThreads(const OwnThreads&) = delete;
    OwnThreads& operator=(const OwnThreads&) = delete;

private:
    int m_before;
};

class OneDnnNetwork : public inference::OpaqueNetwork {
public:
    OneDnnNetwork(OnnxGraph graph, std::shared_ptr<const onednn::Network> network)
        : m_graph(std::move(graph))
        , m_network(std::move(network)) {}

    Result<std::vector<float>> forward(inference::PixelBatch batch) override {
        FAULTLINE_CHECK(checkSize(m_graph, batch.height, batch.width));
        omp_set_num_threads(1); // of the calling thread: others compute other images
        try {
            return rowsOf(batch);
        } catch (const std::bad_alloc&) {
            return failure(ErrorKind::Io,
                           "there is not enough memory for this batch; choose a smaller batch");
        } catch (const onednn::UnfitPictures& thrown) { // of a graph for pictures of several sizes
            return failure(ErrorKind::InvalidInput,
                           std::string("its graph failed: ") + thrown.what() +
                               "; if it is meant for such pictures, export it for their size alone");
        } catch (const std::exception& thrown) {
            return failure(ErrorKind::InvalidInput, std::string("its graph failed: ") + thrown.what());
        }
    }

private:
    /// In pieces that fit the caches and the memory.
    [[nodiscard]] std::vector<float> rowsOf(const inference::PixelBatch& batch) const {
        const std::size_t each = batch.values.size() / batch.count;
        const std::size_t most = mostImages(batch.height, batch.width);
        std::vector<float> rows;
        for (std::size_t begin = 0; begin < batch.count; begin += most) {
            const std::size_t count = std::min(most, batch.count - begin);
            const float* const first = batch.values.data() + begin * each;
            const auto scores = m_network->scores({first, first + count * each},
                                                  {static_cast<int>(count), batch.height, batch.width});
            rows.insert(rows.end(), scores.logits.begin(), scores.logits.end());
        }
        return rows;
    }

    OnnxGraph m_graph;
    std::shared_ptr<const onednn::Network> m_network;
};

/// Some of what layers can't do shows when the size of the pictures is known.
Result<> checkPlan(const OnnxGraph& graph, const onednn::Network& network) {
    if (!graph.height || !graph.width)
        return {};
    const auto height = static_cast<int>(*graph.height), width = static_cast<int>(*graph.width);
    const OwnThreads one(1); // as forward() computes it
    try {
        network.prepare({static_cast<int>(mostImages(height, width)), height, width});
        return {};
    } catch (const std::bad_alloc&) {
        return failure(ErrorKind::Io, "there is not enough memory for its layers");
    } catch (const std::exception& thrown) {
        return failure(ErrorKind::Refused, thrown.what());
    }
}

} // namespace

Result<OneDnnNetworks> onednnNetworks(base::ByteView file, const OnnxGraph& graph, std::uint32_t threads) {
    const auto nodes = formats::readOnnxNodes(file);
    if (!nodes)
        return failure(ErrorKind::Refused, nodes.error().message);
    FAULTLINE_TRY(layers, layersOf(*nodes, graph, file.size()));
    const auto network = std::make_shared<const onednn::Network>(
        std::make_shared<const onednn::Layers>(std::move(layers)), onednn::Format::Fp32);
    FAULTLINE_CHECK(checkPlan(graph, *network));
    OneDnnNetworks result{onednn::libraryName(), {}};
    while (result.networks.size() < std::max(threads, 1U))
        result.networks.push_back(std::make_unique<OneDnnNetwork>(graph, network));
    return result;
}

} // namespace faultline::onnx
