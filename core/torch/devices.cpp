// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/devices.h"

#include "core/torch/processor.h"

#include <ATen/Context.h>
#include <torch/cuda.h>
#include <torch/version.h>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using model::DeviceInfo;

namespace {

constexpr const char* withoutBf16 = "this processor has no AVX512-BF16";

std::size_t gpuCount() {
    try {
        return torch::cuda::device_count();
    } catch (const std::exception&) {
        return 0; // the reason is told by whyNoGpu()
    }
}

std::string whyNoGpu() {
    if (gpuCount() > 0)
        return {};
    if (!at::Context::hasCUDART())
        return "this " + backendName() + " is built without CUDA";
    if (!hasNvidiaDriver())
        return "no NVIDIA driver is loaded";
    return "the NVIDIA driver offers no GPU that this " + backendName() + " can use";
}

std::string gpuName(std::size_t number) {
    const std::vector<std::string> names = nvidiaCardNames();
    // CUDA_VISIBLE_DEVICES may reorder: then only a single kind of card has a certain name.
    const bool certain = names.size() == gpuCount() && number < names.size();
    return certain ? names[number] : names.empty() ? "NVIDIA GPU" : names.front();
}

DeviceInfo onCpu(std::string reason) {
    return {"cpu", processorName(), "fp32", std::move(reason), backendName(), computeThreads()};
}

DeviceInfo onGpu(std::size_t number) {
    return {"cuda:" + std::to_string(number), gpuName(number), "fp32", {}, backendName(), computeThreads()};
}

} // namespace

std::string backendName() {
    return std::string("LibTorch ") + TORCH_VERSION;
}

model::ComputeDevices describe() {
    model::ComputeDevices description;
    description.backend = backendName();
    description.devices.push_back("cpu " + processorName());
    for (std::size_t i = 0; i < gpuCount(); ++i)
        description.devices.push_back("cuda:" + std::to_string(i) + " " + gpuName(i));
    description.whyNoGpu = whyNoGpu();
    return description;
}

base::Result<DeviceInfo> chooseDevice(const model::DeviceChoice& wanted) {
    if (wanted.kind == model::DeviceKind::Cpu)
        return onCpu({});
    if (wanted.kind == model::DeviceKind::Auto)
        return gpuCount() > 0 ? onGpu(0) : onCpu(whyNoGpu());
    const std::size_t number = wanted.number.value_or(0);
    if (number < gpuCount())
        return onGpu(number);
    const std::string reason = whyNoGpu();
    return failure(ErrorKind::NotFound,
                   "there is no device " + base::TextForm<model::DeviceChoice>::text(wanted) + ": " +
                       (reason.empty() ? "only " + std::to_string(gpuCount()) + " GPUs are there" : reason) +
                       "; choose auto or cpu");
}

base::Result<DeviceInfo> inPrecision(DeviceInfo device, model::Precision precision) {
    const bool onCpu = device.device == "cpu";
    if (precision == model::Precision::Fast && onCpu)
        return inBf16IfPossible(std::move(device));
    if (onCpu && precision == model::Precision::Fp16)
        return failure(ErrorKind::NotFound, "fp16 needs a GPU; choose fast, bf16 or fp32");
    if (onCpu && precision == model::Precision::Bf16 && !computesBf16())
        return failure(ErrorKind::NotFound,
                       std::string(withoutBf16) + ", so that bf16 would be slow; choose fp32");
    device.precision = precision == model::Precision::Fast ? "fp16" : base::nameOf(precision);
    return device;
}

DeviceInfo inBf16IfPossible(DeviceInfo device) {
    const bool isPossible = device.device != "cpu" || computesBf16();
    device.precision = isPossible ? "bf16" : "fp32";
    device.precisionReason = isPossible ? "" : withoutBf16;
    return device;
}

void keepFp32Exact() {
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
}

} // namespace faultline::libtorch
