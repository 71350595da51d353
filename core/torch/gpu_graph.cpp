// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/gpu_graph.h"

#include <utility>

#ifdef FAULTLINE_WITH_CUDA
#include <ATen/cuda/CUDAGraph.h>
#endif

namespace faultline::libtorch {

#ifdef FAULTLINE_WITH_CUDA
struct GpuGraph::Parts {
    at::cuda::CUDAGraph graph;
};

namespace {

/// True when all of it was recorded; afterwards the stream computes again.
bool isRecorded(at::cuda::CUDAGraph& graph, const std::function<void()>& work) {
    bool isWhole = true;
    graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
    try {
        work();
    } catch (const std::exception&) {
        isWhole = false;
    }
    graph.capture_end();
    return isWhole;
}

} // namespace

std::optional<GpuGraph> GpuGraph::of(const std::function<void()>& work) {
    auto parts = std::make_unique<Parts>();
    try {
        if (isRecorded(parts->graph, work))
            return GpuGraph(std::move(parts));
    } catch (const std::exception&) {
        // What failed fails again, and is told, when it is computed without a graph.
    }
    // Up to LibTorch 2.11 a graph whose recording failed stays registered with the allocator, which would
    // call into it: it is never destroyed.
    static_cast<void>(parts.release());
    return std::nullopt;
}

void GpuGraph::replay() {
    m_parts->graph.replay();
}
#else
struct GpuGraph::Parts {};

std::optional<GpuGraph> GpuGraph::of(const std::function<void()>&) {
    return std::nullopt;
}

void GpuGraph::replay() {} // there is none
#endif

GpuGraph::GpuGraph(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}
GpuGraph::~GpuGraph() = default;
GpuGraph::GpuGraph(GpuGraph&&) noexcept = default;
GpuGraph& GpuGraph::operator=(GpuGraph&&) noexcept = default;

} // namespace faultline::libtorch
