// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>

namespace faultline::libtorch {

/// A sequence of kernels that a GPU starts as one (a CUDA graph), which saves starting each from the host. It
/// reads and writes the tensors that it was recorded on.
class GpuGraph {
public:
    ~GpuGraph();
    GpuGraph(GpuGraph&&) noexcept;
    GpuGraph& operator=(GpuGraph&&) noexcept;

    /// Records what `work` starts on the current stream, which is not the default one, without computing it.
    /// The same work has been done on that stream before. Nothing where it can't be recorded, as in a
    /// LibTorch without CUDA.
    [[nodiscard]] static std::optional<GpuGraph> of(const std::function<void()>& work);
    /// Starts it on the current stream. Throws what Torch throws.
    void replay();

private:
    struct Parts;
    explicit GpuGraph(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace faultline::libtorch
