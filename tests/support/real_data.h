// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <iostream>
#include <optional>

namespace faultline::tests {

/// The official CIFAR-10 files in the user's data directory (where `faultline fetch cifar10` puts them), or
/// in FAULTLINE_CIFAR10.
[[nodiscard]] std::optional<std::filesystem::path> cifar10Folder();
/// Further real files: FAULTLINE_TEST_DATA.
[[nodiscard]] std::optional<std::filesystem::path> extraDataFolder();
/// resources/models/resnet18-cifar10-v2.safetensors
[[nodiscard]] std::filesystem::path bundledModel();
/// tests/data/resnet18-cifar10.safetensors, which was bundled first: it fails on drawn images.
[[nodiscard]] std::filesystem::path firstModel();

} // namespace faultline::tests

/// Ends a test that lacks its data; ctest reports it as skipped by this word.
#define SKIP_TEST(reason)                                                                                    \
    do {                                                                                                     \
        std::cout << "SKIPPED: " << (reason) << std::endl;                                                   \
        return;                                                                                              \
    } while (false)
