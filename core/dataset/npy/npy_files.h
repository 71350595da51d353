// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::dataset {

/// An array of images and the array of their labels, which lie in one folder.
struct NpyFiles {
    std::filesystem::path images;
    std::filesystem::path labels;
};

/// The folder holds .npy files.
[[nodiscard]] bool holdsNpyFiles(const std::filesystem::path& folder);

/// Finds both arrays by their names, in which case does not count. `given` is the file with the images, or a
/// folder with exactly one such file (for the split, where names say "test", "val" or "train"). The labels'
/// name is that of the images with "labels", "label", "y" or "targets" in the place of "data", "images",
/// "image", "x" or "inputs" ("cifar10.1_v6_labels.npy" to "cifar10.1_v6_data.npy"), or ends with "_labels",
/// or is one of those words alone.
[[nodiscard]] base::Result<NpyFiles> findNpyFiles(const std::filesystem::path& given, Split split);

/// The same among the names of the arrays of an .npz file ("x_test.npy").
[[nodiscard]] base::Result<NpyFiles> findNpyArrays(const std::filesystem::path& npz,
                                                   const std::vector<std::string>& names, Split split);

} // namespace faultline::dataset
