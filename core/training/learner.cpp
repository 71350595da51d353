// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/learner.h"

#include "core/training/torch_values.h"

#include <map>

#include <ATen/core/Reduction.h>
#include <ATen/core/grad_mode.h>

namespace faultline::training {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr double normMomentum = 0.1; // torch.nn.BatchNorm2d's
constexpr double normEpsilon = 1e-5;

/// A convolution and its batch norm; handles of the learner's tensors.
struct Unit {
    at::Tensor weight, scale, shift, mean, variance;
    std::int64_t stride = 1, padding = 0;

    Unit(const ConvolutionPlan& plan, const std::map<std::string, at::Tensor>& tensors)
        : weight(tensors.at(plan.convolution + ".weight"))
        , scale(tensors.at(plan.norm + ".weight"))
        , shift(tensors.at(plan.norm + ".bias"))
        , mean(tensors.at(plan.norm + ".running_mean"))
        , variance(tensors.at(plan.norm + ".running_var"))
        , stride(plan.stride)
        , padding(plan.kernel / 2) {}

    /// In the type of `input`; updates the running statistics.
    [[nodiscard]] at::Tensor operator()(const at::Tensor& input) const {
        const at::Tensor convolved =
            at::conv2d(input, weight.to(input.scalar_type()), {}, {stride, stride}, {padding, padding});
        return at::batch_norm(convolved, scale, shift, mean, variance, true, normMomentum, normEpsilon, true);
    }
};

struct Block {
    Unit first, second;
    std::optional<Unit> shortcut;
};

/// Parameters of one kind, their momentum in the same order.
struct Group {
    std::vector<at::Tensor> parameters, momentum;
    bool isDecayed = false;

    /// PyTorch's SGD: g += decay w; v = momentum v + g; w -= rate (g + momentum v).
    void update(const StepRule& rule) {
        std::vector<at::Tensor> gradients;
        for (const at::Tensor& parameter : parameters)
            gradients.push_back(parameter.grad());
        if (isDecayed && rule.weightDecay > 0)
            at::_foreach_add_(gradients, parameters, rule.weightDecay);
        at::_foreach_mul_(momentum, rule.momentum);
        at::_foreach_add_(momentum, gradients, 1);
        at::_foreach_add_(gradients, momentum, rule.momentum);
        at::_foreach_add_(parameters, gradients, -rule.learningRate);
        for (at::Tensor& parameter : parameters)
            parameter.mutable_grad() = at::Tensor();
    }
};

NamedTensors valuesOf(const std::vector<TensorPlan>& plans, const std::map<std::string, at::Tensor>& from) {
    NamedTensors values;
    for (const TensorPlan& plan : plans)
        if (const auto found = from.find(plan.name); found != from.end())
            values.push_back({plan.name, plan.shape, training::valuesOf(found->second)});
    return values;
}

} // namespace

struct Learner::Parts {
    std::string deviceName;
    at::Device device;
    at::ScalarType type;
    std::uint32_t threads;
    Normalisation normalisation;
    std::vector<TensorPlan> plans;
    std::map<std::string, at::Tensor> tensors, momentum;
    std::array<Group, 2> groups; ///< with and without weight decay
    std::optional<Unit> stem;
    std::vector<Block> blocks;
    at::Tensor matrix, bias;
    at::Tensor loss, correct; ///< sums on the device, double and int64: reading them would wait
    std::uint64_t images = 0;

    Parts(const NetworkPlan& plan, const LearnerState& state, const ChannelStatistics& statistics,
          const model::DeviceInfo& info)
        : deviceName(info.device)
        , device(info.device)
        , type(info.precision == "bf16" ? at::kBFloat16 : at::kFloat)
        , threads(info.threads)
        , normalisation(statistics, device)
        , plans(tensorsOf(plan)) {
        groups[0].isDecayed = true;
        take(state);
        stem.emplace(plan.stem, tensors);
        for (const BlockPlan& block : plan.blocks)
            blocks.push_back({Unit(block.first, tensors), Unit(block.second, tensors),
                              block.shortcut ? std::optional(Unit(*block.shortcut, tensors)) : std::nullopt});
        matrix = tensors.at("fc.weight");
        bias = tensors.at("fc.bias");
        setTally({});
    }

