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
    std::optional<model::PreprocessingTrial> screened; ///< before it runs over all images

    [[nodiscard]] std::uint32_t correct() const {
        return static_cast<std::uint32_t>(std::count(right.begin(), right.end(), true));
    }
    [[nodiscard]] double meanLogLikelihood() const {
        return right.empty() ? 0 : logLikelihood / static_cast<double>(right.size());
    }
    /// Of the most images that it was tried on.
    [[nodiscard]] model::PreprocessingTrial trial() const {
        if (screened && right.size() < screened->images)
            return *screened;
        return {variant.preprocessing, variant.maxPool, static_cast<std::uint32_t>(right.size()), correct(),
                meanLogLikelihood()};
    }
    void startAnew() {
        screened = trial();
        right.clear();
        logLikelihood = 0;
    }
};

/// How a part of the search ended.
enum class Course { Done, Cancelled, Taken };

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
    Detection(const dataset::ImageSet& images, OpenedModel& model, const base::Job& job,
              const DetectionTalk& talk)
        : m_images(images)
        , m_model(model)
        , m_job(job)
        , m_talk(talk) {}

    Result<Ending> run(const model::RunOptions& options) {
        std::vector<base::SampleIndex> all = wholeSearch(options);
        const std::vector<base::SampleIndex> few(
            all.begin(), all.begin() + std::min<std::ptrdiff_t>(screenedImages, std::ssize(all)));
        std::sort(all.begin(), all.end()); // as they lie on the disk
        for (const ModelVariant& variant : m_model.variants())
            m_tried.push_back({variant, {}, 0, {}});
        const std::uint64_t afterScreening = few.size() < all.size() ? all.size() : 0;
        m_total = m_tried.size() * (few.size() + afterScreening);
        FAULTLINE_TRY(course, tryAll(few));
        if (course == Course::Done) {
            dropClearlyWorse();
            if (m_tried.size() > 1 && afterScreening > 0) {
                m_total = m_done + m_tried.size() * all.size();
                FAULTLINE_TRY(further, tryAll(all));
                course = further;
            }
        }
        if (course == Course::Cancelled)
            return Ending::Cancelled;
        if (course == Course::Done)
            static_cast<void>(isTaken()); // while the last batch was computed
        decide();
        return Ending::Finished;
    }

private:
    /// The images that a candidate is tried on: first those of the screening, since the order is random.
    [[nodiscard]] std::vector<base::SampleIndex> wholeSearch(const model::RunOptions& options) const {
        model::RunOptions search;
        search.seed = options.seed;
        search.limit = options.limit;
        return visitingOrder(search, m_images);
    }

    Result<Course> tryAll(std::span<const base::SampleIndex> samples) {
        for (Tried& tried : m_tried) {
            m_model.decide(tried.variant, model::PreprocessingBasis::Likeliest, {});
            tried.startAnew();
            dataset::ReadAhead ahead(m_images, samples);
            for (std::size_t at = 0; at < samples.size();) {
                if (m_job.isStopped())
                    return Course::Cancelled;
                if (isTaken())
                    return Course::Taken;
                FAULTLINE_TRY(pictures,
                              ahead.next(std::max<std::size_t>(1, m_model.network().efficientBatch())));
                const auto part = samples.subspan(at, pictures.views.size());
                FAULTLINE_CHECK(tryOn(part, pictures.views, tried));
                at += part.size();
                m_done += part.size();
                tell();
            }
        }
        return Course::Done;
    }

    /// What is no candidate is not taken.
    [[nodiscard]] bool isTaken() {
        const std::optional<ModelVariant> taken = m_talk.taken ? m_talk.taken() : std::nullopt;
        for (const std::vector<Tried>* part : {&m_tried, &m_dropped})
            for (const Tried& tried : *part)
                if (taken && tried.variant == *taken)
                    m_taken = taken;
        return m_taken.has_value();
    }

    void tell() const {
        if (m_talk.tell)
            m_talk.tell(trials(), static_cast<std::uint32_t>(m_tried.size()));
        m_job.tell(m_done, m_total);
    }

    [[nodiscard]] std::vector<model::PreprocessingTrial> trials() const {
        std::vector<model::PreprocessingTrial> all;
        for (const std::vector<Tried>* part : {&m_tried, &m_dropped})
            for (const Tried& tried : *part)
                all.push_back(tried.trial());
        return all;
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

    /// Against the one with the most correct answers, which stays.
    void dropClearlyWorse() {
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
        m_dropped.assign(std::make_move_iterator(kept), std::make_move_iterator(m_tried.end()));
        m_tried.erase(kept, m_tried.end());
    }

    void decide() {
        const auto likelier = [](const Tried& a, const Tried& b) {
            return a.trial().meanLogLikelihood > b.trial().meanLogLikelihood;
        };
        std::stable_sort(m_tried.begin(), m_tried.end(), likelier);
        std::stable_sort(m_dropped.begin(), m_dropped.end(), likelier);
        if (m_taken)
            return m_model.decide(*m_taken, model::PreprocessingBasis::Chosen, trials());
        const std::optional<double> stated = m_model.info().statedAccuracy;
        model::PreprocessingBasis basis = model::PreprocessingBasis::Likeliest;
        if (stated) {
            const auto found = std::find_if(m_tried.begin(), m_tried.end(), [&](const Tried& tried) {
                const auto all = static_cast<std::uint32_t>(m_images.info().size - m_images.missing().size());
                return tried.right.size() == all && reproduces(*stated, tried.correct(), all);
            });
            if (found != m_tried.end()) {
                std::rotate(m_tried.begin(), found, found + 1);
                basis = model::PreprocessingBasis::Reproduces;
            }
        }
        m_model.decide(m_tried.front().variant, basis, trials());
    }

    const dataset::ImageSet& m_images;
    OpenedModel& m_model;
    const base::Job& m_job;
    const DetectionTalk& m_talk;
    std::vector<Tried> m_tried;   ///< those that are still in the search
    std::vector<Tried> m_dropped; ///< clearly worse
    std::optional<ModelVariant> m_taken;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
};

} // namespace

Result<Ending> detectVariant(const dataset::ImageSet& images, OpenedModel& model,
                             const model::RunOptions& options, const base::Job& job,
                             const DetectionTalk& talk) {
    if (model.variants().empty())
        return Ending::Finished;
    return Detection(images, model, job, talk).run(options);
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
