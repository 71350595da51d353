// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/dataset/image_set.h"
#include "core/inference/opened_model.h"

namespace faultline::model {
struct RunOptions;
}

namespace faultline::onnx {

/// Loads an ONNX model: a graph of any architecture that takes RGB images in float32 (NCHW or NHWC) and
/// answers n × classes. It is data and runs no code of the file's own. Computed by oneDNN where its operators
/// allow it (graph_layers.h), else by OpenCV: the device says by which. On the CPU alone: a GPU that is named
/// is refused, and with `auto` the device says why it is none. No features. Where the graph fixes the images'
/// size to a square that is not theirs, they are resized and cropped to it, and photos to 256 and 224 pixels
/// where the graph takes any size, unless the preprocessing says a size itself.
/// @param processor the name and the threads of the CPU
[[nodiscard]] base::Result<inference::OpenedModel> openGraph(base::FileContents file,
                                                             const model::RunOptions& options,
                                                             const dataset::ImageSet& images,
                                                             const model::DeviceInfo& processor);

} // namespace faultline::onnx
