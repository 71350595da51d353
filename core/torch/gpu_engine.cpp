// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/gpu_engine.h"

#include "core/base/one_thread.h"
#include "core/inference/model_variant.h"
#include "core/preprocessing/resampling.h"
#include "core/torch/devices.h"
#include "core/torch/gpu_input.h"
#include "core/torch/layers.h"
#include "core/torch/torch_failure.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace faultline::libtorch {

using base::Result;
using inference::Scores;

namespace {

constexpr std::size_t pixelsOfCifar = std::size_t{32} * 32;
constexpr std::size_t pixelsOfPhoto = std::size_t{224} * 224;
constexpr std::size_t smallestShare =
    2; ///< images smaller than CIFAR's: at most so many times as many a piece
constexpr std::size_t fewestImages = 32; ///< fewer are computed as so many

using Streams = std::array<std::optional<c10::Stream>, 2>;

/// Two of the device's own streams beside its default one; none on a CPU. All engines of a thread have the
/// same: Torch keeps memory for each stream, and a training measures with a new engine after each epoch.
const Streams& streamsOf(const at::Device& device) {
    thread_local std::map<std::string, Streams> known;
    Streams& streams = known[device.str()];
    if (!device.is_cpu() && !streams.front())
        for (std::optional<c10::Stream>& stream : streams)
            stream = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
    return streams;
}

/// For each channel one number, in fp32.
at::Tensor channelValues(const std::array<double, 3>& values, const at::Device& device) {
    at::Tensor tensor = at::empty({3}, at::kFloat);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
    return tensor.to(device);
}

/// Bytes → (x / 255 - mean) / standard deviation on a device, within rounding what PixelValues gives.
class DeviceNormalisation {
public:
    DeviceNormalisation(const model::Preprocessing& preprocessing, const at::Device& device) {
        std::array<double, 3> scale{}, shift{};
        for (std::size_t channel = 0; channel < 3; ++channel) {
            scale[channel] = 1 / (255 * preprocessing.standardDeviation[channel]);
            shift[channel] = -preprocessing.mean[channel] / preprocessing.standardDeviation[channel];
        }
        m_scale = channelValues(scale, device);
        m_shift = channelValues(shift, device);
    }

    /// @param pixels n × height × width × 3 bytes @return n × 3 × height × width in fp32, channels-last
    [[nodiscard]] at::Tensor operator()(const at::Tensor& pixels) const {
        // Permuted, interleaved pixels are a channels-last n × 3 × height × width.
        return pixels.to(at::kFloat).mul_(m_scale).add_(m_shift).permute({0, 3, 1, 2});
    }

private:
    at::Tensor m_scale, m_shift; ///< of x, for each channel
};

/// Memory for one piece, on its way from pixels to answers.
struct Slot {
    at::Tensor pixels;           ///< on the host, most × height × width × 3 bytes
    at::Tensor devicePixels;     ///< the same on the device
    at::Tensor logits, features; ///< on the host, most rows
    std::optional<c10::Stream> stream;
    std::size_t count = 0; ///< images under way
};

at::Tensor hostTensor(at::IntArrayRef shape, at::ScalarType type, const at::Device& device) {
    return at::empty(shape, at::TensorOptions().dtype(type).pinned_memory(device.is_cuda()));
}

class GpuEngine : public Engine {
public:
    GpuEngine(const resnet::FoldedWeights& weights, Precision precision, const model::DeviceInfo& device,
              const GpuTuning& tuning)
        : m_name(device.device)
        , m_device(device.device)
        , m_threads(device.threads)
        , m_classes(weights.classes)
        , m_features(weights.features)
        , m_pixelsPerPiece(weights.stem.kernel == 7 ? tuning.photosPerPiece * pixelsOfPhoto
                                                    : tuning.imagesPerPiece * pixelsOfCifar)
        , m_mostImages(smallestShare * tuning.imagesPerPiece)
        , m_layers(weights, precision, device.device,
                   tuning.channelsLast ? Layout::ChannelsLast : Layout::ChannelsFirst)
        , m_fusion(tuning.joins && m_device.is_cuda() ? Fusion::CuDnn : Fusion::None)
        , m_streams(streamsOf(m_device)) {
        m_user.require("an engine"); // whose streams are those of the thread that opened it
    }

    void use(const inference::ModelVariant& variant) override {
        m_user.require("an engine");
        m_layers.setMaxPool(variant.maxPool);
        m_preprocessing = variant.preprocessing;
        m_height = m_width = 0;
    }

    Result<Scores> scores(std::span<const base::ImageView> images) override {
        m_user.require("an engine");
        try {
            const c10::InferenceMode guard; // of this thread, so in each function
            FAULTLINE_TRY(first, preprocessing::NetworkInput::from(images.first(1), m_preprocessing));
            takeSize(first.views[0].height(), first.views[0].width());
            Result<Scores> scores = computed(images);
            if (!scores)
                abandon();
            return scores;
        } catch (const std::exception& thrown) {
            abandon();
            return failureFrom(thrown, m_name, "this batch");
        }
    }

private:
    /// Makes the slots for images of that size.
    void takeSize(int height, int width) {
        if (m_height == height && m_width == width)
            return;
        m_slots = {};
        m_height = m_width = 0; // until they are made
        m_normalisation.emplace(m_preprocessing, m_device);
        const std::size_t pixels = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
        m_most = std::bit_floor(std::clamp<std::size_t>(m_pixelsPerPiece / pixels, 1, m_mostImages));
        const auto most = static_cast<std::int64_t>(m_most);
        for (std::size_t i = 0; i < m_slots.size(); ++i) {
            Slot& slot = m_slots[i];
            slot.stream = m_streams[i];
            c10::OptionalStreamGuard guard;
            if (slot.stream)
                guard.reset_stream(*slot.stream);
            slot.pixels = hostTensor({most, height, width, 3}, at::kByte, m_device).zero_();
            slot.logits = hostTensor({most, m_classes}, at::kFloat, m_device);
            slot.features = hostTensor({most, m_features}, at::kFloat, m_device);
            slot.devicePixels =
                at::zeros({most, height, width, 3}, at::TensorOptions().dtype(at::kByte).device(m_device));
        }
        // Weights and normalisation were made on the default stream, for which the others do not wait.
        if (!m_device.is_cpu())
            c10::impl::VirtualGuardImpl(m_device.type()).getDefaultStream(m_device).synchronize();
        m_height = height;
        m_width = width;
    }

