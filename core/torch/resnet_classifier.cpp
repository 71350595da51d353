// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/resnet_classifier.h"

#include "core/inference/batch_size.h"
#include "core/inference/output_form.h"
#include "core/model/preprocessing_text.h"
#include "core/preprocessing/photo_size.h"
#include "core/preprocessing/pixel_values.h"
#include "core/resnet/model_file.h"
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

class TorchClassifier : public inference::Classifier {
public:
    TorchClassifier(resnet::ModelFile file, preprocessing::PhotoSize photoSize, model::DeviceInfo device,
                    std::unique_ptr<Engine> engine, std::unique_ptr<Engine> screen)
        : m_model(std::move(file.info))
        , m_classesNamed(file.classesNamed)
        , m_preprocessingOpen(file.preprocessingOpen)
        , m_maxPoolOpen(file.maxPoolOpen)
        , m_device(std::move(device))
        , m_engine(std::move(engine))
        , m_screen(std::move(screen))
        , m_photoSize(photoSize) {
        m_model.preprocessing = preprocessing::sizedFor(photoSize, m_model.preprocessing);
        useVariant();
    }

    const model::ModelInfo& model() const override { return m_model; }
    const model::DeviceInfo& device() const override { return m_device; }
    /// Photos are held in their own size until they are computed: no more of them than of CIFAR's pixels.
    std::uint32_t efficientBatch() const override {
        const std::uint64_t pixels =
            inference::networkPixels(m_model.preprocessing, inference::pixelsOfCifar);
        if (!isOnCpu())
            return batchOnGpu(pixels);
        // What a screening leaves over fills a batch of its own only where many images are screened at once.
        const std::uint32_t each = inference::imagesPerThread(pixels) * (m_screen ? screenedPerExact : 1);
        return std::min(m_device.threads * each, largestBatchOnCpu);
    }
    /// A GPU answers a whole batch within milliseconds, and each new size costs it some.
    std::uint32_t firstBatch() const override {
        return isOnCpu() ? Classifier::firstBatch() : efficientBatch();
    }

    std::vector<inference::ModelVariant> variants() const override {
        std::vector<inference::ModelVariant> variants;
        if (!m_preprocessingOpen && !m_maxPoolOpen)
            return variants;
        const std::vector<model::Preprocessing> chosen{m_model.preprocessing};
        for (const model::Preprocessing& preprocessing : m_preprocessingOpen ? model::presets() : chosen) {
            const model::Preprocessing sized = preprocessing::sizedFor(m_photoSize, preprocessing);
            variants.push_back({sized, m_model.maxPool});
            if (m_maxPoolOpen)
                variants.push_back({sized, !m_model.maxPool});
        }
        return variants;
    }

    void decide(const inference::ModelVariant& variant, model::PreprocessingBasis basis,
                std::vector<model::PreprocessingTrial> trials) override {
        m_model.preprocessing = variant.preprocessing;
        m_model.maxPool = variant.maxPool;
        m_model.basis = basis;
        m_model.trials = std::move(trials);
        useVariant();
    }

    void nameClasses(const std::vector<std::string>& names) override {
        if (!m_classesNamed && names.size() == m_model.classes.size())
            m_model.classes = names;
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

    void useVariant() {
        const inference::ModelVariant variant{m_model.preprocessing, m_model.maxPool};
        m_engine->use(variant);
        if (m_screen)
            m_screen->use(variant);
    }

    static Result<inference::Scores> computed(Engine& engine, std::span<const base::ImageView> images) {
        if (images.empty())
            return base::failure(base::ErrorKind::Internal, "a batch without images");
        return engine.scores(images);
    }

    model::ModelInfo m_model;
    bool m_classesNamed;
    bool m_preprocessingOpen;
    bool m_maxPoolOpen;
    model::DeviceInfo m_device;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Engine> m_screen; ///< the same in low precision, or none
    preprocessing::PhotoSize m_photoSize;
};

} // namespace

Result<std::unique_ptr<inference::Classifier>>
openClassifier(base::FileContents model, const model::RunOptions& options, dataset::Format images) {
    FAULTLINE_CHECK(options.validate());
    FAULTLINE_TRY(file, resnet::readModelFile(std::move(model), options));
    FAULTLINE_TRY(chosen, chooseDevice(options.device));
    FAULTLINE_TRY(device, inPrecision(std::move(chosen), options.precision));
    const Precision computed = device.precision == "bf16"   ? Precision::Bf16
                               : device.precision == "fp16" ? Precision::Fp16
                                                            : Precision::Fp32;
    const bool isScreened = options.precision == model::Precision::Fast && computed != Precision::Fp32;
    FAULTLINE_TRY(engine,
                  openEngine(file.weights, isScreened ? Precision::Fp32 : computed, device, Purpose::Decide));
    std::unique_ptr<Engine> screen;
    if (isScreened) {
        FAULTLINE_TRY(low, openEngine(file.weights, computed, device, Purpose::Screen));
        screen = std::move(low);
    }
    preprocessing::PhotoSize size;
    if (images == dataset::Format::ImageFolder)
        size = file.weights.stem.kernel == 7 ? preprocessing::PhotoSize{256, 224}
                                             : preprocessing::PhotoSize{32, 32};
    return std::make_unique<TorchClassifier>(std::move(file), size, std::move(device), std::move(engine),
                                             std::move(screen));
}

} // namespace faultline::libtorch
