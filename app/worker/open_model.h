// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/inference/opened_model.h"
#include "core/protocol/messages.h"

#include <string>

namespace faultline::app {

/// Opens a model by what its file is, told by its contents (and ONNX also by the suffix .onnx): a TorchScript
/// program, an ONNX graph, else a checkpoint of named tensors. Suffixes tell predictions made elsewhere. The
/// file is read once: what was recognised is what is opened.
[[nodiscard]] base::Result<inference::OpenedModel>
openModel(const std::string& path, const model::RunOptions& options, const dataset::ImageSet& images);

/// LibTorch's description, and "onnx" among what is missing where this worker is built without it.
[[nodiscard]] protocol::Description describe();

} // namespace faultline::app