    Result<Scores> computed(std::span<const base::ImageView> images) {
        Scores scores;
        scores.logits.reserve(images.size() * m_classes);
        scores.features.reserve(images.size() * m_features);
        std::size_t turn = 0;
        for (std::size_t begin = 0; begin < images.size(); begin += m_most, ++turn) {
            Slot& slot = m_slots[turn % m_slots.size()];
            collect(slot, scores);
            const auto piece = images.subspan(begin, std::min(m_most, images.size() - begin));
            FAULTLINE_CHECK(preparePixels(piece, m_preprocessing, m_height, m_width, m_threads,
                                          slot.pixels.data_ptr<std::uint8_t>()));
            slot.count = piece.size();
            launch(slot);
        }
        for (std::size_t i = 0; i < m_slots.size(); ++i)
            collect(m_slots[(turn + i) % m_slots.size()], scores);
        return scores;
    }

    /// Waits for the slot's piece and appends its answers.
    void collect(Slot& slot, Scores& scores) const {
        if (slot.count == 0)
            return;
        if (slot.stream)
            slot.stream->synchronize();
        const auto append = [&](std::vector<float>& to, const at::Tensor& rows, std::size_t columns) {
            const float* const begin = rows.data_ptr<float>();
            to.insert(to.end(), begin, begin + slot.count * columns);
        };
        append(scores.logits, slot.logits, m_classes);
        append(scores.features, slot.features, m_features);
        slot.count = 0;
    }

    /// Waits for what is under way and forgets it.
    void abandon() {
        for (Slot& slot : m_slots) {
            try {
                if (slot.stream && slot.count > 0)
                    slot.stream->synchronize();
            } catch (const std::exception&) {
                // The failure that led here is told; this one follows from it.
            }
            slot.count = 0;
        }
    }

    /// Starts upload, computation and download on the slot's stream, and waits for none of them.
    void launch(Slot& slot) {
        c10::OptionalStreamGuard guard;
        if (slot.stream)
            guard.reset_stream(*slot.stream);
        // Few sizes: cuDNN chooses its kernels once for each.
        const std::size_t padded = std::min(std::max(std::bit_ceil(slot.count), fewestImages), m_most);
        const auto rows = static_cast<std::int64_t>(padded);
        slot.devicePixels.narrow(0, 0, rows).copy_(slot.pixels.narrow(0, 0, rows), true);
        const auto [logits, features] = forward(slot.devicePixels.narrow(0, 0, rows));
        const auto count = static_cast<std::int64_t>(slot.count);
        slot.logits.narrow(0, 0, count).copy_(logits.narrow(0, 0, count), true);
        slot.features.narrow(0, 0, count).copy_(features.narrow(0, 0, count), true);
    }

    Answers forward(const at::Tensor& pixels) {
        const at::Tensor images = (*m_normalisation)(pixels);
        if (m_fusion == Fusion::None)
            return m_layers(images, m_fusion);
        try {
            return m_layers(images, m_fusion);
        } catch (const c10::OutOfMemoryError&) {
            throw;
        } catch (const std::exception&) {
            // Not every cuDNN joins every convolution; what else failed fails again.
            m_fusion = Fusion::None;
            return m_layers(images, m_fusion);
        }
    }

    base::OneThread m_user;
    std::string m_name;
    at::Device m_device;
    std::uint32_t m_threads;
    std::uint32_t m_classes, m_features;
    std::size_t m_pixelsPerPiece, m_mostImages;
    Layers m_layers;
    Fusion m_fusion;
    Streams m_streams;
    model::Preprocessing m_preprocessing;
    std::optional<DeviceNormalisation> m_normalisation;
    int m_height = 0, m_width = 0; ///< of the slots' images, pixels; 0: they are not made
    std::size_t m_most = 0;        ///< images of a piece
    std::array<Slot, 2> m_slots;
};

} // namespace

GpuTuning tuningFor(Precision precision, Purpose purpose) {
    if (precision == Precision::Fp32)
        return {.imagesPerPiece = 128, .joins = false, .channelsLast = false};
    return {.imagesPerPiece = 1024, .joins = precision == Precision::Bf16 || purpose == Purpose::Screen};
}

Result<std::unique_ptr<Engine>> openGpuEngine(const resnet::FoldedWeights& weights, Precision precision,
                                              const model::DeviceInfo& device, const GpuTuning& tuning) {
    try {
        keepFp32Exact();
        const c10::InferenceMode guard;
        return std::make_unique<GpuEngine>(weights, precision, device, tuning);
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, device.device, "this model");
    }
}

} // namespace faultline::libtorch
