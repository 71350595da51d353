// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/dnn_network.h"

#include "core/onnx/dnn_message.h"

#include <algorithm>
#include <cmath>
#include <new>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>

namespace faultline::onnx {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t largestPiece = 16; ///< images at once
constexpr float tolerance = 1e-3F;       ///< of the largest value

tl::unexpected<base::Error> failureFrom(const std::exception& thrown, const std::string& what) {
    const auto* const error = dynamic_cast<const cv::Exception*>(&thrown);
    if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr ||
        (error != nullptr && error->code == cv::Error::StsNoMem))
        return failure(ErrorKind::Io, "there is not enough memory for this batch; choose a smaller batch");
    return failure(ErrorKind::InvalidInput,
                   what + ": " + dnnMessage(error != nullptr ? std::string(error->err) : thrown.what()));
}

/// How many images go through the graph at once; found out with the first batch, by the copy that the
/// classifier is probed with, and then the same for all.
struct Pieces {
    std::size_t size = 0; ///< 0: not known yet
    bool isFixed = false; ///< smaller pieces are filled up
};

bool areClose(const std::vector<float>& a, const std::vector<float>& b) {
    float largest = 1;
    for (const float value : a)
        largest = std::max(largest, std::abs(value));
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](float x, float y) {
        return std::abs(x - y) <= tolerance * largest; // false for NaN
    });
}

class DnnNetwork : public inference::OpaqueNetwork {
public:
    DnnNetwork(std::shared_ptr<const base::Bytes> file, OnnxGraph graph, std::shared_ptr<Pieces> pieces)
        : m_file(std::move(file))
        , m_graph(std::move(graph))
        , m_pieces(std::move(pieces)) {}

    Result<> load() {
        if (!m_net.empty())
            return {};
        try {
            m_net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(m_file->data()), m_file->size());
            m_net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
            m_net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
            const std::vector<cv::String> ends = m_net.getUnconnectedOutLayersNames();
            if (std::find(ends.begin(), ends.end(), m_graph.output) != ends.end())
                m_output = m_graph.output;
            return {};
        } catch (const std::exception& thrown) {
            return failureFrom(thrown, "OpenCV can't load it");
        }
    }

    Result<std::vector<float>> forward(inference::PixelBatch batch) override {
        FAULTLINE_CHECK(checkSize(m_graph, batch.height, batch.width));
        FAULTLINE_CHECK(load());
        if (m_pieces->size == 0 && batch.count > 1)
            FAULTLINE_CHECK(findPieces(batch));
        return inPieces(batch, std::max<std::size_t>(m_pieces->size, 1));
    }

private:
    /// Two images at once are answered as each alone.
    Result<> findPieces(inference::PixelBatch& batch) {
        const std::size_t each = batch.values.size() / batch.count;
        inference::PixelBatch two{
            {batch.values.data(), batch.values.data() + 2 * each}, 2, batch.height, batch.width};
        FAULTLINE_TRY(apart, inPieces(two, 1));
        const auto together = inPieces(two, 2);
        m_pieces->size = together && areClose(apart, *together) ? largestPiece : 1;
        return {};
    }

    Result<std::vector<float>> inPieces(inference::PixelBatch& batch, std::size_t size) {
        const std::size_t each = batch.values.size() / batch.count;
        const std::size_t last = batch.count % size;
        if (m_pieces->isFixed && last != 0)
            batch.values.resize(batch.values.size() + (size - last) * each);
        std::vector<float> rows;
        for (std::size_t at = 0; at < batch.count; at += size) {
            const std::size_t wanted = std::min(size, batch.count - at);
            const std::size_t given = m_pieces->isFixed ? size : wanted;
            FAULTLINE_TRY(answer, piece(batch.values.data() + at * each, given, batch));
            rows.insert(rows.end(), answer.begin(),
                        answer.begin() + static_cast<std::ptrdiff_t>(answer.size() / given * wanted));
        }
        return rows;
    }

    Result<std::vector<float>> piece(float* values, std::size_t count, const inference::PixelBatch& of) {
        const int n = static_cast<int>(count);
        const std::vector<int> sides = m_graph.layout == preprocessing::PixelLayout::Planar
                                           ? std::vector<int>{n, 3, of.height, of.width}
                                           : std::vector<int>{n, of.height, of.width, 3};
        try {
            m_net.setInput(cv::Mat(sides, CV_32F, values));
            return rowsOf(m_output.empty() ? m_net.forward() : m_net.forward(m_output), n);
        } catch (const std::exception& thrown) {
            return failureFrom(thrown, "its graph failed in OpenCV");
        }
    }

    static Result<std::vector<float>> rowsOf(const cv::Mat& answer, int count) {
        std::string shape;
        for (int i = 0; i < answer.dims; ++i)
            shape += (shape.empty() ? "" : " × ") + std::to_string(answer.size[i]);
        const bool isSound =
            answer.dims >= 2 && answer.type() == CV_32F && answer.isContinuous() && answer.size[0] == count &&
            answer.total() == static_cast<std::size_t>(count) * static_cast<std::size_t>(answer.size[1]);
        if (!isSound)
            return failure(ErrorKind::InvalidInput, "its graph gave back a tensor " + shape + " for " +
                                                        std::to_string(count) +
                                                        " images, where a classifier gives one row of class "
                                                        "scores an image");
        const auto* const begin = answer.ptr<float>();
        return std::vector<float>(begin, begin + answer.total());
    }

    std::shared_ptr<const base::Bytes> m_file;
    OnnxGraph m_graph;
    std::shared_ptr<Pieces> m_pieces;
    cv::dnn::Net m_net;
    std::string m_output; ///< empty: the last layer
};

} // namespace

std::string backendName() {
    return "OpenCV " + cv::getVersionString();
}

Result<std::vector<std::unique_ptr<inference::OpaqueNetwork>>>
dnnNetworks(const std::shared_ptr<const base::Bytes>& file, const OnnxGraph& graph, std::uint32_t copies,
            std::uint32_t threads) {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT); // it throws what it logs
    cv::setNumThreads(static_cast<int>(threads));
    const auto pieces = std::make_shared<Pieces>(Pieces{graph.batch.value_or(0), graph.batch.has_value()});
    std::vector<std::unique_ptr<inference::OpaqueNetwork>> networks;
    auto first = std::make_unique<DnnNetwork>(file, graph, pieces);
    FAULTLINE_CHECK(first->load());
    networks.push_back(std::move(first));
    while (networks.size() < copies)
        networks.push_back(std::make_unique<DnnNetwork>(file, graph, pieces));
    return networks;
}

} // namespace faultline::onnx
