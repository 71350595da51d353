// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/open_options.h"

#include <filesystem>
#include <optional>

namespace faultline::dataset {

/// Opens the image set at `path`, whose layout is recognised by its files:
/// - CIFAR-10 and CIFAR-100, binary or Python, in the folder or in the one that their archive unpacks to;
/// - an .npy file with images, or a folder with one, and labels beside it, or both in an .npz file
///   (npy_images.h);
/// - a folder of image files with one folder a class (image_folder.h), or with a table of their labels
///   (picture_table.h).
/// Fails with one sentence: what is there, what was looked for and what to do.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openImageSet(const std::filesystem::path& path,
                                                                   const OpenOptions& options);

/// What can be told of an image set in a moment.
struct SetOutline {
    Format format = Format::Cifar10Binary;
    std::string name; ///< "CIFAR-10", for people
    /// Of the split; of a folder the files that are called like images. Nothing: an array that is too large
    /// to be read for this.
    std::optional<std::uint32_t> images;
    std::vector<std::string> classes; ///< empty where the images are not known
    std::vector<LeftOut> leftOut{};   ///< as far as no file has to be decoded to know it
    bool mayBeRenumbered = false;     ///< its files have an order that can be chosen (Numbering)
};

/// Looks at a set as openImageSet() will open it, and fails with the same sentence where it can tell already
/// that it won't: arrays of up to 512 MiB are read and checked, the image files of a folder are listed and
/// none is decoded, so that options.decoder is not needed. Of a split that a CIFAR or a folder has not it
/// fails, too.
[[nodiscard]] base::Result<SetOutline> outlineOf(const std::filesystem::path& path,
                                                 const OpenOptions& options);

/// Whether it is CIFAR-10 that lacks where a data set at `path` is refused with `why`: nothing is there, or a
/// folder that holds no known set, or one whose files of CIFAR-10 are incomplete or damaged. How it is
/// fetched is said by whoever offers that.
[[nodiscard]] bool fetchingHelps(const std::filesystem::path& path, const base::Error& why);

} // namespace faultline::dataset
