// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/model_variant.h"
#include "core/inference/network.h"
#include "core/model/class_mapping.h"
#include "core/model/model_info.h"

#include <memory>
#include <vector>

namespace faultline::inference {

/// Who names the outputs of a model.
enum class OutputNames {
    OfFile,
    Open ///< its file has no names: they are those of the classes that they are found to stand for
};

/// A model file that was opened: its network, and what is known of it.
class OpenedModel {
public:
    /// @param variants what the file leaves open; the network computes with what `info` says until it is
    /// decided
    OpenedModel(std::unique_ptr<Network> network, model::ModelInfo info,
                std::vector<ModelVariant> variants = {}, OutputNames names = OutputNames::OfFile);

    [[nodiscard]] const model::ModelInfo& info() const { return m_info; }
    [[nodiscard]] Network& network() { return *m_network; }
    [[nodiscard]] const Network& network() const { return *m_network; }

    /// What is to be found by trial (detection.h); empty: the file says all.
    [[nodiscard]] const std::vector<ModelVariant>& variants() const { return m_variants; }
    /// Computes with this variant from now on, and keeps in info() how it was found.
    void decide(const ModelVariant& variant, model::PreprocessingBasis basis,
                std::vector<model::PreprocessingTrial> trials);
    /// Keeps in info() which class each output stands for, and the outputs' names where they are open.
    void mapOutputs(const model::ClassMapping& mapping);

private:
    std::unique_ptr<Network> m_network;
    model::ModelInfo m_info;
    std::vector<ModelVariant> m_variants;
    OutputNames m_names;
};

} // namespace faultline::inference
