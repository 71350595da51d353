// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/dataset/image_decoder.h"
#include "core/dataset/image_set.h"

#include <memory>

namespace faultline::dataset {

/// How to open an image set.
struct OpenOptions {
    Split split = Split::Test;
    LabelLevel labels = LabelLevel::Fine;  ///< of CIFAR-100
    Numbering numbering = Numbering::Auto; ///< of a folder of image files
    /// For folders of image files, which are refused without one.
    std::shared_ptr<const ImageDecoder> decoder{};
    /// Stopped, the opening ends with ErrorKind::Cancelled. Told are the images looked at, by the opening
    /// thread and only where that takes long.
    base::Job job{};
};

} // namespace faultline::dataset
