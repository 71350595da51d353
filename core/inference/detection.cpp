// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/detection.h"

#include "core/dataset/read_ahead.h"
#include "core/inference/opened_model.h"
#include "core/inference/samples.h"
#include "core/inference/visiting_order.h"
#include "core/model/run_options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>

namespace faultline::inference {

using base::Result;

namespace {

constexpr double clearlyWorse = 0.001;

/// One variant's answers to the images that were tried.
struct Tried {
    ModelVariant variant;
    std::vector<bool> right; ///< image by image
    double logLikelihood = 0;

    [[nodiscard]] std::uint32_t correct() const {
        return static_cast<std::uint32_t>(std::count(right.begin(), right.end(), true));
    }
    [[nodiscard]] double meanLogLikelihood() const {
        return right.empty() ? 0 : logLikelihood / static_cast<double>(right.size());
    }
};

/// The natural logarithm of the true class's softmax probability; not below that of the smallest float.
double logLikelihoodOf(std::span<const float> logits, base::ClassId truth,
                       std::span<const std::uint16_t> outputClasses) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    double right = 0; // of all outputs that stand for the true class
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double weight = std::exp(static_cast<double>(logits[i]) - largest);
        sum += weight;
        if ((outputClasses.empty() ? i : outputClasses[i]) == truth.value)
            right += weight;
    }
    constexpr double smallestFloat = -103; // its natural logarithm
    return right > 0 ? std::max(std::log(right / sum), smallestFloat) : smallestFloat;
}

class Detection {
public:
    Detection(const dataset::ImageSet& images, OpenedModel& model, const base::Job& job)
        : m_images(images)
        , m_model(model)
        , m_job(job) {}

    Result<Ending> run(std::uint64_t seed) {
        model::RunOptions screening;
        screening.seed = seed;
        screening.limit = screenedImages;
        const std::vector<base::SampleIndex> few = visitingOrder(screening, m_images.info().size);
        for (const ModelVariant& variant : m_model.variants())
            m_tried.push_back({variant, {}, 0});
        m_total = m_tried.size() * few.size();
        FAULTLINE_TRY(screened, tryAll(few));
        if (screened == Ending::Cancelled)
            return Ending::Cancelled;
        std::vector<Tried> dropped = dropClearlyWorse();
        if (m_tried.size() > 1 && few.size() < m_images.info().size) {
            std::vector<base::SampleIndex> all;
            for (std::uint32_t i = 0; i < m_images.info().size; ++i)
                all.emplace_back(i);
            m_total += m_tried.size() * all.size();
            FAULTLINE_TRY(ending, tryAll(all));
            if (ending == Ending::Cancelled)
                return Ending::Cancelled;
        }
        decide(std::move(dropped));
        return Ending::Finished;
    }

private:
    Result<Ending> tryAll(std::span<const base::SampleIndex> samples) {
        for (Tried& tried : m_tried) {
            m_model.decide(tried.variant, model::PreprocessingBasis::Likeliest, {});
            tried.right.clear();
            tried.logLikelihood = 0;
            dataset::ReadAhead ahead(m_images, samples);
            for (std::size_t at = 0; at < samples.size();) {
                if (m_job.isStopped())
                    return Ending::Cancelled;
                FAULTLINE_TRY(pictures,
                              ahead.next(std::max<std::size_t>(1, m_model.network().efficientBatch())));
                const auto part = samples.subspan(at, pictures.views.size());
                FAULTLINE_CHECK(tryOn(part, pictures.views, tried));
                at += part.size();
                m_done += part.size();
                m_job.tell(m_done, m_total);
            }
        }
        return Ending::Finished;
    }

