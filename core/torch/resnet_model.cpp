// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/resnet_model.h"

#include "core/inference/batch_size.h"
#include "core/inference/output_form.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/preprocessing/photo_size.h"
#include "core/resnet/model_file.h"
#include "core/torch/cpu_network.h"
#include "core/torch/devices.h"
#include "core/torch/engine.h"
#include "core/torch/gpu_engine.h"

#include <algorithm>
#include <utility>

namespace faultline::libtorch {

using base::Result;

namespace {

constexpr std::uint32_t screenedPerExact = 8; ///< a failure or control in so many, about
constexpr std::uint32_t largestBatchOnCpu = 1024;
constexpr std::uint32_t fewestPhotos = 128; ///< of a call, on a GPU: two pieces

class ResnetNetwork : public inference::Network {
public:
    ResnetNetwork(model::DeviceInfo device, std::unique_ptr<Engine> engine, std::unique_ptr<Engine> screen)
        : m_device(std::move(device))
        , m_engine(std::move(engine))
        , m_screen(std::move(screen)) {}

    const model::DeviceInfo& device() const override { return m_device; }
    /// Photos are held in their own size until they are computed: no more of them than of CIFAR's pixels.
    std::uint32_t efficientBatch() const override {
        if (!isOnCpu())
            return batchOnGpu(m_pixels);
        // What a screening leaves over fills a batch of its own only where many images are screened at once.
        const std::uint32_t each = inference::imagesPerThread(m_pixels) * (m_screen ? screenedPerExact : 1);
        return std::min(m_device.threads * each, largestBatchOnCpu);
    }
    /// A GPU answers a whole batch within milliseconds, and each new size costs it some.
    std::uint32_t firstBatch() const override { return isOnCpu() ? Network::firstBatch() : efficientBatch(); }

    void use(const inference::ModelVariant& variant) override {
        m_pixels = inference::networkPixels(variant.preprocessing, inference::pixelsOfCifar);
        m_engine->use(variant);
        if (m_screen)
            m_screen->use(variant);
    }

    Result<inference::Scores> classify(std::span<const base::ImageView> images) override {
        FAULTLINE_TRY(scores, computed(*m_engine, images));
        for (const std::vector<float>* const values : {&scores.logits, &scores.features})
            if (const auto finite = inference::checkFinite(*values); !finite)
                return base::failure(decidesInFp32() ? finite.error() : overflow());
        return std::move(scores);
    }

    bool screens() const override { return m_screen != nullptr; }
    Result<inference::Scores> screen(std::span<const base::ImageView> images) override {
        return computed(*m_screen, images);
    }

private:
    [[nodiscard]] bool isOnCpu() const { return m_device.device == "cpu"; }

    [[nodiscard]] bool decidesInFp32() const { return m_screen || m_device.precision == "fp32"; }
    [[nodiscard]] base::Error overflow() const {
        return {base::ErrorKind::InvalidInput, "what lies between the model's layers is too large for " +
                                                   m_device.precision +
                                                   "; choose the precision fp32 or fast"};
    }

    [[nodiscard]] static std::uint32_t batchOnGpu(std::uint64_t pixels) {
        const std::uint64_t images = imagesPerCall * inference::pixelsOfCifar / pixels;
        return std::clamp(static_cast<std::uint32_t>(images), fewestPhotos, imagesPerCall);
    }

    static Result<inference::Scores> computed(Engine& engine, std::span<const base::ImageView> images) {
        if (images.empty())
            return base::failure(base::ErrorKind::Internal, "a batch without images");
        return engine.scores(images);
    }

    model::DeviceInfo m_device;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Engine> m_screen;                  ///< the same in low precision, or none
    std::uint64_t m_pixels = inference::pixelsOfCifar; ///< of an image as the network sees it
};

std::vector<inference::ModelVariant> variantsOf(const resnet::ModelFile& file,
                                                const preprocessing::PhotoSize& size) {
    std::vector<inference::ModelVariant> variants;
    if (!file.preprocessingOpen && !file.maxPoolOpen)
        return variants;
    const std::vector<model::Preprocessing> stated{file.info.preprocessing};
    for (const model::Preprocessing& preprocessing : file.preprocessingOpen ? model::presets() : stated) {
        const model::Preprocessing sized = preprocessing::sizedFor(size, preprocessing);
        variants.push_back({sized, file.info.maxPool});
        if (file.maxPoolOpen)
            variants.push_back({sized, !file.info.maxPool});
    }
    return variants;
}

} // namespace

std::unique_ptr<inference::Network> resnetNetwork(model::DeviceInfo device, std::unique_ptr<Engine> engine,
                                                  std::unique_ptr<Engine> screen) {
    return std::make_unique<ResnetNetwork>(std::move(device), std::move(engine), std::move(screen));
}

Result<inference::OpenedModel> openResnet(base::FileContents model, const model::RunOptions& options,
                                          dataset::Format images) {
    FAULTLINE_CHECK(options.validate());
    FAULTLINE_TRY(file, resnet::readModelFile(std::move(model), options));
    FAULTLINE_TRY(chosen, chooseDevice(options.device));
    FAULTLINE_TRY(device, inPrecision(std::move(chosen), options.precision));
    if (device.device == "cpu" && options.precision == model::Precision::Fast && device.precision != "fp32" &&
        !screeningPays(file.weights)) {
        device.precision = "fp32";
        device.precisionReason = "bf16 is hardly faster for this network on this processor";
    }
    if (device.device == "cpu")
        device.backend = cpuBackendName();
    const Precision computed = device.precision == "bf16"   ? Precision::Bf16
                               : device.precision == "fp16" ? Precision::Fp16
                                                            : Precision::Fp32;
    const bool isScreened = options.precision == model::Precision::Fast && computed != Precision::Fp32;
    const std::uint32_t stemKernel = file.weights.stem.kernel;
    std::unique_ptr<Engine> screen;
    if (isScreened) {
        FAULTLINE_TRY(low, openEngine(file.weights, computed, device, Purpose::Screen));
        screen = std::move(low);
    }
    FAULTLINE_TRY(engine, openEngine(std::move(file.weights), isScreened ? Precision::Fp32 : computed, device,
                                     Purpose::Decide));
    preprocessing::PhotoSize size;
    if (dataset::isImageFolder(images))
        size = stemKernel == 7 ? preprocessing::PhotoSize{256, 224} : preprocessing::PhotoSize{32, 32};
    else if (stemKernel == 7 && file.info.preprocessing.resize == 0)
        file.info.metadata.emplace_back(
            model::noteKey,
            "its 7 × 7 stem was made for large pictures, and these are given to it as large as they "
            "are; where it was trained on enlarged ones, say resize and crop with --preprocessing");
    std::vector<inference::ModelVariant> variants = variantsOf(file, size);
    file.info.preprocessing = preprocessing::sizedFor(size, file.info.preprocessing);
    return inference::OpenedModel(resnetNetwork(std::move(device), std::move(engine), std::move(screen)),
                                  std::move(file.info), std::move(variants),
                                  file.classesNamed ? inference::OutputNames::OfFile
                                                    : inference::OutputNames::Open);
}

} // namespace faultline::libtorch
