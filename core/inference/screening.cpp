// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/screening.h"

#include "core/dataset/read_ahead.h"
#include "core/inference/samples.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

std::span<const float> rowOf(const std::vector<float>& matrix, std::size_t row, std::size_t columns) {
    return std::span(matrix).subspan(row * columns, columns);
}

bool isFinite(std::span<const float> logits) {
    return std::all_of(logits.begin(), logits.end(), [](float logit) { return std::isfinite(logit); });
}

std::size_t winner(std::span<const float> logits) {
    return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

/// The largest minus the second largest logit.
double logitMargin(std::span<const float> logits) {
    const std::size_t best = winner(logits);
    double margin = INFINITY;
    for (std::size_t i = 0; i < logits.size(); ++i)
        if (i != best)
            margin = std::min(margin, static_cast<double>(logits[best]) - static_cast<double>(logits[i]));
    return margin;
}

/// The largest change, between the two, of the difference between the fast answer's winner and another class.
/// None where the fast answer has overflowed, as it is repeated anyway.
double largestChange(std::span<const float> fast, std::span<const float> exact) {
    if (!isFinite(fast))
        return 0;
    const std::size_t best = winner(fast);
    const auto error = [&](std::size_t i) {
        return static_cast<double>(fast[i]) - static_cast<double>(exact[i]);
    };
    double largest = 0;
    for (std::size_t i = 0; i < fast.size(); ++i)
        largest = std::max(largest, std::abs(error(best) - error(i)));
    return largest;
}

Result<Scores> screenChecked(Classifier& classifier, std::span<const dataset::ImageView> images) {
    Result<Scores> scores = classifier.screen(images);
    if (scores && scores->logits.size() != images.size() * classifier.model().classes.size())
        return failure(ErrorKind::Internal, "the classifier's answer has not one row an image");
    return scores;
}

bool isRight(const Classifier& classifier, std::span<const float> logits, base::ClassId truth) {
    const std::size_t output = winner(logits);
    const std::vector<std::uint16_t>& classes = classifier.outputClasses();
    return (classes.empty() ? output : classes[output]) == truth.value;
}

std::vector<base::SampleIndex> firstInDrawingOrder(std::uint32_t setSize, std::uint64_t seed) {
    std::vector<DrawKey> keys;
    for (std::uint32_t i = 0; i < setSize; ++i)
        keys.push_back(drawKey(base::SampleIndex(i), seed));
    const std::uint32_t count = std::min(boundImages, setSize);
    std::partial_sort(keys.begin(), keys.begin() + count, keys.end());
    std::vector<base::SampleIndex> first;
    for (std::uint32_t i = 0; i < count; ++i)
        first.push_back(keys[i].sample);
    return first;
}

/// A matrix of logits and one of features whose rows are filled one by one.
class Rows {
public:
    Rows(std::size_t rows, const ModelInfo& model)
        : m_classes(model.classes.size())
        , m_features(model.featureCount)
        , m_scores{std::vector<float>(rows * m_classes), std::vector<float>(rows * m_features)} {}

    [[nodiscard]] std::span<const float> logits(std::size_t row) const {
        return rowOf(m_scores.logits, row, m_classes);
    }
    [[nodiscard]] std::span<const float> features(std::size_t row) const {
        return rowOf(m_scores.features, row, m_features);
    }
    void setLogits(std::size_t row, std::span<const float> logits) {
        std::ranges::copy(logits, m_scores.logits.begin() + static_cast<std::ptrdiff_t>(row * m_classes));
    }
    void set(std::size_t row, std::span<const float> logits, std::span<const float> features) {
        setLogits(row, logits);
        std::ranges::copy(features,
                          m_scores.features.begin() + static_cast<std::ptrdiff_t>(row * m_features));
    }
    Scores take() { return std::move(m_scores); }

private:
    std::size_t m_classes;
    std::size_t m_features;
    Scores m_scores;
};

/// Those of the batch that are in `rows`.
template <class Element>
std::vector<Element> chosen(std::span<const Element> batch, std::span<const std::size_t> rows) {
    std::vector<Element> elements;
    for (const std::size_t row : rows)
        elements.push_back(batch[row]);
    return elements;
}

/// Fills these rows with answers of fp32: what is kept, and the others computed in one call.
Result<> fillExactly(Rows& into, std::span<const std::size_t> rows, Classifier& classifier,
                     std::span<const base::SampleIndex> batch, std::span<const dataset::ImageView> views) {
    std::vector<std::size_t> open;
    for (const std::size_t row : rows) {
        if (const Scores* const kept = classifier.screening().exact.find(batch[row]))
            into.set(row, kept->logits, kept->features);
        else
            open.push_back(row);
    }
    if (open.empty())
        return {};
    FAULTLINE_TRY(scores, classifyChecked(classifier, chosen(views, open)));
    const ModelInfo& model = classifier.model();
    for (std::size_t i = 0; i < open.size(); ++i)
        into.set(open[i], rowOf(scores.logits, i, model.classes.size()),
                 rowOf(scores.features, i, model.featureCount));
    return {};
}

} // namespace

