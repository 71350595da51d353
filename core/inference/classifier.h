// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"
#include "core/inference/scores.h"
#include "core/model/device_info.h"
#include "core/model/model_info.h"

#include <span>
#include <unordered_map>
#include <vector>

namespace faultline::inference {

/// One way to read a file that leaves something open.
struct ModelVariant {
    model::Preprocessing preprocessing;
    bool maxPool = false;
};

/// What is known of a classifier that screens (screening.h).
struct Screening {
    double bound = 0; ///< images whose two largest logits are no further apart are repeated in fp32
    std::vector<base::SampleIndex> foreseen; ///< ascending: likely controls, computed in fp32 at once
    /// By sample, one row each: answers of fp32 that may be asked for again.
    std::unordered_map<std::uint32_t, Scores> exact;
};

/// The seam between run logic and a network: core/torch implements it, tests script it. Used by one thread.
class Classifier {
public:
    virtual ~Classifier() = default;
    [[nodiscard]] virtual const model::ModelInfo& model() const = 0;
    [[nodiscard]] virtual const model::DeviceInfo& device() const = 0;
    /// The batch size at which the device is efficient.
    [[nodiscard]] virtual std::uint32_t efficientBatch() const = 0;
    /// The size of a run's first batch, so that failures are known at once; the following ones grow from it.
    [[nodiscard]] virtual std::uint32_t firstBatch() const { return 16; }
    /// What the model's file leaves open, to be found by trial (detection.h); empty: it is decided.
    [[nodiscard]] virtual std::vector<ModelVariant> variants() const { return {}; }
    /// Computes with this variant from now on, and keeps in model() how it was found.
    virtual void decide(const ModelVariant&, model::PreprocessingBasis,
                        std::vector<model::PreprocessingTrial>) {}
    /// The images that it can answer, ascending, and that a run visits; empty: all of any set.
    [[nodiscard]] virtual std::span<const base::SampleIndex> covered() const { return {}; }
    /// As classify(), for a classifier to which the images' indices matter: its answers may be stored.
    [[nodiscard]] virtual base::Result<Scores> classifySamples(std::span<const base::SampleIndex> /*as many*/,
                                                               std::span<const base::ImageView> images) {
        return classify(images);
    }
    /// Names the outputs of a model whose file has no names; as many as there are.
    virtual void nameClasses(const std::vector<std::string>&) {}
    /// The class of each output (class_mapping.h); empty: output i is class i.
    [[nodiscard]] const std::vector<std::uint16_t>& outputClasses() const { return m_outputClasses; }
    void setOutputClasses(std::vector<std::uint16_t> classes) { m_outputClasses = std::move(classes); }
    /// All images have one size. Fails when the device runs out of memory or the scores are not finite.
    [[nodiscard]] virtual base::Result<Scores> classify(std::span<const base::ImageView> images) = 0;

    /// Logits in a lower precision, faster; no features. Where that precision overflowed, they may be wrong
    /// by any amount, or not finite. Only of a classifier that screens.
    [[nodiscard]] virtual base::Result<Scores> screen(std::span<const base::ImageView> images) {
        return classify(images);
    }
    [[nodiscard]] virtual bool screens() const { return false; }
    [[nodiscard]] const Screening& screening() const { return m_screening; }
    [[nodiscard]] Screening& screening() { return m_screening; }

private:
    std::vector<std::uint16_t> m_outputClasses;
    Screening m_screening;
};

} // namespace faultline::inference
