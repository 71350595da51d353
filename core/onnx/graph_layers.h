// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/onnx_nodes.h"
#include "core/onednn/network_layers.h"
#include "core/onnx/onnx_graph.h"

#include <cstdint>

namespace faultline::onnx {

/// The graph as layers of core/onednn, in float32: Conv of all channels and without gaps, BatchNormalization
/// and constant sums folded into it, Relu, Add, MaxPool, AveragePool and their global forms, ReduceMean over
/// the picture, Flatten, Reshape and Squeeze to one row an image, Gemm, MatMul, Softmax and
/// LogSoftmax of such rows, every n-th pixel by Slice,
/// further channels by Pad, Identity and Dropout. Each image is computed by itself. Refuses what is anything
/// else or not certain, with the operator and why; graphs of interleaved pixels, of more than 2,000 layers,
/// and of weights that take more memory than the file. Weights that are not finite, and variances that are
/// not positive, are an error of the file (InvalidInput).
/// @param fileBytes of the file whose nodes these are
[[nodiscard]] base::Result<onednn::Layers> layersOf(const formats::OnnxNodes& nodes, const OnnxGraph& graph,
                                                    std::uint64_t fileBytes);

} // namespace faultline::onnx