Result<> measureScreeningBound(const dataset::ImageSet& images, Classifier& classifier, std::uint64_t seed,
                               const std::stop_token& stop) {
    if (!classifier.screens())
        return {};
    Screening screening;
    const std::vector<base::SampleIndex> order = firstInDrawingOrder(images.info().size, seed);
    const std::size_t classes = classifier.model().classes.size();
    const std::size_t batch = std::max<std::size_t>(classifier.firstBatch(), 64);
    double largest = 0;
    dataset::ReadAhead ahead(images, order);
    for (std::size_t at = 0; at < order.size() && !stop.stop_requested(); at += batch) {
        FAULTLINE_TRY(pictures, ahead.next(std::min(batch, order.size() - at)));
        FAULTLINE_TRY(fast, screenChecked(classifier, pictures.views));
        FAULTLINE_TRY(exact, classifyChecked(classifier, pictures.views));
        for (std::size_t i = 0; i < pictures.views.size(); ++i) {
            const std::span<const float> logits = rowOf(exact.logits, i, classes);
            largest = std::max(largest, largestChange(rowOf(fast.logits, i, classes), logits));
            screening.exact.keep(order[at + i], logits,
                                 rowOf(exact.features, i, classifier.model().featureCount));
        }
    }
    screening.bound = boundSafety * largest;
    classifier.screening() = std::move(screening);
    return {};
}

Result<Scores> exactScores(Classifier& classifier, std::span<const base::SampleIndex> samples,
                           std::span<const dataset::ImageView> views) {
    if (!classifier.screens())
        return classifyChecked(classifier, samples, views);
    Rows rows(samples.size(), classifier.model());
    std::vector<std::size_t> all(samples.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    FAULTLINE_CHECK(fillExactly(rows, all, classifier, samples, views));
    return rows.take();
}

ScreenedRun::ScreenedRun(const dataset::ImageSet& images, Classifier& classifier,
                         std::span<const base::SampleIndex> order, std::uint64_t seed)
    : m_images(images)
    , m_classifier(classifier)
    , m_forecast(images, order, seed) {}

Result<Scores> ScreenedRun::scores(std::span<const base::SampleIndex> batch,
                                   std::span<const dataset::ImageView> views) {
    Screening& screening = m_classifier.screening();
    const auto truth = [&](std::size_t row) { return m_images.label(batch[row]); };
    std::vector<std::size_t> screened;
    std::vector<std::size_t> exact;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        const bool isForeseen = m_forecast.expects(batch[row], truth(row));
        (isForeseen || screening.exact.find(batch[row]) != nullptr ? exact : screened).push_back(row);
    }

    Rows rows(batch.size(), m_classifier.model());
    if (!screened.empty()) {
        FAULTLINE_TRY(fast, screenChecked(m_classifier, chosen(views, screened)));
        for (std::size_t i = 0; i < screened.size(); ++i) {
            const std::size_t row = screened[i];
            rows.setLogits(row, rowOf(fast.logits, i, m_classifier.model().classes.size()));
            if (!isFinite(rows.logits(row)) || !isRight(m_classifier, rows.logits(row), truth(row)) ||
                logitMargin(rows.logits(row)) <= screening.bound)
                exact.push_back(row);
        }
    }
    FAULTLINE_CHECK(fillExactly(rows, exact, m_classifier, batch, views));

    for (std::size_t row = 0; row < batch.size(); ++row)
        m_forecast.add(truth(row), !isRight(m_classifier, rows.logits(row), truth(row)));
    for (const std::size_t row : exact)
        if (isRight(m_classifier, rows.logits(row), truth(row)))
            screening.exact.keep(batch[row], rows.logits(row), rows.features(row));
    return rows.take();
}

} // namespace faultline::inference
