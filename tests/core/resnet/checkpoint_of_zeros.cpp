// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/resnet/checkpoint_of_zeros.h"

#include <cstring>

namespace faultline::tests {

void CheckpointOfZeros::add(const std::string& name, std::vector<std::uint64_t> shape) {
    formats::Tensor tensor;
    tensor.name = name;
    tensor.shape = std::move(shape);
    tensor.elements = 1;
    for (const std::uint64_t size : tensor.shape)
        tensor.elements *= size;
    tensor.bytes = checkpoint.copies.emplace_back(tensor.elements * sizeof(float));
    checkpoint.tensors.push_back(std::move(tensor));
}

void CheckpointOfZeros::addConvolution(const std::string& convolution, const std::string& norm,
                                       std::uint64_t outputs, std::uint64_t inputs, std::uint64_t kernel) {
    add(convolution + ".weight", {outputs, inputs, kernel, kernel});
    for (const char* part : {"weight", "bias", "running_mean", "running_var"})
        add(norm + "." + part, {outputs});
    add(norm + ".num_batches_tracked", {});
}

void CheckpointOfZeros::set(const std::string& name, float value) {
    for (std::size_t i = 0; i < checkpoint.tensors.size(); ++i)
        if (checkpoint.tensors[i].name == name)
            std::memcpy(checkpoint.copies[i].data(), &value, sizeof value);
}

CheckpointOfZeros resnetOfZeros(const std::vector<int>& blocks, bool bottleneck, std::uint64_t stemKernel,
                                std::uint64_t width, std::uint64_t classes, const Family& family) {
    CheckpointOfZeros zeros;
    const std::string& prefix = family.prefix;
    zeros.addConvolution(prefix + "conv1", prefix + "bn1", width, 3, stemKernel);
    std::uint64_t inputs = width;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
        const std::uint64_t planes = width << stage;
        const std::uint64_t outputs = bottleneck ? 4 * planes : planes;
        for (int block = 0; block < blocks[stage]; ++block) {
            const std::string name =
                prefix + "layer" + std::to_string(stage + 1) + "." + std::to_string(block) + ".";
            if (bottleneck) {
                zeros.addConvolution(name + "conv1", name + "bn1", planes, inputs, 1);
                zeros.addConvolution(name + "conv2", name + "bn2", planes, planes, 3);
                zeros.addConvolution(name + "conv3", name + "bn3", outputs, planes, 1);
            } else {
                zeros.addConvolution(name + "conv1", name + "bn1", planes, inputs, 3);
                zeros.addConvolution(name + "conv2", name + "bn2", planes, planes, 3);
            }
            if (inputs != outputs && !family.optionA)
                zeros.addConvolution(name + family.shortcut + ".0", name + family.shortcut + ".1", outputs,
                                     inputs, 1);
            inputs = outputs;
        }
    }
    zeros.add(prefix + family.linear + ".weight", {classes, inputs});
    zeros.add(prefix + family.linear + ".bias", {classes});
    return zeros;
}

} // namespace faultline::tests
