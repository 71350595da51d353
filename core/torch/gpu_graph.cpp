// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/gpu_graph.h"

#include <cassert>
#include <utility>

#ifdef FAULTLINE_WITH_CUDA
#include <ATen/cuda/CUDAGraph.h>
#endif

namespace faultline::libtorch {

#ifdef FAULTLINE_WITH_CUDA
struct GpuGraph::Parts {
    at::cuda::CUDAGraph graph;
};

bool GpuGraph::isAvailable() {
    return true;
}

void GpuGraph::record(const std::function<void()>& work) {
    auto parts = std::make_unique<Parts>();
    parts->graph.capture_begin();
    try {
        work();
    } catch (...) {
        try {
            parts->graph.capture_end(); // so that the stream computes again
        } catch (const std::exception&) {
            // The first failure is the one to tell.
        }
        throw;
    }
    parts->graph.capture_end();
    m_parts = std::move(parts);
}

void GpuGraph::replay() {
    m_parts->graph.replay();
}
#else
struct GpuGraph::Parts {};

bool GpuGraph::isAvailable() {
    return false;
}

void GpuGraph::record(const std::function<void()>&) {
    assert(isAvailable());
}

void GpuGraph::replay() {
    assert(isRecorded());
}
#endif

GpuGraph::GpuGraph() = default;
GpuGraph::~GpuGraph() = default;
GpuGraph::GpuGraph(GpuGraph&&) noexcept = default;
GpuGraph& GpuGraph::operator=(GpuGraph&&) noexcept = default;

} // namespace faultline::libtorch
