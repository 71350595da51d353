// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/real_data.h"

#include <cstdlib>

namespace faultline::tests {

namespace fs = std::filesystem;

namespace {

std::optional<fs::path> folderWith(const fs::path& folder, const char* file) {
    std::error_code ignored;
    return fs::exists(folder / file, ignored) ? std::optional(folder) : std::nullopt;
}

} // namespace

std::optional<fs::path> cifar10Folder() {
    constexpr const char* file = "test_batch.bin";
    if (const char* named = std::getenv("FAULTLINE_CIFAR10"))
        return folderWith(named, file);
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    if (data == nullptr && home == nullptr)
        return std::nullopt;
    const fs::path base = data != nullptr && *data != '\0' ? fs::path(data) : fs::path(home) / ".local/share";
    return folderWith(base / "faultline" / "cifar-10-batches-bin", file);
}

std::optional<fs::path> extraDataFolder() {
    const char* named = std::getenv("FAULTLINE_TEST_DATA");
    return named != nullptr && *named != '\0' ? std::optional<fs::path>(named) : std::nullopt;
}

fs::path firstModel() {
    return fs::path(FAULTLINE_SOURCE_DIR) / "tests/data/resnet18-cifar10.safetensors";
}

fs::path bundledModel() {
    return fs::path(FAULTLINE_SOURCE_DIR) / "resources/models/resnet18-cifar10-v2.safetensors";
}

} // namespace faultline::tests
