// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/safetensors.h"
#include "core/resnet/tensor_values.h"

#include <filesystem>
#include <string_view>

namespace faultline::training {

/// The tensor `prefix` + plan.name of a file. Refuses one that is missing, has another shape or unsound
/// values.
[[nodiscard]] base::Result<resnet::NamedTensor>
storedTensor(const formats::Safetensors& file, const resnet::TensorPlan& plan, std::string_view prefix = {});

/// The weights of a model that is to be trained further, and what it is.
struct StartingModel {
    resnet::NamedTensors weights; ///< every tensor of tensorsOf(plan), in that order
    std::string sha256;           ///< of the file, hexadecimal
};
/// A safetensors file with the plan's tensors by torchvision's names; others in it are not looked at.
[[nodiscard]] base::Result<StartingModel> readStartingModel(const std::filesystem::path& path,
                                                            const resnet::NetworkPlan& plan);

} // namespace faultline::training
