// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/classifier.h"

#include "core/inference/output_form.h"
#include "core/inference/pixel_values.h"
#include "core/inference/resampling.h"
#include "core/torch/devices.h"
#include "core/torch/model_file.h"
#include "core/torch/network.h"

#include <algorithm>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint32_t imagesPerThread =
    32; ///< their activations stay in the caches: 64 are some 15 % slower
constexpr std::uint32_t screenedPerThread = 256;
constexpr std::uint32_t batchOnGpu = 512;
constexpr std::uint32_t largestBatch = 1024;

class TorchClassifier : public inference::Classifier {
public:
    TorchClassifier(ModelFile file, inference::PhotoSize photoSize, inference::DeviceInfo device,
                    Network network, std::optional<Network> screen)
        : m_model(std::move(file.info))
        , m_classesNamed(file.classesNamed)
        , m_preprocessingOpen(file.preprocessingOpen)
        , m_maxPoolOpen(file.maxPoolOpen)
        , m_device(std::move(device))
        , m_network(std::move(network))
        , m_screen(std::move(screen))
        , m_photoSize(photoSize) {
        m_model.preprocessing = inference::sizedFor(photoSize, m_model.preprocessing);
        m_values = inference::PixelValues(m_model.preprocessing);
    }

    const inference::ModelInfo& model() const override { return m_model; }
    const inference::DeviceInfo& device() const override { return m_device; }
    std::uint32_t efficientBatch() const override {
        // What a screening leaves over fills a batch of its own only where many images are screened at once.
        const std::uint32_t each = m_screen ? screenedPerThread : imagesPerThread;
        return isOnCpu() ? std::min(m_device.threads * each, largestBatch) : batchOnGpu;
    }

    std::vector<inference::ModelVariant> variants() const override {
        std::vector<inference::ModelVariant> variants;
        if (!m_preprocessingOpen && !m_maxPoolOpen)
            return variants;
        const std::vector<inference::Preprocessing> chosen{m_model.preprocessing};
        for (const inference::Preprocessing& preprocessing :
             m_preprocessingOpen ? inference::presets() : chosen) {
            const inference::Preprocessing sized = inference::sizedFor(m_photoSize, preprocessing);
            variants.push_back({sized, m_model.maxPool});
            if (m_maxPoolOpen)
                variants.push_back({sized, !m_model.maxPool});
        }
        return variants;
    }

    void decide(const inference::ModelVariant& variant, inference::PreprocessingBasis basis,
                std::vector<inference::PreprocessingTrial> trials) override {
        m_model.preprocessing = variant.preprocessing;
        m_model.maxPool = variant.maxPool;
        m_model.basis = basis;
        m_model.trials = std::move(trials);
        m_values = inference::PixelValues(variant.preprocessing);
        m_network.setMaxPool(variant.maxPool);
        if (m_screen)
            m_screen->setMaxPool(variant.maxPool);
    }

    void nameClasses(const std::vector<std::string>& names) override {
        if (!m_classesNamed && names.size() == m_model.classes.size())
            m_model.classes = names;
    }

    Result<inference::Scores> classify(std::span<const dataset::ImageView> images) override {
        return computed(m_network, images);
    }

    bool screens() const override { return m_screen.has_value(); }
    Result<inference::Scores> screen(std::span<const dataset::ImageView> images) override {
        return computed(*m_screen, images);
    }

private:
    [[nodiscard]] bool isOnCpu() const { return m_device.device == "cpu"; }

    /// The images cut into `parts` pieces whose sizes differ by one at most.
    static std::span<const dataset::ImageView> partOf(std::span<const dataset::ImageView> images,
                                                      std::size_t part, std::size_t parts) {
        const std::size_t begin = images.size() * part / parts;
        return images.subspan(begin, images.size() * (part + 1) / parts - begin);
    }

