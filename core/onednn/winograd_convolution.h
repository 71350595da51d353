// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/onednn/winograd_kernels.h"

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>

#include <oneapi/dnnl/dnnl.hpp>

namespace faultline::onednn {

/// What computes a Winograd form: vectors of 8 or of 16 channels.
enum class Vectors { Avx2, Avx512 };

/// The widest that this processor has and that oneDNN may use (its DNNL_MAX_CPU_ISA); nothing: neither.
[[nodiscard]] std::optional<Vectors> widestVectors();

/// A 3 × 3 convolution of stride 1 with a pixel of padding, in fp32, by Winograd's F(4 × 4, 3 × 3): a quarter
/// of the multiplications, where the picture is a multiple of four. It is used as oneDNN's primitives are,
/// and its layouts are theirs: "nhwc", or blocks of one vector's channels.
class WinogradConvolution {
public:
    /// @param source images × channels × height × width in fp32, in any layout
    /// @param result the one that is liked best, or with a layout of `any`
    /// @param adds the convolution to what lies where the result goes
    WinogradConvolution(const dnnl::memory::desc& source, const dnnl::memory::desc& result, Vectors vectors,
                        bool adds, bool rectifies);

    /// The layouts that it takes and makes: those asked for, if it can.
    [[nodiscard]] const dnnl::memory::desc& source() const { return m_source; }
    [[nodiscard]] const dnnl::memory::desc& result() const { return m_result; }
    /// Of the transformed weights, and behind them the bias.
    [[nodiscard]] const dnnl::memory::desc& weights() const { return m_weights; }
    [[nodiscard]] dnnl::memory::desc scratchpad() const;

    /// By all processors, which may take a tenth of a second.
    /// @param weights outputs × channels × 3 × 3
    /// @param bias outputs
    [[nodiscard]] dnnl::memory packed(std::span<const float> weights, std::span<const float> bias) const;

    /// By the calling thread; any number of them at once.
    /// @param arguments DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_SCRATCHPAD and DNNL_ARG_DST
    void execute(const std::unordered_map<int, dnnl::memory>& arguments) const;

private:
    void packPanel(std::span<const float> weights, int first, float* packed) const;

    Vectors m_vectors;
    dnnl::memory::desc m_source, m_result, m_weights;
    WinogradPass m_pass; ///< without its pointers
};

} // namespace faultline::onednn
