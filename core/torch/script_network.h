// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/dataset/image_set.h"
#include "core/inference/opened_model.h"

namespace faultline::model {
struct RunOptions;
}

namespace faultline::libtorch {

/// Loads a TorchScript archive, a program of any architecture that takes n × 3 × height × width or n × height
/// × width × 3, in fp32 or fp16: what it takes is tried on the first images, in this order, and told as the
/// metadata "input". On a CPU, what it has in 16 bits is computed in fp32 (script_precision.h), which a note
/// tells. It answers n × classes, or a tuple, list or dict whose first such tensor counts, rather one as wide
/// as the set has classes. It may do whatever its user may (TorchScript can read and write files), so it is
/// refused unless the options trust it. What the program throws ends here, as a sentence with the first line
/// of its own message. No features.
/// @param images what it will see: photos of any size are resized to 256 and cropped to 224 pixels where the
/// preprocessing says nothing
[[nodiscard]] base::Result<inference::OpenedModel>
openScript(base::FileContents program, const model::RunOptions& options, const dataset::ImageSet& images);

} // namespace faultline::libtorch
