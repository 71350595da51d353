// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/torch_values.h"

#include "core/torch/devices.h"
#include "core/torch/torch_failure.h"

#include <algorithm>
#include <new>

#include <ATen/Context.h>
#include <ATen/Parallel.h>

namespace faultline::training {

using base::ErrorKind;
using base::failure;

namespace {

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

} // namespace

at::Tensor tensorFrom(const std::vector<float>& values, const std::vector<std::uint64_t>& shape,
                      const at::Device& device) {
    at::Tensor tensor = at::empty(std::vector<std::int64_t>(shape.begin(), shape.end()), at::kFloat);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
    tensor = tensor.to(device);
    return shape.size() == 4 ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
}

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor values = tensor.detach().to(at::kCPU).contiguous();
    const float* const begin = values.data_ptr<float>();
    return {begin, begin + values.numel()};
}

Normalisation::Normalisation(const ChannelStatistics& statistics, const at::Device& device)
    : mean(levelsFrom(statistics.mean, device))
    , deviation(levelsFrom(statistics.deviation, device)) {}

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

void prepareTorch(std::uint32_t threads) {
    at::set_num_threads(static_cast<int>(threads));
    libtorch::keepFp32Exact();
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setBenchmarkCuDNN(false);
}

tl::unexpected<base::Error> failureFrom(const std::exception& thrown, const std::string& device) {
    return libtorch::failureFrom(thrown, device, "a step");
}

} // namespace faultline::training
