// SPDX-License-Identifier: GPL-3.0-or-later
// Of a build without oneDNN.
#include "core/onnx/onednn_networks.h"

namespace faultline::onnx {

base::Result<OneDnnNetworks> onednnNetworks(base::ByteView /*file*/, const OnnxGraph& /*graph*/,
                                            std::uint32_t /*threads*/) {
    return base::failure(base::ErrorKind::Refused, "this faultline-worker is built without oneDNN");
}

} // namespace faultline::onnx
