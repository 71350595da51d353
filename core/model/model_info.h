// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/answers.h"
#include "core/model/preprocessing.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline::model {

/// Keys and values, in the file's order.
using Metadata = std::vector<std::pair<std::string, std::string>>;

// Keys of metadata that are the program's own: no file of a model brings one, as readers leave such facts
// out.

/// What the reader of the file has to tell of it: a sentence that goes on after the file's name.
inline constexpr const char* noteKey = "Faultline: note";
/// The name of the network that was taken of a file that holds several.
inline constexpr const char* weightsKey = "Faultline: network";

/// What is known of a model; stored with the study.
struct ModelInfo {
    std::string sha256;               ///< of the file, hexadecimal
    std::string format;               ///< "safetensors"
    std::string architecture;         ///< "resnet18", "resnet20"
    std::vector<std::string> classes; ///< names of the outputs
    /// The class of each output (class_mapping.h); empty: output i is class i.
    std::vector<std::uint16_t> outputClasses;
    std::uint32_t featureCount = 0; ///< length of the penultimate features
    bool maxPool = false;           ///< the stem is followed by a 3 × 3 max-pool of stride 2
    Preprocessing preprocessing;
    PreprocessingBasis basis = PreprocessingBasis::Metadata; ///< how it is known
    std::vector<PreprocessingTrial> trials;                  ///< what was tried to find it; empty: nothing
    std::optional<double> statedAccuracy;                    ///< what the file says of itself, 0 … 1
    std::string location; ///< the file, as text: never opened because a study names it
    Metadata metadata;    ///< what else the file says

    AnswersAre answers = AnswersAre::Logits;

    /// Logits that are kept of a sample.
    [[nodiscard]] std::size_t logitCount() const {
        return answers == AnswersAre::ClassesOnly ? 0 : classes.size();
    }
    bool operator==(const ModelInfo&) const = default;
};

template <base::FieldsOf<ModelInfo> Self, class Visitor>
void fields(Self& model, Visitor&& visit) {
    visit("sha256", model.sha256);
    visit("format", model.format);
    visit("architecture", model.architecture);
    visit("classes", model.classes);
    visit("output_classes", model.outputClasses);
    visit("feature_count", model.featureCount);
    visit("max_pool", model.maxPool);
    visit("preprocessing", model.preprocessing);
    visit("basis", model.basis);
    visit("trials", model.trials);
    visit("stated_accuracy", model.statedAccuracy);
    visit("location", model.location);
    visit("metadata", model.metadata);
    visit("answers", model.answers);
}

/// Which network of its file was taken (weightsKey); empty: the file holds one.
[[nodiscard]] inline std::string weightsOf(const ModelInfo& model) {
    for (const auto& [key, value] : model.metadata)
        if (key == weightsKey)
            return value;
    return {};
}

} // namespace faultline::model
