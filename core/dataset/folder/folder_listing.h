// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/folder/picture_names.h"
#include "core/dataset/image_set.h"
#include "core/dataset/left_out.h"
#include "core/dataset/open_options.h"

#include <filesystem>

namespace faultline::dataset {

struct ListedImage {
    std::string path; ///< below the root: "cat/7.png"
    base::ClassId label;
};

/// What lies in a folder of image files, most often with one folder a class.
struct FolderListing {
    std::filesystem::path root;       ///< holds the folders of the classes, or the files
    std::vector<std::string> classes; ///< the folders' names in byte order, or the table's
    std::vector<ListedImage> images;  ///< class by class, in the order that was asked for
    LeftOutTally leftOut;
    std::size_t takenHereAlone = 0; ///< images that torchvision's ImageFolder would not number
    std::size_t passedByHere = 0;   ///< files and folders that it would, of which none is an image here
    bool ordersDiffer = false;      ///< the other order of Numbering gives some image another number
    std::string table{};            ///< whose rows number the images (picture_table.h); empty: their names do
    std::string classColumn{};      ///< of that, for people
};

/// A folder in `folder` holds image files, or one within it.
[[nodiscard]] bool holdsClassFolders(const std::filesystem::path& folder);
/// `folder` holds image files itself, by their names.
[[nodiscard]] bool holdsImageFiles(const std::filesystem::path& folder);
/// `folder` has class folders, or a folder of a split that has.
[[nodiscard]] bool looksLikeImageFolder(const std::filesystem::path& folder);

/// The folder that holds those of the classes, or the pictures beside whose table they lie: `given`, or its
/// folder for the split. Fails where `given` has folders of several sets for it, a folder for the other split
/// alone, or one of the split whose pictures lie in no folders of classes.
[[nodiscard]] base::Result<std::filesystem::path> imageFolderRoot(const std::filesystem::path& given,
                                                                  Split split);

/// Lists the rows of a table where that tells the classes (picture_table.h), else the class folders of
/// `given`, or of its folder for the split (split_folders.h). Of each class the files of the folder itself
/// come first, then those of the folders within it (picture_walk.h), both in the order of the options'
/// numbering. A folder without pictures is a class without images where the other split has some of it, and
/// is left out otherwise. Fails where there is no such split, no image, a class name that is not UTF-8, where
/// all folders are called as splits are, and where one folder holds the pictures of all classes, by its name
/// ("images") or in folders of its own; with ErrorKind::Cancelled where it was stopped.
[[nodiscard]] base::Result<FolderListing> listImageFolder(const std::filesystem::path& given,
                                                          const OpenOptions& options);

/// The refusal of a folder of image files (holdsImageFiles()) without folders of classes.
[[nodiscard]] base::Error picturesWithoutClasses(const std::filesystem::path& folder);

} // namespace faultline::dataset
