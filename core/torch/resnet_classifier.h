// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/inference/classifier.h"
#include "core/model/run_options.h"

#include <memory>

namespace faultline::libtorch {

/// Loads a model onto the device that the options name. Sets the process's number of Torch threads.
/// @param images those of an ImageFolder, photos of any size, get the resize and crop that the stem was made
/// for (256 and 224 pixels, or 32) where the preprocessing says none.
[[nodiscard]] base::Result<std::unique_ptr<inference::Classifier>>
openClassifier(base::FileContents model, const model::RunOptions& options,
               dataset::Format images = dataset::Format::Cifar10Binary);

} // namespace faultline::libtorch
