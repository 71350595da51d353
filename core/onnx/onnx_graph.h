// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/onnx_info.h"
#include "core/preprocessing/pixel_values.h"

#include <cstdint>
#include <optional>
#include <string>

namespace faultline::onnx {

/// How a graph takes images and gives scores.
struct OnnxGraph {
    preprocessing::PixelLayout layout = preprocessing::PixelLayout::Planar;
    std::optional<std::uint32_t> batch;         ///< images at once where that is fixed
    std::optional<std::uint32_t> height, width; ///< pixels where they are fixed
    std::string input;
    std::string output; ///< the first that may be n × classes
};

/// Whether the graph takes images of this size, in pixels.
[[nodiscard]] base::Result<> checkSize(const OnnxGraph& graph, int height, int width);

/// Refuses graphs without exactly one input of four dimensions in float32, of which one is 3 channels: the
/// second (NCHW), else the last (NHWC); sides above 16,384 pixels, batches above 4,096, and weights in
/// further files. What the graph leaves open is taken for NCHW.
[[nodiscard]] base::Result<OnnxGraph> graphFrom(const formats::OnnxInfo& info);

/// Refuses by a look at the graph what OpenCV 4.6 can't run, or would run otherwise than it is meant.
[[nodiscard]] base::Result<> checkForOpenCv(const formats::OnnxInfo& info);

} // namespace faultline::onnx
