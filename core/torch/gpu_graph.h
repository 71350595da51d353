// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace faultline::libtorch {

/// A sequence of kernels that a GPU starts as one (a CUDA graph), which saves starting each from the host. It
/// reads and writes the tensors that it was recorded on. All functions throw what Torch throws.
class GpuGraph {
public:
    GpuGraph();
    ~GpuGraph();
    GpuGraph(GpuGraph&&) noexcept;
    GpuGraph& operator=(GpuGraph&&) noexcept;

    /// This LibTorch is built with CUDA.
    [[nodiscard]] static bool isAvailable();
    [[nodiscard]] bool isRecorded() const { return m_parts != nullptr; }
    /// Records what `work` starts on the current stream, which is not the default one, without computing it.
    /// The same work has been done on that stream before. Only where graphs are available.
    void record(const std::function<void()>& work);
    /// Starts it on the current stream.
    void replay();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace faultline::libtorch
