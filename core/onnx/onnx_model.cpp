// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/onnx_model.h"

#include "core/formats/onnx_gemm.h"
#include "core/formats/onnx_info.h"
#include "core/inference/opaque_model.h"
#include "core/model/run_options.h"
#include "core/onnx/dnn_network.h"
#include "core/onnx/onednn_networks.h"
#include "core/onnx/onnx_graph.h"
#include "core/preprocessing/photo_size.h"

#include <algorithm>

namespace faultline::onnx {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

Result<model::DeviceInfo> deviceFor(const model::DeviceChoice& wanted, const model::DeviceInfo& processor) {
    if (wanted.kind == model::DeviceKind::Cuda)
        return failure(ErrorKind::Refused, "ONNX models run on the CPU alone, not on " +
                                               base::TextForm<model::DeviceChoice>::text(wanted) +
                                               "; choose auto or cpu, or export the model as TorchScript");
    model::DeviceInfo device;
    device.device = "cpu";
    device.name = processor.name;
    device.precision = "fp32";
    device.reason = wanted.kind == model::DeviceKind::Auto ? "ONNX models run on the CPU alone" : "";
    device.threads = std::max(processor.threads, 1U);
    return device;
}

model::ModelInfo modelInfo(const std::filesystem::path& path, base::ByteView file,
                           const formats::OnnxInfo& info, const OnnxGraph& graph) {
    model::ModelInfo model = inference::fileInfo(path, file, "onnx");
    model.architecture = info.graph.empty() ? "ONNX graph" : info.graph;
    model.metadata.emplace_back("producer", info.producer);
    model.metadata.emplace_back("opset", std::to_string(info.opset));
    model.metadata.emplace_back("input", preprocessing::name(graph.layout));
    return model;
}

Result<preprocessing::PhotoSize> photoSize(const OnnxGraph& graph, const dataset::ImageSet& images) {
    const bool isFolder = dataset::isImageFolder(images.info().format);
    if (!graph.height || !graph.width)
        return isFolder ? preprocessing::PhotoSize{256, 224} : preprocessing::PhotoSize{};
    const std::vector<base::SampleIndex> samples = dataset::samplesOf(images);
    if (*graph.height != *graph.width || samples.empty())
        return preprocessing::PhotoSize{};
    base::Image storage;
    FAULTLINE_TRY(first, images.image(samples.front(), storage));
    const auto side = static_cast<int>(*graph.height);
    const bool fits = first.width() == side && first.height() == side && !isFolder;
    return fits ? preprocessing::PhotoSize{} : preprocessing::PhotoSize{*graph.height, *graph.height};
}

/// OpenCV 4.6 takes each Gemm for one with transB = 1 and would give wrong numbers in silence.
Result<std::shared_ptr<const base::Bytes>> forOpenCv(const std::shared_ptr<const base::Bytes>& file,
                                                     const formats::OnnxInfo& info) {
    if (info.plainGemms == 0)
        return file;
    FAULTLINE_TRY(rewritten, formats::withoutPlainGemms(*file));
    return std::make_shared<const base::Bytes>(std::move(rewritten));
}

/// A graph of a newer opset may fail for it, where nothing in it shows that beforehand.
base::Error explained(base::Error error, const formats::OnnxInfo& info) {
    constexpr std::uint64_t newestRead = 17;
    if (info.opset > newestRead)
        error.message += "; its opset is " + std::to_string(info.opset) +
                         ", and 13 to 17 are read: export it with torch.onnx.export(…, dynamo=False, "
                         "opset_version=17)";
    return error;
}

/// The networks by OpenCV, and what they are computed by.
Result<> useOpenCv(inference::OpaqueModel& model, const std::shared_ptr<const base::Bytes>& file,
                   const formats::OnnxInfo& info, const OnnxGraph& graph) {
    FAULTLINE_CHECK(checkForOpenCv(info));
    const std::uint32_t copies = inference::copiesFor(model.device, file->size());
    FAULTLINE_TRY(readable, forOpenCv(file, info));
    auto networks = dnnNetworks(readable, graph, copies, std::max(model.device.threads / copies, 1U));
    if (!networks)
        return failure(explained(networks.error(), info));
    model.networks = std::move(*networks);
    model.device.backend = backendName();
    return {};
}

Result<inference::OpaqueModel> modelFrom(const std::filesystem::path& path,
                                         const std::shared_ptr<const base::Bytes>& file,
                                         const dataset::ImageSet& images, model::DeviceInfo device) {
    FAULTLINE_TRY(info, formats::readOnnxInfo(*file));
    FAULTLINE_TRY(graph, graphFrom(info));
    FAULTLINE_TRY(size, photoSize(graph, images));
    inference::OpaqueModel model;
    model.info = modelInfo(path, *file, info, graph);
    model.device = std::move(device);
    model.layout = graph.layout;
    model.photoSize = size;
    auto networks = onednnNetworks(*file, graph, model.device.threads);
    if (networks) {
        model.networks = std::move(networks->networks);
        model.device.backend = std::move(networks->backend);
    } else if (networks.error().kind == ErrorKind::Refused) {
        FAULTLINE_CHECK(useOpenCv(model, file, info, graph));
    } else {
        return failure(std::move(networks).error());
    }
    return model;
}

} // namespace

Result<inference::OpenedModel> openGraph(base::FileContents file, const model::RunOptions& options,
                                         const dataset::ImageSet& images,
                                         const model::DeviceInfo& processor) {
    FAULTLINE_CHECK(options.validate());
    const std::string context = "cannot use the model " + file.path.string();
    auto device = deviceFor(options.device, processor);
    if (!device)
        return failure(device.error().within(context));
    const auto bytes = std::make_shared<const base::Bytes>(std::move(file.bytes));
    auto model = modelFrom(file.path, bytes, images, std::move(*device));
    if (!model)
        return failure(model.error().within(context));
    return inference::openOpaque(std::move(*model), options, images);
}

} // namespace faultline::onnx
