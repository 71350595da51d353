// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/open_options.h"

#include <cstddef>
#include <functional>
#include <optional>

namespace faultline::dataset {

/// One file after it was looked at: its picture's digest (IdentityHash::digest), or why it has none.
struct ScannedImage {
    std::optional<base::Digest> digest;
    std::string reason;    ///< with the file's name
    std::string kind;      ///< the reason alone, under which such files are counted
    std::size_t bytes = 0; ///< of its pixels
};

/// Reads and decodes one file of a listing. The error does not name it.
/// @param beforeDecoding told how large the picture will be, by the file's header
[[nodiscard]] base::Result<base::Image>
decodeListed(const FolderListing& listing, const ListedImage& image, const ImageDecoder& decoder,
             const std::function<void(std::size_t pictureBytes)>& beforeDecoding = {});

/// What the threads of a scan hold at once: files and pictures, and one picture more.
inline constexpr std::size_t mostScannedBytes = std::size_t{512} << 20;

/// Decodes all files of a listing on several threads, one a processor. Fails only with ErrorKind::Cancelled.
[[nodiscard]] base::Result<std::vector<ScannedImage>> scanFolder(const FolderListing& listing,
                                                                 const OpenOptions& options);

} // namespace faultline::dataset
