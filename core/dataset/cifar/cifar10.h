// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/cifar/cifar_layout.h"

#include <array>
#include <filesystem>
#include <memory>
#include <string_view>

namespace faultline::dataset {

/// CIFAR-10's official binary layout (Krizhevsky 2009): a record is one label byte and 3 × 32 × 32 bytes,
/// planar.
inline constexpr std::size_t cifarRecordBytes = 1 + cifarPixelBytes;
inline constexpr std::size_t cifarRecordsPerFile = 10'000;

struct OfficialFile {
    std::string_view name;
    std::string_view sha256; ///< of the published file, hexadecimal
};
/// data_batch_1.bin … data_batch_5.bin, then test_batch.bin.
[[nodiscard]] const std::array<OfficialFile, 6>& officialCifar10Files();
/// The ten class names in order, and the text of batches.meta.txt.
[[nodiscard]] const std::vector<std::string>& cifar10Classes();
[[nodiscard]] std::string cifar10MetaText();

/// The split's .bin files.
[[nodiscard]] CifarFiles cifar10Files(Split split);

/// Reads and validates a whole split: every file there, its size a whole number of records, every label 0
/// … 9. Class names come from batches.meta.txt where that is present and well-formed. Any well-formed set is
/// taken; info().official tells whether it is the published one.
/// @param folder the folder with the .bin files, or its parent holding `cifar-10-batches-bin`.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openCifar10(const std::filesystem::path& folder,
                                                                  Split split);

} // namespace faultline::dataset
