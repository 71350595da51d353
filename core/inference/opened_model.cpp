// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/opened_model.h"

#include <utility>

namespace faultline::inference {

OpenedModel::OpenedModel(std::unique_ptr<Network> network, model::ModelInfo info,
                         std::vector<ModelVariant> variants, OutputNames names)
    : m_network(std::move(network))
    , m_info(std::move(info))
    , m_variants(std::move(variants))
    , m_names(names) {
    m_network->use({m_info.preprocessing, m_info.maxPool});
}

void OpenedModel::decide(const ModelVariant& variant, model::PreprocessingBasis basis,
                         std::vector<model::PreprocessingTrial> trials) {
    m_info.preprocessing = variant.preprocessing;
    m_info.maxPool = variant.maxPool;
    m_info.basis = basis;
    m_info.trials = std::move(trials);
    m_network->use(variant);
}

void OpenedModel::mapOutputs(const model::ClassMapping& mapping) {
    if (m_names == OutputNames::Open && mapping.outputs.size() == m_info.classes.size())
        m_info.classes = mapping.outputs;
    m_info.outputClasses = mapping.classOf;
}

} // namespace faultline::inference
