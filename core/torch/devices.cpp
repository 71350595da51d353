// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/devices.h"

#include "core/base/text.h"
#include "core/torch/processor.h"

#include <ATen/Context.h>
#include <torch/cuda.h>
#include <torch/version.h>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using model::DeviceInfo;

namespace {

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

base::Result<DeviceInfo> deviceNamed(const std::string& wanted) {
    if (wanted == "cpu")
        return onCpu({});
    if (wanted == "auto")
        return gpuCount() > 0 ? onGpu(0) : onCpu(whyNoGpu());
    constexpr std::string_view numbered = "cuda:";
    const std::string first = wanted == "cuda" ? "cuda:0" : wanted;
    const auto number =
        first.starts_with(numbered)
            ? base::parsedNumber<std::uint8_t>(std::string_view(first).substr(numbered.size()))
            : std::nullopt;
    if (!number)
        return failure(ErrorKind::InvalidInput,
                       "unknown device \"" + wanted + "\"; use auto, cpu, cuda or cuda:N");
    if (*number < gpuCount())
        return onGpu(*number);
    const std::string reason = whyNoGpu();
    return failure(ErrorKind::NotFound,
                   "there is no device " + wanted + ": " +
                       (reason.empty() ? "only " + std::to_string(gpuCount()) + " GPUs are there" : reason) +
                       "; choose auto or cpu");
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

base::Result<DeviceInfo> chooseDevice(const std::string& wanted, const std::string& precision) {
    auto device = deviceNamed(wanted);
    return device ? inPrecision(std::move(*device), precision) : device;
}

base::Result<DeviceInfo> inPrecision(DeviceInfo device, const std::string& precision) {
    const bool onCpu = device.device == "cpu";
    const char* const without = "this processor has no AVX512-BF16";
    if (precision == "fast" || precision == "auto") {
        const char* const onGpu = precision == "fast" ? "fp16" : "bf16";
        device.precision = !onCpu ? onGpu : computesBf16() ? "bf16" : "fp32";
        device.precisionReason = device.precision == "fp32" ? without : "";
        return device;
    }
    if (onCpu && precision == "fp16")
        return failure(ErrorKind::NotFound, "fp16 needs a GPU; choose fast, bf16 or fp32");
    if (onCpu && precision == "bf16" && !computesBf16())
        return failure(ErrorKind::NotFound,
                       std::string(without) + ", so that bf16 would be slow; choose fp32");
    device.precision = precision;
    return device;
}

void keepFp32Exact() {
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
}

} // namespace faultline::libtorch
