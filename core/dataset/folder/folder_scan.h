// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/open_options.h"

#include <optional>

namespace faultline::dataset {

/// One file after it was looked at: its picture's digest (IdentityHash::digest), or why it has none.
struct ScannedImage {
    std::optional<base::Digest> digest;
    std::string reason;
};

/// Reads and decodes one file of a listing.
[[nodiscard]] base::Result<base::Image> decodeListed(const FolderListing& listing, const ListedImage& image,
                                                     const ImageDecoder& decoder);

/// Decodes all files of a listing on several threads, one a processor. Fails only with ErrorKind::Cancelled.
[[nodiscard]] base::Result<std::vector<ScannedImage>> scanFolder(const FolderListing& listing,
                                                                 const OpenOptions& options);

} // namespace faultline::dataset
