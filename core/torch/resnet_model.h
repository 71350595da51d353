// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/dataset/image_set.h"
#include "core/inference/opened_model.h"

#include <memory>

namespace faultline::model {
struct RunOptions;
}

namespace faultline::libtorch {

class Engine;

/// A ResNet as a run sees it.
/// @param screen the same network in a lower precision, to tell which images `engine` must compute; or none
[[nodiscard]] std::unique_ptr<inference::Network>
resnetNetwork(model::DeviceInfo device, std::unique_ptr<Engine> engine, std::unique_ptr<Engine> screen);

/// Loads a ResNet onto the device that the options name. Sets the process's number of Torch threads.
/// @param images those of an ImageFolder, photos of any size, get the resize and crop that the stem was made
/// for (256 and 224 pixels, or 32) where the preprocessing says none.
[[nodiscard]] base::Result<inference::OpenedModel>
openResnet(base::FileContents model, const model::RunOptions& options,
           dataset::Format images = dataset::Format::Cifar10Binary);

} // namespace faultline::libtorch
