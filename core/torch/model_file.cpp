// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/model_file.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/safetensors.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint64_t fileLimit = std::uint64_t{512} << 20;
constexpr std::size_t largestClassCount = 1000;
constexpr std::string_view architecture = "resnet18";

Result<std::string> required(const formats::Safetensors& file, std::string_view key) {
    if (const std::string* const value = file.metadataValue(key))
        return *value;
    return failure(ErrorKind::InvalidInput, "its metadata lack \"" + std::string(key) +
                                                "\"; architecture, classes, mean and std must be there");
}

Result<std::array<double, 3>> channels(const formats::Safetensors& file, std::string_view key) {
    FAULTLINE_TRY(text, required(file, key));
    const auto list = formats::parsedNumberList(text);
    const bool sound = list && list->size() == 3 &&
                       std::all_of(list->begin(), list->end(), [](double v) { return std::isfinite(v); });
    if (!sound)
        return failure(ErrorKind::InvalidInput,
                       "its metadata's \"" + std::string(key) + "\" is not a list of three numbers");
    return std::array<double, 3>{(*list)[0], (*list)[1], (*list)[2]};
}

Result<std::vector<std::string>> classNames(const formats::Safetensors& file) {
    FAULTLINE_TRY(text, required(file, "classes"));
    auto names = formats::parsedTextList(text);
    if (!names || names->size() < 2 || names->size() > largestClassCount)
        return failure(ErrorKind::InvalidInput,
                       "its metadata's \"classes\" is not a list of 2 to 1,000 names");
    if (std::set<std::string>(names->begin(), names->end()).size() != names->size())
        return failure(ErrorKind::InvalidInput, "its metadata's \"classes\" names a class twice");
    return *names;
}

Result<inference::ModelInfo> infoFrom(const formats::Safetensors& file) {
    inference::ModelInfo info;
    info.format = "safetensors";
    FAULTLINE_TRY(named, required(file, "architecture"));
    if (named != architecture)
        return failure(ErrorKind::Refused, "its architecture " + formats::quotedName(named) +
                                               " is unknown; resnet18 (CIFAR form) is read");
    info.architecture = named;
    FAULTLINE_TRY(classes, classNames(file));
    FAULTLINE_TRY(mean, channels(file, "mean"));
    FAULTLINE_TRY(deviation, channels(file, "std"));
    if (std::any_of(deviation.begin(), deviation.end(), [](double value) { return value <= 0; }))
        return failure(ErrorKind::InvalidInput, "its metadata's \"std\" has a value that is not positive");
    info.classes = std::move(classes);
    info.mean = mean;
    info.standardDeviation = deviation;
    info.featureCount = Resnet18Weights::features;
    for (const auto& [key, value] : file.metadata) {
        const bool known = key == "architecture" || key == "classes" || key == "mean" || key == "std";
        if (key == "test_accuracy")
            info.statedAccuracy = base::parsedNumber<double>(value);
        else if (!known)
            info.metadata.emplace_back(key, value);
    }
    if (info.statedAccuracy && !(*info.statedAccuracy >= 0 && *info.statedAccuracy <= 1))
        info.statedAccuracy.reset();
    return info;
}

Result<ModelFile> modelFrom(const base::Bytes& bytes) {
    FAULTLINE_TRY(file, formats::readSafetensors(bytes));
    FAULTLINE_TRY(info, infoFrom(file));
    FAULTLINE_TRY(weights, resnet18Weights(file, static_cast<std::uint32_t>(info.classes.size())));
    return ModelFile{std::move(info), std::move(weights)};
}

} // namespace

Result<ModelFile> readModelFile(const std::filesystem::path& path) {
    FAULTLINE_TRY(bytes, base::readFile(path, fileLimit));
    Result<ModelFile> model = modelFrom(bytes);
    if (!model)
        return failure(model.error().within("cannot use the model " + path.string()));
    model->info.sha256 = base::hex(base::sha256(bytes));
    model->info.location = path.string();
    return model;
}

} // namespace faultline::libtorch
