// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/cpu_engine.h"

#include "core/base/one_thread.h"
#include "core/inference/batch_size.h"
#include "core/inference/model_variant.h"
#include "core/preprocessing/pixel_values.h"
#include "core/preprocessing/resampling.h"
#include "core/torch/layers.h"
#include "core/torch/torch_failure.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

namespace faultline::libtorch {

using base::failure;
using base::Result;
using inference::Scores;

namespace {

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor values = tensor.contiguous();
    const float* const begin = values.data_ptr<float>();
    return {begin, begin + values.numel()};
}

/// The images cut into `parts` pieces whose sizes differ by one at most.
std::span<const base::ImageView> partOf(std::span<const base::ImageView> images, std::size_t part,
                                        std::size_t parts) {
    const std::size_t begin = images.size() * part / parts;
    return images.subspan(begin, images.size() * (part + 1) / parts - begin);
}

class CpuEngine : public Engine {
public:
    CpuEngine(const resnet::FoldedWeights& weights, Precision precision, std::uint32_t threads)
        : m_layers(weights, precision, "cpu")
        , m_threads(threads) {}

    void use(const inference::ModelVariant& variant) override {
        m_user.require("an engine");
        m_layers.setMaxPool(variant.maxPool);
        m_preprocessing = variant.preprocessing;
        m_values = preprocessing::PixelValues(m_preprocessing);
    }

    /// In pieces that fit the caches.
    Result<Scores> scores(std::span<const base::ImageView> images) override {
        m_user.require("an engine");
        const std::size_t threads = std::min<std::size_t>(m_threads, images.size());
        const auto own =
            static_cast<std::uint64_t>(images[0].width()) * static_cast<std::uint64_t>(images[0].height());
        const std::size_t round =
            threads * inference::imagesPerThread(inference::networkPixels(m_preprocessing, own));
        const std::size_t parts = threads * std::max<std::size_t>(1, (images.size() + round / 2) / round);
        std::vector<Result<Scores>> answers(parts);
        const auto work = [&](std::size_t first) {
            for (std::size_t part = first; part < parts; part += threads)
                answers[part] = scoresOfPart(partOf(images, part, parts));
        };
        {
            std::vector<std::jthread> workers; // joined at the end of the block
            for (std::size_t worker = 1; worker < threads; ++worker)
                workers.emplace_back(work, worker);
            work(0);
        }
        return joined(answers);
    }

private:
    static Result<Scores> joined(std::vector<Result<Scores>>& answers) {
        Scores scores;
        for (Result<Scores>& answer : answers) {
            if (!answer)
                return failure(std::move(answer).error());
            scores.logits.insert(scores.logits.end(), answer->logits.begin(), answer->logits.end());
            scores.features.insert(scores.features.end(), answer->features.begin(), answer->features.end());
        }
        return scores;
    }

    /// Any thread.
    [[nodiscard]] Result<Scores> scoresOfPart(std::span<const base::ImageView> images) const {
        try {
            FAULTLINE_TRY(input, preprocessing::NetworkInput::from(images, m_preprocessing));
            std::vector<float> pixels = m_values.of(input.views, preprocessing::PixelLayout::Interleaved);
            at::init_num_threads(); // OpenMP keeps the number for each calling thread
            const c10::InferenceMode guard;
            const at::Tensor values = at::from_blob(pixels.data(),
                                                    {static_cast<std::int64_t>(images.size()),
                                                     input.views[0].height(), input.views[0].width(), 3},
                                                    at::kFloat);
            // Permuted, interleaved pixels are a channels-last n × 3 × height × width: nothing is copied.
            const auto [logits, features] = m_layers(values.permute({0, 3, 1, 2}), Fusion::None);
            return Scores{valuesOf(logits), valuesOf(features)};
        } catch (const std::exception& thrown) {
            return failureFrom(thrown, "cpu", "this batch");
        }
    }

    base::OneThread m_user;
    Layers m_layers;
    std::uint32_t m_threads;
    model::Preprocessing m_preprocessing;
    preprocessing::PixelValues m_values{m_preprocessing};
};

} // namespace

Result<std::unique_ptr<Engine>> openCpuEngine(const resnet::FoldedWeights& weights, Precision precision,
                                              std::uint32_t threads) {
    try {
        at::set_num_threads(1);
        const c10::InferenceMode guard; // of this thread, so in each function
        return std::make_unique<CpuEngine>(weights, precision, threads);
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, "cpu", "this model");
    }
}

} // namespace faultline::libtorch
