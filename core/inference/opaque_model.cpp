// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/opaque_model.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/dataset/read_ahead.h"
#include "core/dataset/set_limits.h"
#include "core/inference/batch_size.h"
#include "core/inference/output_form.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/preprocessing/photo_size.h"
#include "core/preprocessing/resampling.h"

#include <algorithm>
#include <new>
#include <thread>
#include <utility>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint32_t probedImages = 16;
constexpr std::uint64_t memoryForCopies = std::uint64_t{2} << 30;

// On a GPU as many pixels as 512 images of CIFAR, but some images at least.
constexpr std::uint64_t pixelsOnGpu = 512 * 32 * 32;
constexpr std::uint64_t fewestOnGpu = 32;
constexpr std::uint64_t largestBatch = 1024;

/// What the network's first images tell of it.
struct Probe {
    std::size_t outputs = 0;
    OutputForm form = OutputForm::Logits;
    std::uint64_t pixels = 0; ///< of one image, as the network sees it
};

Result<PixelBatch> pixelBatch(std::span<const base::ImageView> images,
                              const model::Preprocessing& preprocessing,
                              const preprocessing::PixelValues& values, preprocessing::PixelLayout layout) {
    FAULTLINE_TRY(input, preprocessing::NetworkInput::from(images, preprocessing));
    return PixelBatch{values.of(input.views, layout), images.size(), input.views[0].height(),
                      input.views[0].width()};
}

Result<Probe> probedOn(PixelBatch batch, OpaqueNetwork& network) {
    Probe probe;
    probe.pixels = static_cast<std::uint64_t>(batch.height) * static_cast<std::uint64_t>(batch.width);
    const std::string size = std::to_string(batch.width) + " × " + std::to_string(batch.height);
    const std::size_t count = batch.count;
    const auto answer = network.forward(std::move(batch));
    if (!answer && answer.error().kind != ErrorKind::InvalidInput)
        return failure(answer.error());
    if (!answer)
        return failure(ErrorKind::InvalidInput, answer.error().message + " (on images of " + size +
                                                    " pixels: where it was made for another size, give a "
                                                    "preprocessing with resize and crop)");
    probe.outputs = answer->size() / count;
    if (probe.outputs < 2 || probe.outputs > dataset::mostClasses)
        return failure(ErrorKind::InvalidInput, "it answers " + std::to_string(probe.outputs) +
                                                    " values an image, but a classifier has 2 to " +
                                                    base::groupedText(dataset::mostClasses) +
                                                    " classes and one value for each");
    FAULTLINE_CHECK(checkFinite(*answer));
    probe.form = outputForm(*answer, probe.outputs);
    return probe;
}

/// The first images as the network sees them: of large ones not all are held at once.
Result<std::vector<base::Image>> firstViews(const dataset::ImageSet& images,
                                            const model::Preprocessing& preprocessing) {
    std::vector<base::SampleIndex> samples = dataset::samplesOf(images);
    samples.resize(std::min<std::size_t>(probedImages, samples.size()));
    dataset::ReadAhead ahead(images, samples);
    std::vector<base::Image> seen;
    while (seen.size() < samples.size()) {
        FAULTLINE_TRY(pictures, ahead.next(samples.size()));
        for (const base::ImageView& picture : pictures.views) {
            FAULTLINE_TRY(view, preprocessing::networkView(picture, preprocessing));
            seen.push_back(std::move(view));
        }
    }
    return seen;
}

Result<Probe> probed(const OpaqueModel& model, const std::vector<base::Image>& seen) {
    model::Preprocessing rest = model.info.preprocessing; // resized and cropped they are already
    rest.resize = rest.crop = 0;
    std::vector<base::ImageView> views;
    for (const base::Image& image : seen)
        views.push_back(image.view());
    FAULTLINE_TRY(batch, pixelBatch(views, rest, preprocessing::PixelValues(rest), model.layout));
    return probedOn(std::move(batch), *model.networks.front());
}

std::uint32_t batchFor(const model::DeviceInfo& device, std::uint64_t pixels) {
    const std::uint64_t batch = device.device == "cpu"
                                    ? std::uint64_t{device.threads} * imagesPerThread(pixels)
                                    : std::max(pixelsOnGpu / std::max<std::uint64_t>(pixels, 1), fewestOnGpu);
    return static_cast<std::uint32_t>(std::min(batch, largestBatch));
}

/// The copies of a network, each of which computes a part of a batch.
class CopiedNetwork : public Network {
public:
    CopiedNetwork(OpaqueModel model, const Probe& probe)
        : m_networks(std::move(model.networks))
        , m_device(std::move(model.device))
        , m_layout(model.layout)
        , m_location(std::move(model.info.location))
        , m_outputs(probe.outputs)
        , m_form(probe.form)
        , m_batch(batchFor(m_device, probe.pixels))
        , m_preprocessing(std::move(model.info.preprocessing))
        , m_values(m_preprocessing) {}

