// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <filesystem>

namespace faultline::dataset {

struct ListedImage {
    std::string path; ///< below the root: "cat/7.png"
    base::ClassId label;
};

/// What lies in a folder of image files with one folder a class.
struct FolderListing {
    std::filesystem::path root;       ///< holds the folders of the classes
    std::vector<std::string> classes; ///< the folders' names in byte order
    std::vector<ListedImage> images;  ///< class by class, in naturallyLess() order of their names
    std::vector<std::string> outside; ///< links that leave the folder: they are not followed
};

/// By the endings .png, .jpg, .jpeg, .webp, .bmp, .tif and .tiff.
[[nodiscard]] bool hasImageEnding(const std::filesystem::path& path);
/// A folder in `folder` holds image files itself.
[[nodiscard]] bool holdsClassFolders(const std::filesystem::path& folder);
/// `folder` holds image files itself, by their names.
[[nodiscard]] bool holdsImageFiles(const std::filesystem::path& folder);
/// `folder` has class folders, or a folder of a split that has.
[[nodiscard]] bool looksLikeImageFolder(const std::filesystem::path& folder);

/// The folder that holds those of the classes: `given`, or its folder for the split. Fails where `given` has
/// a folder for the other split alone.
[[nodiscard]] base::Result<std::filesystem::path> imageFolderRoot(const std::filesystem::path& given,
                                                                  Split split);

/// Lists the class folders of `given`, or of its folder for the split: "test", "val", "valid" or
/// "validation"; "train" or "training". A folder without images is a class without samples. Hidden files,
/// other files and folders within a class are left out. Fails where there is no such split, no image, or a
/// class name that is not UTF-8.
[[nodiscard]] base::Result<FolderListing> listImageFolder(const std::filesystem::path& given, Split split);

/// A path as text for people: control characters and bytes that are not UTF-8 become "?".
[[nodiscard]] std::string shownPath(const std::string& path);

} // namespace faultline::dataset
