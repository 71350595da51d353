// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <filesystem>
#include <string>

namespace faultline::dataset {

/// The file that a picture's path (picture_path.h), which may come from anywhere, names in an image folder
/// that the person named: an image, below the folder of the classes of that split, as
/// listImageFolder() finds it. Refused is a path that leaves the folder, by itself or by a link; NotFound
/// where there is no such file. Of a file that is not called like an image the first bytes are read.
[[nodiscard]] base::Result<std::filesystem::path> pictureFile(const std::filesystem::path& folder,
                                                              Split split, const std::string& path);

} // namespace faultline::dataset
