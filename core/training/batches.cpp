// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/batches.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace faultline::training {

using base::ErrorKind;
using base::failure;
using base::Result;
using base::SampleIndex;

namespace {

/// Independent draws from one seed.
enum class Draw : std::uint64_t { HeldOut = 1, Order, Augmentation };

std::uint64_t drawSeed(std::uint64_t seed, Draw draw, std::uint64_t value) {
    return base::seededHash(base::seededHash(seed, static_cast<std::uint64_t>(draw) << 32), value);
}

std::string sizeText(const base::ImageView& image) {
    return std::to_string(image.width()) + " × " + std::to_string(image.height());
}

Result<> checkSet(const LoadedImages& images, const base::ImageView& model) {
    const dataset::DatasetInfo& info = images.info();
    const std::string who = "the " + std::string(name(info.split)) + " split of " + info.location;
    for (std::uint32_t i = 0; i < info.size; ++i) {
        const SampleIndex sample(i);
        const base::ImageView image = images.image(sample);
        if (image.width() != model.width() || image.height() != model.height())
            return failure(ErrorKind::InvalidInput,
                           who + ": image " + std::to_string(i) + " (from 0) is " + sizeText(image) +
                               ", but training needs images of one size (" + sizeText(model) + ")");
        if (images.label(sample).value >= info.classes.size())
            return failure(ErrorKind::InvalidInput,
                           who + ": image " + std::to_string(i) + " (from 0) has label " +
                               std::to_string(images.label(sample).value) + ", but there are only " +
                               std::to_string(info.classes.size()) + " classes");
    }
    return {};
}

Batch emptyBatch(const LoadedImages& images, std::span<const SampleIndex> samples) {
    Batch batch;
    const base::ImageView model = images.image(samples.front());
    batch.width = model.width();
    batch.height = model.height();
    batch.pixels.resize(samples.size() * model.pixels().size());
    batch.labels.reserve(samples.size());
    for (const SampleIndex sample : samples)
        batch.labels.push_back(images.label(sample).value);
    return batch;
}

} // namespace

Result<> checkSets(const LoadedImages& train, const LoadedImages& test) {
    for (const LoadedImages* const set : {&train, &test})
        if (set->info().size == 0)
            return failure(ErrorKind::InvalidInput, "the " + std::string(name(set->info().split)) +
                                                        " split of " + set->info().location +
                                                        " has no images");
    if (train.info().classes != test.info().classes)
        return failure(ErrorKind::InvalidInput, "the training and the test split of " +
                                                    train.info().location + " have different classes");
    const base::ImageView model = train.image(SampleIndex(0));
    const auto padding = static_cast<int>(AugmentationRules{}.padding);
    if (std::min(model.width(), model.height()) <= padding)
        return failure(ErrorKind::InvalidInput, "the images of " + train.info().location + " are " +
                                                    sizeText(model) +
                                                    ", too small: each side needs at least " +
                                                    std::to_string(padding + 1) + " pixels");
    FAULTLINE_CHECK(checkSet(train, model));
    return checkSet(test, model);
}

Samples allSamples(const LoadedImages& images) {
    Samples samples(images.info().size);
    for (std::uint32_t i = 0; i < samples.size(); ++i)
        samples[i] = SampleIndex(i);
    return samples;
}

Result<HeldOut> heldOut(std::uint32_t images, std::uint32_t validation, std::uint64_t seed) {
    if (validation >= images)
        return failure(ErrorKind::InvalidInput, base::groupedText(validation) +
                                                    " images cannot be held out: the training split has " +
                                                    base::groupedText(images) + "; hold out fewer");
    Samples samples(images);
    for (std::uint32_t i = 0; i < images; ++i)
        samples[i] = SampleIndex(i);
    base::Random random(drawSeed(seed, Draw::HeldOut, 0));
    base::shuffle(samples, random);
    const auto middle = samples.begin() + validation;
    HeldOut result{{middle, samples.end()}, {samples.begin(), middle}};
    std::sort(result.training.begin(), result.training.end());
    std::sort(result.validation.begin(), result.validation.end());
    return result;
}

ChannelStatistics channelStatistics(const LoadedImages& images, const Samples& samples) {
    std::array<std::uint64_t, 3> sum{}, squares{};
    std::uint64_t pixels = 0;
    for (const SampleIndex sample : samples) {
        const base::ByteView bytes = images.image(sample).pixels();
        pixels += bytes.size() / 3;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            sum[i % 3] += bytes[i];
            squares[i % 3] += std::uint64_t{bytes[i]} * bytes[i];
        }
    }
    const auto rounded = [](double value) { return std::round(value * 1e4) / 1e4; };
    ChannelStatistics result;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const double mean = static_cast<double>(sum[channel]) / static_cast<double>(pixels);
        const double square = static_cast<double>(squares[channel]) / static_cast<double>(pixels);
        result.mean[channel] = rounded(mean / 255);
        result.deviation[channel] =
            std::max(rounded(std::sqrt(std::max(square - mean * mean, 0.0)) / 255), 1e-4);
    }
    return result;
}

Samples epochOrder(const Samples& samples, std::uint64_t seed, std::uint32_t epoch) {
    Samples order = samples;
    base::Random random(drawSeed(seed, Draw::Order, epoch));
    base::shuffle(order, random);
    return order;
}

std::uint32_t stepsPerEpoch(std::size_t samples, std::uint32_t batch) {
    return static_cast<std::uint32_t>((samples + batch - 1) / batch);
}

std::span<const SampleIndex> stepOf(const Samples& order, std::uint32_t step, std::uint32_t steps) {
    const std::size_t begin = order.size() * step / steps;
    const std::size_t end = order.size() * (std::size_t{step} + 1) / steps;
    return std::span(order).subspan(begin, end - begin);
}

Batch augmentedBatch(const LoadedImages& images, std::span<const SampleIndex> samples,
                     const AugmentationRules& rules, std::uint64_t seed, std::uint32_t epoch) {
    Batch batch = emptyBatch(images, samples);
    const std::size_t each = batch.pixels.size() / samples.size();
    const std::uint64_t epochSeed = drawSeed(seed, Draw::Augmentation, epoch);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        base::Random random(base::seededHash(epochSeed, samples[i].value));
        const Augmentation drawn = drawnAugmentation(random, rules, batch.width, batch.height);
        augment(images.image(samples[i]), drawn, rules, std::span(batch.pixels).subspan(i * each, each));
    }
    return batch;
}

} // namespace faultline::training
