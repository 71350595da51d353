// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/device_info.h"
#include "core/resnet/tensor_values.h"
#include "core/training/batches.h"

#include <memory>

namespace faultline::training {

/// What a learner knows: enough to go on with the very next step.
struct LearnerState {
    resnet::NamedTensors weights;  ///< every tensor of tensorsOf(plan), in that order
    resnet::NamedTensors momentum; ///< of its parameters, in that order

    bool operator==(const LearnerState&) const = default;
};

/// Sums over the steps of an epoch.
struct Tally {
    double loss = 0; ///< sum of the images' losses
    std::uint64_t correct = 0;
    std::uint64_t images = 0;

    bool operator==(const Tally&) const = default;
};

struct StepRule {
    double learningRate = 0;
    double momentum = 0;
    double weightDecay = 0;
    double labelSmoothing = 0;
};

/// A network that learns: stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013, in the
/// form of PyTorch's SGD) on the mean cross-entropy of a batch. Weights, gradients and batch-norm statistics
/// are fp32. In bf16 the convolutions compute with weights and activations rounded to bfloat16, as PyTorch's
/// autocast does; mean, linear layer and loss are fp32. Everything is channels-last. Used by one thread; what
/// Torch throws ends here.
class Learner {
public:
    /// Sets the process's number of Torch threads to the device's. @param plan without parameter-free
    /// shortcuts @param device its precision is that of the training: fp32 or bf16
    [[nodiscard]] static base::Result<Learner> create(const resnet::NetworkPlan& plan,
                                                      const LearnerState& state,
                                                      const ChannelStatistics& normalisation,
                                                      const model::DeviceInfo& device);
    ~Learner();
    Learner(Learner&&) noexcept;
    Learner& operator=(Learner&&) noexcept;

    /// One step; adds the batch to the tally. On a GPU it returns before the step is computed.
    [[nodiscard]] base::Result<> step(const Batch& batch, const StepRule& rule);
    /// Waits for the steps taken.
    [[nodiscard]] base::Result<Tally> tally() const;
    [[nodiscard]] base::Result<> setTally(const Tally& tally);
    [[nodiscard]] base::Result<LearnerState> state() const;

private:
    struct Parts;
    explicit Learner(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace faultline::training
