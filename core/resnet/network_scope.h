// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/tensor.h"

#include <string>
#include <vector>

namespace faultline::resnet {

/// Calls the network whose names have no prefix, where there are others.
inline constexpr const char* noPrefix = ".";

/// Which tensors of a file are the network.
struct NetworkScope {
    struct Part {
        const formats::Tensor* tensor = nullptr;
        std::string name; ///< without what stands before all of the network: "layer1.0.conv1.weight"
    };
    std::vector<Part> parts;
    std::vector<const formats::Tensor*> leftAside;
    std::vector<std::string> networks; ///< StateDict::networks
};

/// Finds the prefixes under which a stem (conv1) and stages (layer1, or conv2_x) lie, and takes the one that
/// was asked for, else the first that has a classifier and is not called an average; a classifier beside
/// "backbone." (head.fc, classifier and their like) is joined to it. Left aside is
/// - what lies beside a network that is whole under its prefix;
/// - what is called a loss, a metric or an average, wherever it lies;
/// - beside an encoder what is called a queue or a projection head.
/// Whatever else there is stays a part of the network, whose plan then refuses it. Where no prefix is found
/// all tensors are parts.
[[nodiscard]] base::Result<NetworkScope> networkScope(const std::vector<const formats::Tensor*>& tensors,
                                                      const std::string& wanted);

} // namespace faultline::resnet
