// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/inference/opaque_model.h"
#include "core/onnx/onnx_graph.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace faultline::onnx {

/// A graph for the kernels of core/onednn.
struct OneDnnNetworks {
    std::string backend; ///< "oneDNN 2.6.3"
    std::vector<std::unique_ptr<inference::OpaqueNetwork>> networks;
};

/// `threads` networks that share one file's weights, on the CPU in fp32, each computing by the one thread
/// that calls it. Refuses with the reason (ErrorKind::Refused) a graph that is not made of layersOf(), or
/// whose layers don't fit the size that it fixes, and every one in a build without oneDNN: these are left to
/// OpenCV. Layers of a graph for any size that don't fit pictures are an error of forward(). Errors of other
/// kinds are the file's own, or there is not enough memory.
[[nodiscard]] base::Result<OneDnnNetworks> onednnNetworks(base::ByteView file, const OnnxGraph& graph,
                                                          std::uint32_t threads);

} // namespace faultline::onnx
