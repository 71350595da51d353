// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/memory_images.h"

#include <filesystem>
#include <string_view>

namespace faultline::dataset {

/// CIFAR's images are 32 × 32 pixels, stored as a red, a green and a blue plane (Krizhevsky 2009).
inline constexpr std::size_t cifarSide = 32;
inline constexpr std::size_t cifarPixelBytes = 3 * cifarSide * cifarSide;

/// The files of one split in one of CIFAR's layouts.
struct CifarFiles {
    std::string_view set;                ///< "CIFAR-10"
    std::string_view innerFolder;        ///< that the published archive unpacks to
    std::vector<std::string_view> files; ///< of the split, in their order
    std::string_view howToGet;           ///< ends a refusal: "cifar-10-binary.tar.gz of … holds the files"
    std::size_t imagesPerFile = 10'000;  ///< of the published files
};

/// The folder, or its inner folder, holds one of the files.
[[nodiscard]] bool holdsAny(const std::filesystem::path& folder, const CifarFiles& files);
/// The folder that holds all of the split's files: `given`, or its inner folder where `given` has none of
/// them.
[[nodiscard]] base::Result<std::filesystem::path> locate(const std::filesystem::path& given,
                                                         const CifarFiles& files, Split split);

/// Appends the 3,072 bytes of one image, which lie plane by plane, as interleaved pixels.
void appendPlanes(base::ByteView planes, base::Bytes& pixels);

/// One label byte of a record.
struct CifarLabelByte {
    std::string_view adjective; ///< "fine ", or empty
    unsigned classes = 10;
};
/// A record of the binary layout: label bytes, then the planes.
struct CifarRecord {
    std::vector<CifarLabelByte> labels;
    std::size_t chosen = 0; ///< which of them becomes the label

    [[nodiscard]] std::size_t bytes() const { return labels.size() + cifarPixelBytes; }
};
/// Appends a file's records. Refuses a file that is no whole number of them, and any label byte out of range.
[[nodiscard]] base::Result<> appendRecords(const std::filesystem::path& file, const CifarRecord& record,
                                           const CifarFiles& of, MemoryPixels& images);

} // namespace faultline::dataset
