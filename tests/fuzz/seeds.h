// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline::fuzz {

/// A small file from which the fuzz programs start.
struct Seed {
    std::string target; ///< folder
    std::string name;   ///< of the file
    base::Bytes bytes;
};

/// Checkpoints, pickles, archives, safetensors and arrays.
[[nodiscard]] std::vector<Seed> modelSeeds();
/// Pickles of CIFAR's Python layout, and image files.
[[nodiscard]] std::vector<Seed> setSeeds();
/// Messages, label files, and what users say of a model.
[[nodiscard]] std::vector<Seed> exchangeSeeds();

[[nodiscard]] inline base::Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

} // namespace faultline::fuzz
