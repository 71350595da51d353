// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/dataset/memory_images.h"
#include "core/dataset/open_options.h"

#include <filesystem>

namespace faultline::dataset {

/// The largest array that is read into memory, in bytes.
inline constexpr std::uint64_t npyFileLimit = std::uint64_t{1} << 32;

/// Images of an .npy file: N × height × width × channels or N × channels × height × width with 1 or 3
/// channels, or N × height × width. Bytes, or floating-point numbers from 0 to 1 or from 0 to 255, told apart
/// by the largest; `notes` says so. Refuses shapes that can be read in two ways, and values out of range.
[[nodiscard]] base::Result<MemoryPixels> imagesOfNpy(base::ByteView file, std::vector<std::string>& notes);

/// Opens an array of images with the array of their labels beside it (npy_files.h). Class names are those of
/// classes.txt, class_names.txt or label_names.txt beside them; those of CIFAR-10 or CIFAR-100 where the file
/// or its folder is named so; else the labels' numbers.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openNpyImages(const std::filesystem::path& given,
                                                                    const OpenOptions& options);

/// The same of the arrays in one .npz file, as np.savez and np.savez_compressed write it.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openNpzImages(const std::filesystem::path& npz,
                                                                    const OpenOptions& options);
/// The bytes of the larger of both arrays when it is unpacked, as the file's directory says.
[[nodiscard]] base::Result<std::uint64_t> npzBytes(const std::filesystem::path& npz, Split split);

} // namespace faultline::dataset
