// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/folder/folder_listing.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace faultline::dataset {

/// One folder with the pictures of all classes, and tables that may tell which is which.
struct TabledFolder {
    std::filesystem::path pictures;                  ///< the folder itself, or the one called "images" in it
    std::vector<std::filesystem::path> tables;       ///< by name; at least one here or below
    std::vector<std::filesystem::path> ofOtherSplit; ///< that are called as the other split alone
};

/// Where neither `given` nor a folder of it for the split has folders of classes, but one has pictures (also
/// in a folder called "images" or the like, which is alone) and beside them a table, as .csv, .tsv or .txt. A
/// table beside the folder of a split counts where it is called after the split ("train.csv"). Tables of
/// submissions and predictions do not.
[[nodiscard]] std::optional<TabledFolder> tabledFolder(const std::filesystem::path& given, Split split);

/// A listing whose numbers are the rows of a table (picture_labels.h): that which is called as the split is;
/// else after labels, annotations or the truth; else the only one that can be read. A row whose picture is
/// not there keeps its number, as one that can't be read. Fails where such a name is that of a table that
/// can't be read, where two tables can be that are called alike surely, where the only ones are those of the
/// other split, where more than half of a table's pictures are not there, where a name fits several of them
/// or stands in it twice, and with ErrorKind::Cancelled.
[[nodiscard]] base::Result<FolderListing> listTabledFolder(const TabledFolder& folder,
                                                           const OpenOptions& options);

} // namespace faultline::dataset
