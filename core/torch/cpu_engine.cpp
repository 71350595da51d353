// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/cpu_engine.h"

#include "core/base/one_thread.h"
#include "core/inference/batch_size.h"
#include "core/inference/model_variant.h"
#include "core/preprocessing/pixel_values.h"
#include "core/preprocessing/resampling.h"
#include "core/torch/cpu_network.h"
#include "core/torch/torch_failure.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include <ATen/Parallel.h>

namespace faultline::libtorch {

using base::failure;
using base::Result;
using inference::Scores;

namespace {

/// Images in a row that a thread computes at once.
struct Piece {
    std::size_t begin, size;
};

/// Images cut into pieces for threads that take the next one whenever they are done. A size is the largest or
/// that halved, so that plans for few sizes are made; the last piece is what is left.
/// @param fewest that are worth a piece
std::vector<Piece> piecesOf(std::size_t images, std::size_t largest, std::size_t fewest,
                            std::size_t threads) {
    std::vector<Piece> pieces;
    for (std::size_t begin = 0; begin < images;) {
        const std::size_t left = images - begin;
        std::size_t size = largest;
        while (size / 2 >= std::max(fewest, largest / 4) && size / 2 > 0 && size * threads > left)
            size /= 2;
        for (std::size_t i = 0; i < threads && begin < images; ++i) {
            pieces.push_back({begin, std::min(size, images - begin)});
            begin += pieces.back().size;
        }
    }
    return pieces;
}

class CpuEngine : public Engine {
public:
    CpuEngine(std::unique_ptr<CpuNetwork> network, std::uint32_t threads)
        : m_network(std::move(network))
        , m_threads(threads) {}

    void use(const inference::ModelVariant& variant) override {
        m_user.require("an engine");
        m_network->setMaxPool(variant.maxPool);
        m_preprocessing = variant.preprocessing;
        m_values = preprocessing::PixelValues(m_preprocessing);
    }

    /// In pieces that fit the caches, each by one thread: beside a busy program threads with images of their
    /// own keep their speed, where threads that share each layer wait for the slowest.
    Result<Scores> scores(std::span<const base::ImageView> images) override {
        m_user.require("an engine");
        const auto own =
            static_cast<std::uint64_t>(images[0].width()) * static_cast<std::uint64_t>(images[0].height());
        const std::uint64_t pixels = inference::networkPixels(m_preprocessing, own);
        const std::vector<Piece> pieces = piecesOf(images.size(), inference::imagesPerThread(pixels),
                                                   m_network->fewestImages(pixels), m_threads);
        std::vector<Result<Scores>> answers(pieces.size());
        std::atomic<std::size_t> next = 0;
        const auto work = [&] {
            for (std::size_t piece = next++; piece < pieces.size(); piece = next++)
                answers[piece] = scoresOf(images.subspan(pieces[piece].begin, pieces[piece].size));
        };
        {
            std::vector<std::jthread> workers; // joined at the end of the block
            for (std::size_t worker = 1; worker < std::min<std::size_t>(m_threads, pieces.size()); ++worker)
                workers.emplace_back(work);
            work();
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
    [[nodiscard]] Result<Scores> scoresOf(std::span<const base::ImageView> images) const {
        try {
            FAULTLINE_TRY(input, preprocessing::NetworkInput::from(images, m_preprocessing));
            const inference::InputShape shape{static_cast<int>(images.size()), input.views[0].height(),
                                              input.views[0].width()};
            at::init_num_threads(); // OpenMP keeps the number for each calling thread
            return m_network->scores(m_values.of(input.views, m_network->pixelLayout()), shape);
        } catch (const std::exception& thrown) {
            return failureFrom(thrown, "cpu", "this batch");
        }
    }

    base::OneThread m_user;
    std::unique_ptr<CpuNetwork> m_network;
    std::uint32_t m_threads;
    model::Preprocessing m_preprocessing;
    preprocessing::PixelValues m_values{m_preprocessing};
};

} // namespace

std::unique_ptr<Engine> cpuEngine(std::unique_ptr<CpuNetwork> network, std::uint32_t threads) {
    at::set_num_threads(1);
    return std::make_unique<CpuEngine>(std::move(network), threads);
}

Result<std::unique_ptr<Engine>> openCpuEngine(resnet::FoldedWeights weights, Precision precision,
                                              std::uint32_t threads) {
    try {
        return cpuEngine(openCpuNetwork(std::move(weights), precision), threads);
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, "cpu", "this model");
    }
}

} // namespace faultline::libtorch
