// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <filesystem>

namespace faultline::tests {

/// A small data set in CIFAR-10's binary layout, drawn and seeded: no image of CIFAR is in it.
struct SyntheticCifar {
    std::uint32_t testRecords = 40;
    std::uint32_t trainRecordsPerFile = 8;
    std::uint64_t seed = 1;
};

/// Writes data_batch_1.bin … data_batch_5.bin, test_batch.bin and batches.meta.txt into `folder` (made where
/// it is missing). Image i of a file has label i mod 10; all images differ.
void writeSyntheticCifar(const std::filesystem::path& folder, const SyntheticCifar& set = {});

/// One file's records: a bar on a gradient, its colour and tilt by class, its place by the seed.
[[nodiscard]] base::Bytes syntheticRecords(std::uint32_t count, std::uint64_t seed);
/// The same in CIFAR-100's binary layout: image i has fine label i mod 100 and coarse label i mod 20.
[[nodiscard]] base::Bytes syntheticCifar100Records(std::uint32_t count, std::uint64_t seed);

} // namespace faultline::tests
