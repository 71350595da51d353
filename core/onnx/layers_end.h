// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/onednn/network_layers.h"

#include <vector>

namespace faultline::onnx {

/// The layers that lead to this output. A mean of the whole picture and a matrix at the end become their
/// head.
[[nodiscard]] onednn::Layers endedAt(onednn::ValueId output, std::vector<onednn::Layer> layers);

} // namespace faultline::onnx