    Result<> tryOn(std::span<const base::SampleIndex> samples, std::span<const base::ImageView> views,
                   Tried& tried) {
        FAULTLINE_TRY(scores, classifyChecked(m_model, views));
        const std::size_t classes = m_model.info().classes.size();
        const std::vector<std::uint16_t>& outputClasses = m_model.info().outputClasses;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const std::span<const float> logits(scores.logits.data() + i * classes, classes);
            const base::ClassId truth = m_images.label(samples[i]);
            tried.right.push_back(!predictionFrom(samples[i], truth, logits, outputClasses).isFailure());
            tried.logLikelihood += logLikelihoodOf(logits, truth, outputClasses);
        }
        return {};
    }

    /// Against the one with the most correct answers, which stays; gives back what was dropped.
    std::vector<Tried> dropClearlyWorse() {
        const auto best =
            std::max_element(m_tried.begin(), m_tried.end(),
                             [](const Tried& a, const Tried& b) { return a.correct() < b.correct(); });
        const std::vector<bool> bestRight = best->right;
        const auto isWorse = [&](const Tried& tried) {
            std::uint32_t onlyThis = 0;
            std::uint32_t onlyBest = 0;
            for (std::size_t i = 0; i < bestRight.size(); ++i) {
                onlyThis += tried.right[i] && !bestRight[i] ? 1 : 0;
                onlyBest += !tried.right[i] && bestRight[i] ? 1 : 0;
            }
            return mcNemarLowerTail(onlyThis, onlyBest) < clearlyWorse;
        };
        const auto kept = std::stable_partition(m_tried.begin(), m_tried.end(),
                                                [&](const Tried& tried) { return !isWorse(tried); });
        std::vector<Tried> dropped(std::make_move_iterator(kept), std::make_move_iterator(m_tried.end()));
        m_tried.erase(kept, m_tried.end());
        return dropped;
    }

    void decide(std::vector<Tried> dropped) {
        const auto likelier = [](const Tried& a, const Tried& b) {
            return a.meanLogLikelihood() > b.meanLogLikelihood();
        };
        std::stable_sort(m_tried.begin(), m_tried.end(), likelier);
        std::stable_sort(dropped.begin(), dropped.end(), likelier);
        const std::optional<double> stated = m_model.info().statedAccuracy;
        model::PreprocessingBasis basis = model::PreprocessingBasis::Likeliest;
        if (stated) {
            const auto found = std::find_if(m_tried.begin(), m_tried.end(), [&](const Tried& tried) {
                return tried.right.size() == m_images.info().size &&
                       reproduces(*stated, tried.correct(), m_images.info().size);
            });
            if (found != m_tried.end()) {
                std::rotate(m_tried.begin(), found, found + 1);
                basis = model::PreprocessingBasis::Reproduces;
            }
        }
        const ModelVariant chosen = m_tried.front().variant;
        std::vector<model::PreprocessingTrial> trials;
        for (const std::vector<Tried>* part : {&m_tried, &dropped})
            for (const Tried& tried : *part)
                trials.push_back({tried.variant.preprocessing, tried.variant.maxPool,
                                  static_cast<std::uint32_t>(tried.right.size()), tried.correct(),
                                  tried.meanLogLikelihood()});
        m_model.decide(chosen, basis, std::move(trials));
    }

    const dataset::ImageSet& m_images;
    OpenedModel& m_model;
    const base::Job& m_job;
    std::vector<Tried> m_tried;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
};

} // namespace

Result<Ending> detectVariant(const dataset::ImageSet& images, OpenedModel& model, std::uint64_t seed,
                             const base::Job& job) {
    if (model.variants().empty())
        return Ending::Finished;
    return Detection(images, model, job).run(seed);
}

bool reproduces(double stated, std::uint32_t correct, std::uint32_t images) {
    if (images == 0)
        return false;
    std::array<char, 32> text{};
    const auto printed = std::to_chars(text.data(), text.data() + text.size(),
                                       static_cast<float>(stated * 100), std::chars_format::fixed);
    const char* const point = std::find(text.data(), printed.ptr, '.');
    const auto decimals = point == printed.ptr ? 0 : printed.ptr - point - 1;
    constexpr double slack = 1e-9; // of the division, not of the accuracy
    const double measured = 100.0 * correct / images;
    return std::abs(measured - stated * 100) <= 0.5 * std::pow(10.0, -static_cast<double>(decimals)) + slack;
}

double mcNemarLowerTail(std::uint32_t onlyFirst, std::uint32_t onlySecond) {
    const std::uint32_t tosses = onlyFirst + onlySecond;
    double sum = 0;
    for (std::uint32_t k = 0; k <= onlyFirst; ++k)
        sum += std::exp(std::lgamma(tosses + 1.0) - std::lgamma(k + 1.0) - std::lgamma(tosses - k + 1.0) -
                        tosses * std::log(2.0));
    return std::min(sum, 1.0);
}

} // namespace faultline::inference
