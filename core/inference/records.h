// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/dataset/image_set.h"
#include "core/inference/preprocessing.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline::inference {

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
    std::vector<std::pair<std::string, std::string>> metadata; ///< what else the file says

    bool operator==(const ModelInfo&) const = default;
};

/// Where a run is computed.
struct DeviceInfo {
    std::string device;    ///< "cpu", "cuda:0"
    std::string name;      ///< of the processor or card, for people
    std::string precision; ///< "fp32", "bf16", "fp16"; of the screening, where there is one
    std::string reason;    ///< why not a GPU; empty on one, or when the CPU was asked for
    std::string backend;   ///< "LibTorch 1.13.1"
    std::uint32_t threads = 0;
    std::string precisionReason{}; ///< why not the precision that was asked for; empty where it is
    /// Of a run that screens in `precision` and decides in fp32 (screening.h), in logits; 0: it does not.
    double screeningBound = 0;

    bool operator==(const DeviceInfo&) const = default;
};

/// The model's answer to one image.
struct Prediction {
    base::SampleIndex sample;
    base::ClassId truth;
    base::ClassId predicted;
    float confidence = 0; ///< softmax probability of the predicted class
    float margin = 0;     ///< largest minus second largest softmax probability

    [[nodiscard]] bool isFailure() const { return truth != predicted; }
    bool operator==(const Prediction&) const = default;
};

/// What is kept of failures and controls beyond the prediction.
struct SampleDetail {
    base::SampleIndex sample;
    std::vector<float> logits;   ///< one per class
    std::vector<float> features; ///< penultimate, ModelInfo::featureCount of them
    dataset::Image image;
};

/// The results of one batch: `predictions` for its images in visiting order, and a detail for each failure
/// among them, in the same order.
struct BatchReport {
    std::uint32_t firstPosition = 0; ///< of the batch in the visiting order
    std::vector<Prediction> predictions;
    std::vector<SampleDetail> failures;
};

} // namespace faultline::inference
