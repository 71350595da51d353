// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_decoder.h"
#include "core/dataset/image_set.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace faultline::dataset {

/// How to open an image set.
struct OpenOptions {
    Split split = Split::Test;
    LabelLevel labels = LabelLevel::Fine; ///< of CIFAR-100
    /// For folders of image files, which are refused without one.
    std::shared_ptr<const ImageDecoder> decoder{};
    /// Images looked at so far, of all; called by the opening thread, and only where opening takes long.
    std::function<void(std::size_t done, std::size_t total)> progress{};
    std::stop_token stop{}; ///< ends the opening with ErrorKind::Cancelled
};

} // namespace faultline::dataset
