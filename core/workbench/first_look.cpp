// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/first_look.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/checkpoint.h"
#include "core/formats/onnx_info.h"
#include "core/model/class_mapping.h"
#include "core/model/run_options.h"
#include "core/resnet/model_file.h"

#include <algorithm>

namespace faultline::workbench {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint64_t modelFileLimit = std::uint64_t{2} << 30; ///< bytes: the worker's, too

bool isPredictions(const std::string& lowered) {
    return lowered.ends_with(".csv") || lowered.ends_with(".json") || lowered.ends_with(".npy");
}

Result<ModelOutline> graphOutline(const base::FileContents& file) {
    const auto info = formats::readOnnxInfo(file.bytes);
    if (!info)
        return failure(info.error().within("cannot use the model " + file.path.string()));
    return ModelOutline{ModelKind::Graph, info->graph, {}, false, true, {}};
}

Result<ModelOutline> checkpointOutline(base::FileContents file) {
    FAULTLINE_TRY(model, resnet::readModelFile(std::move(file), {}));
    return ModelOutline{
        ModelKind::Checkpoint, std::move(model.info.architecture),           std::move(model.info.classes),
        model.classesNamed,    model.preprocessingOpen || model.maxPoolOpen, std::move(model.networks)};
}

} // namespace

Result<dataset::SetOutline> lookAtDataset(const std::filesystem::path& path, const model::RunOptions& options,
                                          const base::Job& job) {
    dataset::OpenOptions reading;
    reading.split = options.split;
    reading.labels = options.labels;
    reading.job = job;
    return dataset::outlineOf(path, reading);
}

Result<ModelOutline> lookAtModel(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return failure(ErrorKind::NotFound,
                       "there is no file " + path.string() + "; choose the model's file");
    const std::string lowered = base::lowered(path.string());
    if (isPredictions(lowered))
        return ModelOutline{ModelKind::Predictions, path.filename().string(), {}, false, false, {}};
    FAULTLINE_TRY(file, base::readContents(path, modelFileLimit, base::refuseZeros));
    if (const auto mistaken = formats::mistakenFor(file.bytes))
        return failure(ErrorKind::Refused, "cannot use the model " + path.string() + ": " + *mistaken);
    const formats::ModelFormat format = formats::modelFormat(file.bytes);
    if (format == formats::ModelFormat::TorchScript)
        return ModelOutline{ModelKind::Program, {}, {}, false, true, {}};
    if (format == formats::ModelFormat::Onnx ||
        (format == formats::ModelFormat::Other && lowered.ends_with(".onnx")))
        return graphOutline(file);
    return checkpointOutline(std::move(file));
}

Result<> checkFit(const dataset::SetOutline& images, const ModelOutline& model,
                  const model::RunOptions& options) {
    if (images.classes.empty() || model.classes.empty())
        return {};
    FAULTLINE_CHECK(model::mapClasses(images.classes, model.classes, options.classes));
    return {};
}

bool classesMatter(const dataset::SetOutline& images, const ModelOutline& model) {
    return !std::equal(images.classes.begin(), images.classes.end(), model.classes.begin(),
                       model.classes.end(), [](const std::string& a, const std::string& b) {
                           return model::comparableName(a) == model::comparableName(b);
                       });
}

} // namespace faultline::workbench
