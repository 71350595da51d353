// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/inference/opaque_model.h"
#include "core/onnx/onnx_graph.h"

#include <memory>
#include <string>
#include <vector>

namespace faultline::onnx {

/// "OpenCV 4.6.0"
[[nodiscard]] std::string backendName();

/// `copies` networks of one file for OpenCV's dnn module, on the CPU in fp32, with `threads` of OpenCV's
/// threads each; sets that number for the whole process. A graph of fixed batch gets its images in pieces of
/// that number, the last one filled up. One of any batch gets up to 16 at once, but one by one where it does
/// not answer two images as it answers each: OpenCV reads the batch into graphs that compute shapes. The
/// first network is loaded here, the others when they are first used. What OpenCV throws ends here.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<inference::OpaqueNetwork>>>
dnnNetworks(const std::shared_ptr<const base::Bytes>& file, const OnnxGraph& graph, std::uint32_t copies,
            std::uint32_t threads);

} // namespace faultline::onnx
