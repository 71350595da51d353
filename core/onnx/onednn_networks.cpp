// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/onednn_networks.h"

#include "core/inference/batch_size.h"
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
        } catch (const std::exception& thrown) {
            return failure(ErrorKind::InvalidInput, std::string("its graph failed: ") + thrown.what());
        }
    }

private:
    /// In pieces that fit the caches.
    [[nodiscard]] std::vector<float> rowsOf(const inference::PixelBatch& batch) const {
        const std::size_t each = batch.values.size() / batch.count;
        const std::size_t most = inference::imagesPerThread(static_cast<std::uint64_t>(batch.height) *
                                                            static_cast<std::uint64_t>(batch.width));
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

} // namespace

Result<OneDnnNetworks> onednnNetworks(base::ByteView file, const OnnxGraph& graph, std::uint32_t threads) {
    FAULTLINE_TRY(nodes, formats::readOnnxNodes(file));
    FAULTLINE_TRY(layers, layersOf(nodes, graph, file.size()));
    const auto network = std::make_shared<const onednn::Network>(
        std::make_shared<const onednn::Layers>(std::move(layers)), onednn::Format::Fp32);
    OneDnnNetworks result{onednn::libraryName(), {}};
    while (result.networks.size() < std::max(threads, 1U))
        result.networks.push_back(std::make_unique<OneDnnNetwork>(graph, network));
    return result;
}

} // namespace faultline::onnx