    const model::DeviceInfo& device() const override { return m_device; }
    std::uint32_t efficientBatch() const override { return m_batch; }

    void use(const ModelVariant& variant) override {
        m_preprocessing = variant.preprocessing;
        m_values = preprocessing::PixelValues(variant.preprocessing);
    }

    Result<Scores> classify(std::span<const base::ImageView> images) override {
        const std::size_t parts = std::clamp<std::size_t>(images.size(), 1, m_networks.size());
        std::vector<Result<std::vector<float>>> answers(parts);
        {
            std::vector<std::jthread> threads; // joined at the end of the block
            for (std::size_t part = 1; part < parts; ++part)
                threads.emplace_back([&, part] { answers[part] = answerOf(part, parts, images); });
            answers[0] = answerOf(0, parts, images);
        }
        Scores scores;
        for (Result<std::vector<float>>& answer : answers) {
            if (!answer)
                return failure(std::move(answer).error());
            scores.logits.insert(scores.logits.end(), answer->begin(), answer->end());
        }
        if (scores.logits.size() != images.size() * m_outputs)
            return failure(ErrorKind::InvalidInput,
                           "the model " + m_location + " changed the number of its outputs");
        FAULTLINE_CHECK(checkFinite(scores.logits));
        makeLogits(m_form, scores.logits);
        return scores;
    }

private:
    /// Of the images cut into `parts` pieces whose sizes differ by one at most. Any thread, one a part.
    [[nodiscard]] Result<std::vector<float>> answerOf(std::size_t part, std::size_t parts,
                                                      std::span<const base::ImageView> images) const {
        const std::size_t begin = images.size() * part / parts;
        const auto mine = images.subspan(begin, images.size() * (part + 1) / parts - begin);
        try {
            FAULTLINE_TRY(batch, pixelBatch(mine, m_preprocessing, m_values, m_layout));
            return m_networks[part]->forward(std::move(batch));
        } catch (const std::bad_alloc&) {
            return failure(ErrorKind::Io,
                           "there is not enough memory for this batch; choose a smaller batch");
        }
    }

    std::vector<std::unique_ptr<OpaqueNetwork>> m_networks;
    model::DeviceInfo m_device;
    preprocessing::PixelLayout m_layout;
    std::string m_location; ///< of the model's file
    std::size_t m_outputs;
    OutputForm m_form;
    std::uint32_t m_batch;
    model::Preprocessing m_preprocessing;
    preprocessing::PixelValues m_values; ///< of it
};

std::vector<ModelVariant> presetVariants(const preprocessing::PhotoSize& size) {
    std::vector<ModelVariant> variants;
    for (const model::Preprocessing& preset : model::presets())
        variants.push_back({preprocessing::sizedFor(size, preset), false});
    model::Preprocessing bytes; // a program or graph may normalise by itself what goes from 0 to 255
    bytes.name = "bytes";
    bytes.mean = {0, 0, 0};
    bytes.standardDeviation = {1.0 / 255, 1.0 / 255, 1.0 / 255};
    variants.push_back({preprocessing::sizedFor(size, bytes), false});
    return variants;
}

} // namespace

Result<OpenedModel> openOpaque(OpaqueModel model, const model::RunOptions& options,
                               const dataset::ImageSet& images) {
    model::ModelInfo& info = model.info;
    info.preprocessing = preprocessing::sizedFor(
        model.photoSize, options.preprocessing.given.value_or(model::presets().front()));
    info.basis = model::PreprocessingBasis::Chosen; // an open one is decided on before the run
    FAULTLINE_TRY(first, firstViews(images, info.preprocessing));
    const auto probe = probed(model, first);
    if (!probe)
        return failure(probe.error().within("cannot use the model " + info.location));
    for (std::size_t i = 0; i < probe->outputs; ++i)
        info.classes.push_back(std::to_string(i));
    info.answers = answersAre(probe->form);
    std::vector<ModelVariant> variants;
    if (options.preprocessing.isAuto())
        variants = presetVariants(model.photoSize);
    model::ModelInfo known = info;
    return OpenedModel(std::make_unique<CopiedNetwork>(std::move(model), *probe), std::move(known),
                       std::move(variants), OutputNames::Open);
}

std::uint32_t copiesFor(const model::DeviceInfo& device, std::uint64_t bytes) {
    if (device.device != "cpu")
        return 1;
    const std::uint64_t fitting = memoryForCopies / std::max<std::uint64_t>(bytes, 1);
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(fitting, 1, std::max(device.threads, 1u)));
}

model::ModelInfo fileInfo(const std::filesystem::path& path, base::ByteView bytes, std::string format) {
    model::ModelInfo info;
    info.format = std::move(format);
    info.sha256 = base::hex(base::sha256(bytes));
    info.location = path.string();
    return info;
}

} // namespace faultline::inference
