// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/learner.h"

#include "core/base/one_thread.h"
#include "core/torch/devices.h"
#include "core/torch/torch_failure.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <optional>

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Reduction.h>
#include <ATen/core/grad_mode.h>

namespace faultline::training {

using base::Result;
using resnet::BlockPlan;
using resnet::ConvolutionPlan;
using resnet::NamedTensor;
using resnet::NamedTensors;
using resnet::NetworkPlan;
using resnet::TensorPlan;

namespace {

constexpr double normMomentum = 0.1; // torch.nn.BatchNorm2d's
constexpr double normEpsilon = 1e-5;

/// Host memory with a copy of the values, pinned where a GPU is to take them.
template <class T>
at::Tensor hostCopy(const std::vector<T>& values, at::IntArrayRef shape, at::ScalarType type,
                    const at::Device& device) {
    at::Tensor copy = at::empty(shape, at::TensorOptions().dtype(type).pinned_memory(device.is_cuda()));
    std::copy(values.begin(), values.end(), static_cast<T*>(copy.data_ptr()));
    return copy;
}

at::Tensor levelsFrom(const std::array<double, 3>& channels, const at::Device& device) {
    at::Tensor tensor = at::empty({3, 1, 1}, at::kFloat);
    for (std::size_t i = 0; i < channels.size(); ++i)
        tensor.data_ptr<float>()[i] = static_cast<float>(channels[i] * 255);
    return tensor.to(device);
}

/// A copy on the device; four dimensions become channels-last.
at::Tensor tensorFrom(const std::vector<float>& values, const std::vector<std::uint64_t>& shape,
                      const at::Device& device) {
    at::Tensor tensor = at::empty(std::vector<std::int64_t>(shape.begin(), shape.end()), at::kFloat);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
    tensor = tensor.to(device);
    return shape.size() == 4 ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
}

/// A copy on the host, row-major.
std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor values = tensor.detach().to(at::kCPU).contiguous();
    const float* const begin = values.data_ptr<float>();
    return {begin, begin + values.numel()};
}

/// Mean and deviation of the levels 0 … 255, 3 × 1 × 1 each.
struct Normalisation {
    at::Tensor mean, deviation;

    Normalisation(const ChannelStatistics& statistics, const at::Device& device)
        : mean(levelsFrom(statistics.mean, device))
        , deviation(levelsFrom(statistics.deviation, device)) {}
};

/// A batch on its device.
struct DeviceBatch {
    at::Tensor images; ///< n × 3 × height × width in fp32, normalised, channels-last
    at::Tensor labels; ///< n
};

/// Pixels travel as bytes and become numbers on the device; to a GPU they travel from pinned memory, without
/// a wait.
DeviceBatch onDevice(const Batch& batch, const Normalisation& normalisation, const at::Device& device) {
    const auto count = static_cast<std::int64_t>(batch.size());
    const at::Tensor pixels =
        hostCopy(batch.pixels, {count, batch.height, batch.width, 3}, at::kByte, device).to(device, true);
    const at::Tensor labels = hostCopy(batch.labels, {count}, at::kLong, device).to(device, true);
    // Permuted, interleaved pixels are a channels-last n × 3 × height × width.
    at::Tensor images = pixels.permute({0, 3, 1, 2}).to(at::kFloat);
    images.sub_(normalisation.mean).div_(normalisation.deviation);
    return {images, labels};
}

/// Torch's settings for what follows: its threads, true fp32, repeatable algorithms of cuDNN.
void prepareTorch(std::uint32_t threads) {
    at::set_num_threads(static_cast<int>(threads));
    libtorch::keepFp32Exact();
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setBenchmarkCuDNN(false);
}

tl::unexpected<base::Error> failureFrom(const std::exception& thrown, const std::string& device) {
    return libtorch::failureFrom(thrown, device, "a step");
}

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
    std::vector<Unit> path;
    std::optional<Unit> shortcut;

    Block(const BlockPlan& plan, const std::map<std::string, at::Tensor>& tensors) {
        assert(!plan.parameterFree);
        for (const ConvolutionPlan& convolution : plan.path)
            path.emplace_back(convolution, tensors);
        if (plan.shortcut)
            shortcut.emplace(*plan.shortcut, tensors);
    }

    [[nodiscard]] at::Tensor operator()(const at::Tensor& input) const {
        at::Tensor y = input;
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
            y = path[i](y).relu_();
        return (path.back()(y) + (shortcut ? (*shortcut)(input) : input)).relu_();
    }
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

NamedTensors tensorsFrom(const std::vector<TensorPlan>& plans,
                         const std::map<std::string, at::Tensor>& from) {
    NamedTensors values;
    for (const TensorPlan& plan : plans)
        if (const auto found = from.find(plan.name); found != from.end())
            values.push_back({plan.name, plan.shape, valuesOf(found->second)});
    return values;
}

} // namespace

struct Learner::Parts {
    base::OneThread user;
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
            blocks.emplace_back(block, tensors);
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
        for (const Block& block : blocks)
            x = block(x);
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
    m_parts->user.require("a learner");
    try {
        m_parts->step(batch, rule);
        return {};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

Result<Tally> Learner::tally() const {
    m_parts->user.require("a learner");
    try {
        return Tally{m_parts->loss.item<double>(),
                     static_cast<std::uint64_t>(m_parts->correct.item<std::int64_t>()), m_parts->images};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

Result<> Learner::setTally(const Tally& tally) {
    m_parts->user.require("a learner");
    try {
        m_parts->setTally(tally);
        return {};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

Result<LearnerState> Learner::state() const {
    m_parts->user.require("a learner");
    try {
        return LearnerState{tensorsFrom(m_parts->plans, m_parts->tensors),
                            tensorsFrom(m_parts->plans, m_parts->momentum)};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

} // namespace faultline::training