    /// In pieces that fit the caches, on as many threads as the device has.
    [[nodiscard]] Result<inference::Scores> computed(const Network& network,
                                                     std::span<const dataset::ImageView> images) const {
        FAULTLINE_CHECK(inference::checkRgb(images));
        const std::size_t threads = isOnCpu() ? std::min<std::size_t>(m_device.threads, images.size()) : 1;
        const std::size_t round = threads * imagesPerThread;
        const std::size_t parts =
            isOnCpu() ? threads * std::max<std::size_t>(1, (images.size() + round / 2) / round) : 1;
        std::vector<Result<inference::Scores>> answers(parts);
        const auto work = [&](std::size_t first) {
            for (std::size_t part = first; part < parts; part += threads)
                answers[part] = computedPart(network, partOf(images, part, parts));
        };
        {
            std::vector<std::jthread> workers; // joined at the end of the block
            for (std::size_t worker = 1; worker < threads; ++worker)
                workers.emplace_back(work, worker);
            work(0);
        }
        return joined(answers);
    }

    static Result<inference::Scores> joined(std::vector<Result<inference::Scores>>& answers) {
        inference::Scores scores;
        for (Result<inference::Scores>& answer : answers) {
            if (!answer)
                return failure(std::move(answer).error());
            scores.logits.insert(scores.logits.end(), answer->logits.begin(), answer->logits.end());
            scores.features.insert(scores.features.end(), answer->features.begin(), answer->features.end());
        }
        FAULTLINE_CHECK(inference::checkFinite(scores.logits));
        FAULTLINE_CHECK(inference::checkFinite(scores.features));
        return scores;
    }

    /// Any thread.
    [[nodiscard]] Result<inference::Scores> computedPart(const Network& network,
                                                         std::span<const dataset::ImageView> images) const {
        try {
            FAULTLINE_TRY(input, inference::NetworkInput::from(images, m_model.preprocessing));
            std::vector<float> pixels = m_values.of(input.views, inference::PixelLayout::Interleaved);
            return network.forward(pixels, images.size(), input.views[0].height, input.views[0].width);
        } catch (const std::bad_alloc&) {
            return failure(ErrorKind::Io,
                           "there is not enough memory for this batch; choose a smaller batch");
        }
    }

    inference::ModelInfo m_model;
    bool m_classesNamed;
    bool m_preprocessingOpen;
    bool m_maxPoolOpen;
    inference::DeviceInfo m_device;
    Network m_network;
    std::optional<Network> m_screen; ///< the same in low precision
    inference::PhotoSize m_photoSize;
    inference::PixelValues m_values{inference::Preprocessing()};
};

} // namespace

Result<std::unique_ptr<inference::Classifier>> openClassifier(const std::filesystem::path& model,
                                                              const inference::RunOptions& options,
                                                              std::string_view imageFormat) {
    FAULTLINE_CHECK(options.validate());
    FAULTLINE_TRY(file, readModelFile(model, options));
    FAULTLINE_TRY(device, chooseDevice(options.device, options.precision));
    const Precision computed = device.precision == "bf16"   ? Precision::Bf16
                               : device.precision == "fp16" ? Precision::Fp16
                                                            : Precision::Fp32;
    FAULTLINE_TRY(network, Network::load(file.weights,
                                         options.precision == "fast" ? Precision::Fp32 : computed, device));
    std::optional<Network> screen;
    if (options.precision == "fast" && computed != Precision::Fp32) {
        FAULTLINE_TRY(low, Network::load(file.weights, computed, device));
        screen = std::move(low);
    }
    inference::PhotoSize size;
    if (imageFormat == "image-folder")
        size = file.weights.stem.kernel == 7 ? inference::PhotoSize{256, 224} : inference::PhotoSize{32, 32};
    return std::make_unique<TorchClassifier>(std::move(file), size, std::move(device), std::move(network),
                                             std::move(screen));
}

} // namespace faultline::libtorch
