// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/stored_tensors.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/formats/wording.h"

namespace faultline::training {

using base::ErrorKind;
using base::failure;
using base::Result;
using resnet::NamedTensor;
using resnet::NamedTensors;
using resnet::NetworkPlan;
using resnet::TensorPlan;

namespace {

constexpr std::uint64_t fileLimit = std::uint64_t{512} << 20;

Result<NamedTensors> weightsFrom(const base::Bytes& bytes, const NetworkPlan& plan) {
    FAULTLINE_TRY(file, formats::readSafetensors(bytes));
    NamedTensors weights;
    for (const TensorPlan& each : tensorsOf(plan)) {
        FAULTLINE_TRY(tensor, storedTensor(file, each));
        weights.push_back(std::move(tensor));
    }
    return weights;
}

} // namespace

Result<NamedTensor> storedTensor(const formats::Safetensors& file, const TensorPlan& plan,
                                 std::string_view prefix) {
    const std::string name = std::string(prefix) + plan.name;
    const formats::Tensor* const tensor = file.find(name);
    if (tensor == nullptr || tensor->shape != plan.shape)
        return failure(ErrorKind::InvalidInput,
                       "it lacks the tensor " + name + " of shape " + formats::shapeText(plan.shape));
    return resnet::soundTensor(plan, *tensor, name);
}

Result<StartingModel> readStartingModel(const std::filesystem::path& path, const NetworkPlan& plan) {
    FAULTLINE_TRY(bytes, base::readFile(path, fileLimit, base::refuseZeros));
    Result<NamedTensors> weights = weightsFrom(bytes, plan);
    if (!weights)
        return failure(weights.error().within("cannot start from the model " + path.string() + " with " +
                                              plan.architecture + " and " + std::to_string(plan.classes) +
                                              " classes"));
    return StartingModel{std::move(*weights), base::hex(base::sha256(bytes))};
}

} // namespace faultline::training
