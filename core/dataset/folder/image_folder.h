// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/open_options.h"

#include <filesystem>

namespace faultline::dataset {

/// The largest image file that is read, in bytes.
inline constexpr std::uint64_t imageFileLimit = std::uint64_t{1} << 28;

/// Opens image files that lie in one folder a class (folder_listing.h). Each is decoded once now, on several
/// threads, for the identity, and again whenever its image is asked for: it must then be the same picture.
/// Files that can't be decoded keep their numbers and are missing(), counted and named in info(); a set of
/// nothing else is refused.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openImageFolder(const std::filesystem::path& folder,
                                                                      const OpenOptions& options);

/// What the listing of the folder tells of it: no file is decoded, so that all that are called like images
/// count, and there is no identity.
[[nodiscard]] base::Result<DatasetInfo> listedFolderInfo(const std::filesystem::path& folder,
                                                         const OpenOptions& options);

} // namespace faultline::dataset
