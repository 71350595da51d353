// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/checkpoint.h"

#include <map>
#include <string>
#include <vector>

namespace faultline::resnet {

/// The parameters of a checkpoint under torchvision's names.
struct StateDict {
    struct Entry {
        const formats::Tensor* tensor = nullptr;
        std::string original; ///< its name in the file, for messages
    };
    std::map<std::string, Entry> entries;
    std::vector<std::string> leftAside; ///< names in the file of tensors that are no part of the network
    /// The prefixes of whole networks where there are several, without their last dot; the one that was taken
    /// is the first, and "." is the one without a prefix.
    std::vector<std::string> networks;

    [[nodiscard]] const formats::Tensor* find(const std::string& name) const;
    /// The name in the file, else the name itself.
    [[nodiscard]] std::string shown(const std::string& name) const;
    /// The number of consecutive N from 0 for which some entry begins with prefix + N + ".".
    [[nodiscard]] std::size_t count(const std::string& prefix) const;
};

/// Takes the ResNet that lies under some prefix (module., model.backbone., …; network_scope.h), leaves aside
/// what belongs to losses, metrics, averages and other networks, drops num_batches_tracked, and translates
/// the names of other families: kuangliu's `shortcut` and `linear`, blocks written as one Sequential
/// (`layer1.0.0`,
/// `.1`, `.3`, `.4`, `.5.0`), and weiaicunzai's `conv2_x` and `residual_function`. The result refers to the
/// checkpoint. Refuses two tensors that come to one name, an encoder without a classifier, and a classifier
/// that can't be told from another one.
/// @param weights as in StateDict::networks, of the network to be taken; empty: the one that is whole and no
/// average
[[nodiscard]] base::Result<StateDict> stateDict(const formats::Checkpoint& checkpoint,
                                                const std::string& weights = {});

} // namespace faultline::resnet