    void take(const LearnerState& state) {
        std::size_t parameter = 0;
        for (std::size_t i = 0; i < plans.size(); ++i) {
            at::Tensor tensor = tensorFrom(state.weights.at(i).values, plans[i].shape, device);
            tensors[plans[i].name] = tensor;
            if (!plans[i].isParameter())
                continue;
            tensor.set_requires_grad(true);
            const NamedTensor& velocity = state.momentum.at(parameter++);
            Group& group = groups[plans[i].isDecayed() ? 0 : 1];
            group.parameters.push_back(tensor);
            group.momentum.push_back(tensorFrom(velocity.values, plans[i].shape, device));
            momentum[plans[i].name] = group.momentum.back();
        }
    }

    void setTally(const Tally& tally) {
        loss = at::full({}, tally.loss, at::TensorOptions().dtype(at::kDouble).device(device));
        correct = at::full({}, static_cast<std::int64_t>(tally.correct),
                           at::TensorOptions().dtype(at::kLong).device(device));
        images = tally.images;
    }

    /// Logits in fp32, n × classes.
    [[nodiscard]] at::Tensor forward(const at::Tensor& pixels) const {
        at::Tensor x = (*stem)(pixels.to(type)).relu_();
        for (const Block& block : blocks) {
            const at::Tensor y = block.second(block.first(x).relu_());
            x = (y + (block.shortcut ? (*block.shortcut)(x) : x)).relu_();
        }
        return at::linear(x.to(at::kFloat).mean(at::IntArrayRef{2, 3}), matrix, bias);
    }

    void step(const Batch& batch, const StepRule& rule) {
        prepareTorch(threads);
        const DeviceBatch input = onDevice(batch, normalisation, device);
        const at::Tensor logits = forward(input.images);
        const at::Tensor mean =
            at::cross_entropy_loss(logits, input.labels, {}, at::Reduction::Mean, -100, rule.labelSmoothing);
        mean.backward();
        const at::NoGradGuard guard;
        for (Group& group : groups)
            group.update(rule);
        loss.add_(mean.detach().to(at::kDouble), static_cast<double>(batch.size()));
        correct.add_(logits.detach().argmax(1).eq(input.labels).sum());
        images += batch.size();
    }
};

Learner::Learner(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}
Learner::~Learner() = default;
Learner::Learner(Learner&&) noexcept = default;
Learner& Learner::operator=(Learner&&) noexcept = default;

Result<Learner> Learner::create(const NetworkPlan& plan, const LearnerState& state,
                                const ChannelStatistics& normalisation, const model::DeviceInfo& device) {
    try {
        prepareTorch(device.threads);
        return Learner(std::make_unique<Parts>(plan, state, normalisation, device));
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, device.device);
    }
}

Result<> Learner::step(const Batch& batch, const StepRule& rule) {
    try {
        m_parts->step(batch, rule);
        return {};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

Result<Tally> Learner::tally() const {
    try {
        return Tally{m_parts->loss.item<double>(),
                     static_cast<std::uint64_t>(m_parts->correct.item<std::int64_t>()), m_parts->images};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

Result<> Learner::setTally(const Tally& tally) {
    try {
        m_parts->setTally(tally);
        return {};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

Result<LearnerState> Learner::state() const {
    try {
        return LearnerState{valuesOf(m_parts->plans, m_parts->tensors),
                            valuesOf(m_parts->plans, m_parts->momentum)};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

NamedTensors restingMomentum(const NetworkPlan& plan) {
    NamedTensors tensors;
    for (const TensorPlan& tensor : tensorsOf(plan))
        if (tensor.isParameter())
            tensors.push_back({tensor.name, tensor.shape, std::vector<float>(tensor.elements(), 0.0f)});
    return tensors;
}

} // namespace faultline::training
