// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/script_network.h"

#include "core/base/text.h"
#include "core/formats/checkpoint.h"
#include "core/formats/wording.h"
#include "core/inference/opaque_model.h"
#include "core/model/run_options.h"
#include "core/torch/devices.h"
#include "core/torch/script_message.h"
#include "core/torch/script_precision.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <new>
#include <optional>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <caffe2/serialize/in_memory_adapter.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

/// How a program takes its images.
struct ScriptForm {
    preprocessing::PixelLayout layout = preprocessing::PixelLayout::Planar;
    at::ScalarType type = at::kFloat;
};
/// In the order in which they are tried: the usual one first.
constexpr std::array<ScriptForm, 4> forms{{{preprocessing::PixelLayout::Planar, at::kFloat},
                                           {preprocessing::PixelLayout::Interleaved, at::kFloat},
                                           {preprocessing::PixelLayout::Planar, at::kHalf},
                                           {preprocessing::PixelLayout::Interleaved, at::kHalf}}};

std::string formText(const ScriptForm& form) {
    return std::string(name(form.layout)) + (form.type == at::kHalf ? " in float16" : "");
}

/// A sentence for what Torch threw: what it was about, and the first line of the program's own message.
tl::unexpected<base::Error> failureFrom(const std::exception& thrown, const std::string& what) {
    if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr || tellsOfMemory(thrown.what()))
        return failure(ErrorKind::Io, "the device has not enough memory for this program and batch; choose a "
                                      "smaller batch or another device");
    if (tellsOfQuantisation(thrown.what()))
        return failure(ErrorKind::InvalidInput,
                       what + ": it is quantised, which LibTorch can't run on this device (" +
                           scriptMessage(thrown.what()) +
                           "); choose the CPU, or save the program as it was before it was quantised");
    return failure(ErrorKind::InvalidInput, what + ": " + scriptMessage(thrown.what()));
}

/// n × k, where dimensions of 1 may follow.
bool isOneRowEach(const c10::IValue& value, std::int64_t count) {
    if (!value.isTensor())
        return false;
    const at::Tensor& tensor = value.toTensor();
    if (!tensor.defined() || tensor.dim() < 2 || tensor.size(0) != count || !tensor.is_floating_point())
        return false;
    return tensor.numel() == count * tensor.size(1);
}

std::string kindOf(const c10::IValue& answer) {
    if (!answer.isTensor())
        return "a " + answer.tagKind() + " without such a tensor";
    const at::Tensor& tensor = answer.toTensor();
    std::vector<std::uint64_t> shape;
    for (const std::int64_t side : tensor.sizes())
        shape.push_back(static_cast<std::uint64_t>(side));
    return "a tensor " + formats::shapeText(shape) + " of " + std::string(tensor.dtype().name());
}

/// The tensor of the scores in what the program gave back: of several the first one that is as wide as there
/// are classes, else the first one.
std::optional<at::Tensor> scoresIn(const c10::IValue& answer, std::int64_t count, std::int64_t classes) {
    if (isOneRowEach(answer, count))
        return answer.toTensor();
    std::vector<c10::IValue> parts;
    if (answer.isTuple())
        parts = answer.toTupleRef().elements().vec();
    else if (answer.isList())
        parts = answer.toListRef().vec();
    else if (answer.isGenericDict())
        for (const auto& entry : answer.toGenericDict())
            parts.push_back(entry.value());
    std::optional<at::Tensor> first;
    for (const c10::IValue& part : parts) {
        if (!isOneRowEach(part, count))
            continue;
        if (part.toTensor().size(1) == classes)
            return part.toTensor();
        if (!first)
            first = part.toTensor();
    }
    return first;
}

/// A program failed with its images in one form, or gave back no scores: another form may suit it.
using FormRefused = std::atomic<bool>;

/// A program, loaded from its file's bytes when it is first used: copies load at the same time, each in the
/// thread that will use it. They share nothing, since a program may change its own state.
class ScriptNetwork : public inference::OpaqueNetwork {
public:
    /// @param classes of the data set
    ScriptNetwork(std::shared_ptr<const base::Bytes> file, std::string device, ScriptForm form,
                  std::size_t classes, std::shared_ptr<FormRefused> refused)
        : m_file(std::move(file))
        , m_device(std::move(device))
        , m_form(form)
        , m_classes(static_cast<std::int64_t>(classes))
        , m_refused(std::move(refused)) {}

    Result<> load() {
        if (m_module)
            return {};
        try {
            auto module = torch::jit::load(std::make_shared<caffe2::serialize::MemoryReadAdapter>(
                                               m_file->data(), static_cast<off_t>(m_file->size())),
                                           at::Device(m_device));
            if (!module.find_method("forward"))
                return failure(ErrorKind::InvalidInput, "it has no method forward()");
            module.eval();
            if (m_device == "cpu")
                m_widened = widenToFp32(module);
            m_module = std::move(module);
            return {};
        } catch (const std::exception& thrown) {
            return failureFrom(thrown, "LibTorch can't load it");
        }
    }

