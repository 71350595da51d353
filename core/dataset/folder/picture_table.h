// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/folder/folder_listing.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace faultline::dataset {

/// One folder with the pictures of all classes, and tables that may tell which is which.
struct TabledFolder {
    std::filesystem::path pictures;            ///< the folder itself, or the one called "images" in it
    std::vector<std::filesystem::path> tables; ///< by name; at least one
};

/// Where neither `given` nor a folder of it for the split has folders of classes, but one has pictures (also
/// in a folder called "images" or the like, which is alone) and beside them a table, as .csv, .tsv or .txt. A
/// table beside the folder of a split counts where it is called after the split ("train.csv"). Tables of
/// submissions do not.
[[nodiscard]] std::optional<TabledFolder> tabledFolder(const std::filesystem::path& given, Split split);

/// A listing whose numbers are the rows of the first table that can be read: with a column that names the
/// pictures (with or without what stands above the folder, with or without their ending) and a column of
/// classes. That is called "label", "class" or the like, or is the only other one; without a heading it is
/// the one behind the pictures. A row whose picture is not there keeps its number, as one that can't be read.
/// Fails with what the first table lacks, where more than half of its pictures are not there, where a picture
/// stands in it twice, and with ErrorKind::Cancelled.
[[nodiscard]] base::Result<FolderListing> listTabledFolder(const TabledFolder& folder,
                                                           const OpenOptions& options);

} // namespace faultline::dataset
