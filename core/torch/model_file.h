// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/inference/records.h"
#include "core/torch/resnet18_weights.h"

#include <filesystem>

namespace faultline::libtorch {

struct ModelFile {
    inference::ModelInfo info;
    Resnet18Weights weights;
};

/// Reads a model whose metadata say `architecture` (resnet18), `classes` (a JSON list of names), `mean` and
/// `std` (JSON lists of three numbers, of x / 255). Errors name the file.
[[nodiscard]] base::Result<ModelFile> readModelFile(const std::filesystem::path& path);

} // namespace faultline::libtorch