    [[nodiscard]] std::string className() const {
        const auto name = m_module->type()->name();
        return name ? name->name() : std::string("TorchScript");
    }

    /// The types of 16 bits that it is computed in fp32 instead of; empty: it has none.
    [[nodiscard]] const std::string& widened() const { return m_widened; }

    Result<std::vector<float>> forward(inference::PixelBatch batch) override {
        FAULTLINE_CHECK(load());
        try {
            at::init_num_threads(); // OpenMP keeps the number for each calling thread
            const c10::InferenceMode guard;
            auto rows = rowsOf(batch);
            if (!rows)
                *m_refused = true;
            return rows;
        } catch (const std::exception& thrown) {
            auto why = failureFrom(thrown, "its program failed");
            if (why.value().kind == ErrorKind::InvalidInput)
                *m_refused = true;
            return why;
        }
    }

private:
    Result<std::vector<float>> rowsOf(inference::PixelBatch& batch) {
        const auto count = static_cast<std::int64_t>(batch.count);
        const std::vector<std::int64_t> sides =
            m_form.layout == preprocessing::PixelLayout::Planar
                ? std::vector<std::int64_t>{count, 3, batch.height, batch.width}
                : std::vector<std::int64_t>{count, batch.height, batch.width, 3};
        const at::Tensor images = at::from_blob(batch.values.data(), sides, at::kFloat);
        const c10::IValue answer = m_module->forward({images.to(at::Device(m_device), m_form.type)});
        const std::optional<at::Tensor> scores = scoresIn(answer, count, m_classes);
        if (!scores)
            return failure(ErrorKind::InvalidInput,
                           "its program gave back " + kindOf(answer) + " for " + std::to_string(count) +
                               " images, where a classifier gives one row of class scores an image");
        const at::Tensor values = scores->to(at::kCPU, at::kFloat).contiguous();
        const float* const begin = values.data_ptr<float>();
        return std::vector<float>(begin, begin + values.numel());
    }

    std::shared_ptr<const base::Bytes> m_file;
    std::string m_device;
    ScriptForm m_form;
    std::int64_t m_classes;
    std::shared_ptr<FormRefused> m_refused;
    std::optional<torch::jit::Module> m_module;
    std::string m_widened;
};

Result<> checkTrusted(base::ByteView file, const model::RunOptions& options) {
    if (formats::modelFormat(file) != formats::ModelFormat::TorchScript)
        return failure(ErrorKind::InvalidInput, "it is no TorchScript program");
    if (!options.trustCode)
        return failure(ErrorKind::Refused,
                       "it is a TorchScript program, which could read and change all files that you can; if "
                       "you trust it, say so with --trust-code or in \"New study…\"");
    return {};
}

Result<inference::OpaqueModel> modelFrom(const std::filesystem::path& path,
                                         std::shared_ptr<const base::Bytes> file, model::DeviceInfo device,
                                         const ScriptForm& form, std::size_t classes,
                                         const std::shared_ptr<FormRefused>& refused) {
    keepFp32Exact();
    const std::uint32_t copies = inference::copiesFor(device, file->size());
    at::set_num_threads(static_cast<int>(std::max(device.threads / copies, 1u)));
    inference::OpaqueModel model;
    auto first = std::make_unique<ScriptNetwork>(file, device.device, form, classes, refused);
    FAULTLINE_CHECK(first->load());
    model.info = inference::fileInfo(path, *file, "torchscript");
    model.info.architecture = first->className();
    model.info.metadata.emplace_back("input", formText(form));
    if (!first->widened().empty())
        model.info.metadata.emplace_back(model::noteKey, "its program is in " + first->widened() +
                                                             ", and on the CPU was computed in float32");
    model.layout = form.layout;
    model.networks.push_back(std::move(first));
    while (model.networks.size() < copies)
        model.networks.push_back(
            std::make_unique<ScriptNetwork>(file, device.device, form, classes, refused));
    model.device = std::move(device);
    return model;
}

} // namespace

Result<inference::OpenedModel> openScript(base::FileContents program, const model::RunOptions& options,
                                          const dataset::ImageSet& images) {
    FAULTLINE_CHECK(options.validate());
    const auto file = std::make_shared<const base::Bytes>(std::move(program.bytes));
    const std::string context = "cannot use the model " + program.path.string();
    if (const Result<> trusted = checkTrusted(*file, options); !trusted)
        return failure(trusted.error().within(context));
    FAULTLINE_TRY(device, chooseDevice(options.device));
    std::optional<base::Error> first;
    for (const ScriptForm& form : forms) {
        const auto refused = std::make_shared<FormRefused>(false);
        auto model = modelFrom(program.path, file, device, form, images.info().classes.size(), refused);
        if (!model)
            return failure(model.error().within(context));
        if (dataset::isImageFolder(images.info().format))
            model->photoSize = {256, 224};
        auto opened = inference::openOpaque(std::move(*model), options, images);
        if (opened || !*refused)
            return opened;
        if (!first)
            first = std::move(opened).error();
    }
    first->message += "; tried were images as NCHW and NHWC, in float32 and float16";
    return failure(std::move(*first));
}

} // namespace faultline::libtorch
