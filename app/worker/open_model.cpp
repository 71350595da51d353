// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/open_model.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/checkpoint.h"
#ifdef FAULTLINE_WITH_ONNX
#include "core/onnx/onnx_model.h"
#endif
#include "core/model/run_options.h"
#include "core/predictions/imported_answers.h"
#include "core/torch/devices.h"
#include "core/torch/resnet_model.h"
#include "core/torch/script_network.h"

namespace faultline::app {

using base::Result;
using inference::OpenedModel;

namespace {

constexpr std::uint64_t fileLimit = std::uint64_t{2} << 30; ///< bytes; protobuf's own, too

Result<OpenedModel> openOnnx(base::FileContents file, [[maybe_unused]] const model::RunOptions& options,
                             [[maybe_unused]] const dataset::ImageSet& images) {
#ifdef FAULTLINE_WITH_ONNX
    FAULTLINE_TRY(processor, libtorch::chooseDevice({model::DeviceKind::Cpu}));
    return onnx::openGraph(std::move(file), options, images, processor);
#else
    return base::failure(base::ErrorKind::Refused,
                         "cannot use the model " + file.path.string() +
                             ": this faultline-worker is built without OpenCV's dnn module and runs no ONNX "
                             "models; build it where libopencv-dnn-dev is installed");
#endif
}

Result<formats::ModelFormat> formatOf(const base::FileContents& file) {
    if (const auto mistaken = formats::mistakenFor(file.bytes))
        return base::failure(base::ErrorKind::Refused,
                             "cannot use the model " + file.path.string() + ": " + *mistaken);
    const formats::ModelFormat format = formats::modelFormat(file.bytes);
    const bool isNamedOnnx = base::lowered(file.path.string()).ends_with(".onnx");
    return format == formats::ModelFormat::Other && isNamedOnnx ? formats::ModelFormat::Onnx : format;
}

} // namespace

Result<OpenedModel> openModel(const std::string& path, const model::RunOptions& options,
                              const dataset::ImageSet& images) {
    if (predictions::isPredictionFile(path)) // told by the name alone; it is read once, there
        return predictions::openPredictions(path, options, images);
    FAULTLINE_TRY(file, base::readContents(path, fileLimit, base::refuseZeros));
    FAULTLINE_TRY(format, formatOf(file));
    if (format == formats::ModelFormat::TorchScript)
        return libtorch::openScript(std::move(file), options, images);
    if (format == formats::ModelFormat::Onnx)
        return openOnnx(std::move(file), options, images);
    return libtorch::openResnet(std::move(file), options, images.info().format);
}

protocol::Description describe() {
    protocol::Description description = libtorch::describe();
#ifndef FAULTLINE_WITH_CODECS
    description.missing.emplace_back("image-folders");
#endif
#ifndef FAULTLINE_WITH_ONNX
    description.missing.emplace_back("onnx");
#endif
    return description;
}

} // namespace faultline::app
