// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/open_options.h"

#include <filesystem>

namespace faultline::dataset {

/// Opens the image set at `path`, whose layout is recognised by its files:
/// - CIFAR-10 and CIFAR-100, binary or Python, in the folder or in the one that their archive unpacks to;
/// - an .npy file with images, or a folder with one, and labels beside it (npy_images.h);
/// - a folder of image files with one folder a class (image_folder.h).
/// Fails with one sentence: what is there, what was looked for and what to do.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openImageSet(const std::filesystem::path& path,
                                                                   const OpenOptions& options);

} // namespace faultline::dataset
