// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/screening.h"

#include "core/dataset/read_ahead.h"
#include "core/inference/options.h"
#include "core/inference/samples.h"
#include "core/inference/visiting_order.h"

#include <algorithm>
#include <cmath>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

std::span<const float> rowOf(const std::vector<float>& matrix, std::size_t row, std::size_t columns) {
    return std::span(matrix).subspan(row * columns, columns);
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
double largestChange(std::span<const float> fast, std::span<const float> exact) {
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

/// Fails, or could fail in fp32.
bool isToBeRepeated(const Classifier& classifier, std::span<const float> logits, base::ClassId truth) {
    const std::size_t output = winner(logits);
    const std::vector<std::uint16_t>& classes = classifier.outputClasses();
    return (classes.empty() ? output : classes[output]) != truth.value ||
           logitMargin(logits) <= classifier.screeningBound();
}

} // namespace

Result<> measureScreeningBound(const dataset::ImageSet& images, Classifier& classifier, std::uint64_t seed,
                               const std::stop_token& stop) {
    if (!classifier.screens())
        return {};
    RunOptions sample;
    sample.seed = seed;
    sample.limit = boundImages;
    const std::vector<base::SampleIndex> order = visitingOrder(sample, images.info().size);
    const std::size_t classes = classifier.model().classes.size();
    const std::size_t batch = std::max<std::size_t>(classifier.firstBatch(), 64);
    double largest = 0;
    dataset::ReadAhead ahead(images, order);
    for (std::size_t at = 0; at < order.size() && !stop.stop_requested(); at += batch) {
        FAULTLINE_TRY(pictures, ahead.next(std::min(batch, order.size() - at)));
        FAULTLINE_TRY(fast, screenChecked(classifier, pictures.views));
        FAULTLINE_TRY(exact, classifyChecked(classifier, pictures.views));
        for (std::size_t i = 0; i < pictures.views.size(); ++i)
            largest = std::max(
                largest, largestChange(rowOf(fast.logits, i, classes), rowOf(exact.logits, i, classes)));
    }
    classifier.setScreeningBound(boundSafety * largest);
    return {};
}

Result<Scores> classifyScreened(Classifier& classifier, std::span<const dataset::ImageView> images,
                                std::span<const base::ClassId> truths) {
    FAULTLINE_TRY(scores, screenChecked(classifier, images));
    const std::size_t classes = classifier.model().classes.size();
    const std::size_t features = classifier.model().featureCount;
    std::vector<std::size_t> rows;
    std::vector<dataset::ImageView> repeated;
    for (std::size_t i = 0; i < images.size(); ++i)
        if (isToBeRepeated(classifier, rowOf(scores.logits, i, classes), truths[i])) {
            rows.push_back(i);
            repeated.push_back(images[i]);
        }
    scores.features.assign(images.size() * features, 0);
    if (rows.empty())
        return std::move(scores);
    FAULTLINE_TRY(exact, classifyChecked(classifier, repeated));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::ranges::copy(rowOf(exact.logits, i, classes),
                          scores.logits.begin() + static_cast<std::ptrdiff_t>(rows[i] * classes));
        std::ranges::copy(rowOf(exact.features, i, features),
                          scores.features.begin() + static_cast<std::ptrdiff_t>(rows[i] * features));
    }
    return std::move(scores);
}

} // namespace faultline::inference
