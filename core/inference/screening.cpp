// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/screening.h"

#include "core/dataset/read_ahead.h"
#include "core/inference/control_forecast.h"
#include "core/inference/opened_model.h"
#include "core/inference/samples.h"
#include "core/inference/visiting_order.h"
#include "core/model/run_options.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t mostKeptBytes = std::size_t{64} << 20; ///< of answers that may be asked for again

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

Result<Scores> screenChecked(OpenedModel& model, std::span<const base::ImageView> images) {
    Result<Scores> scores = model.network().screen(images);
    if (scores && scores->logits.size() != images.size() * model.info().classes.size())
        return failure(ErrorKind::Internal, "the network's answer has not one row an image");
    return scores;
}

bool isRight(const model::ModelInfo& model, std::span<const float> logits, base::ClassId truth) {
    const std::size_t output = winner(logits);
    return (model.outputClasses.empty() ? output : model.outputClasses[output]) == truth.value;
}

void keep(Screening::Answers& answers, base::SampleIndex sample, std::span<const float> logits,
          std::span<const float> features) {
    answers.try_emplace(sample.value,
                        Scores{{logits.begin(), logits.end()}, {features.begin(), features.end()}});
}

/// A matrix of logits and one of features whose rows are filled one by one.
class Rows {
public:
    Rows(std::size_t rows, const model::ModelInfo& model)
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
Result<> fillExactly(Rows& into, std::span<const std::size_t> rows, OpenedModel& model,
                     const Screening::Answers& known, std::span<const base::SampleIndex> batch,
                     std::span<const base::ImageView> views) {
    std::vector<std::size_t> open;
    for (const std::size_t row : rows) {
        const auto kept = known.find(batch[row].value);
        if (kept != known.end())
            into.set(row, kept->second.logits, kept->second.features);
        else
            open.push_back(row);
    }
    if (open.empty())
        return {};
    FAULTLINE_TRY(scores, classifyChecked(model, chosen(views, open)));
    const model::ModelInfo& info = model.info();
    for (std::size_t i = 0; i < open.size(); ++i)
        into.set(open[i], rowOf(scores.logits, i, info.classes.size()),
                 rowOf(scores.features, i, info.featureCount));
    return {};
}

/// Low precision against fp32 on a sample of the images.
class Comparison {
public:
    Comparison(const dataset::ImageSet& images, OpenedModel& model)
        : m_images(images)
        , m_model(model)
        , m_tallies(images.info().classes.size()) {}

    Result<> add(std::span<const base::SampleIndex> batch, std::span<const base::ImageView> views) {
        FAULTLINE_TRY(fast, screenChecked(m_model, views));
        FAULTLINE_TRY(exact, classifyChecked(m_model, views));
        const model::ModelInfo& info = m_model.info();
        for (std::size_t i = 0; i < batch.size(); ++i)
            add(batch[i], rowOf(fast.logits, i, info.classes.size()),
                rowOf(exact.logits, i, info.classes.size()), rowOf(exact.features, i, info.featureCount));
        return {};
    }

    [[nodiscard]] Result<Screening> screening(std::span<const base::SampleIndex> visited,
                                              std::uint64_t seed) && {
        const model::ModelInfo& info = m_model.info();
        if (m_overflows > m_exact.size() / 2)
            return failure(ErrorKind::InvalidInput, "cannot screen with the model " + info.location +
                                                        ": what lies between its layers is too large for " +
                                                        m_model.network().device().precision +
                                                        "; choose the precision fp32");
        const std::size_t most = mostKeptBytes / (sizeof(float) * (info.classes.size() + info.featureCount));
        return Screening(boundSafety * m_largestChange,
                         likelyControls(m_images, visited, seed, m_tallies, most), std::move(m_exact));
    }

private:
    void add(base::SampleIndex sample, std::span<const float> fast, std::span<const float> exact,
             std::span<const float> features) {
        if (isFinite(fast))
            m_largestChange = std::max(m_largestChange, largestChange(fast, exact));
        else
            ++m_overflows; // and will be repeated
        const base::ClassId truth = m_images.label(sample);
        ClassTally& tally = m_tallies[truth.value];
        ++(isRight(m_model.info(), exact, truth) ? tally.right : tally.failed);
        keep(m_exact, sample, exact, features);
    }

    const dataset::ImageSet& m_images;
    OpenedModel& m_model;
    std::vector<ClassTally> m_tallies; ///< of fp32's answers
    double m_largestChange = 0;
    std::size_t m_overflows = 0;
    Screening::Answers m_exact;
};

} // namespace

Result<std::optional<Screening>> prepareScreening(const dataset::ImageSet& images, OpenedModel& model,
                                                  const model::RunOptions& options, const base::Job& job) {
    const Network& network = model.network();
    if (!network.screens())
        return std::nullopt;
    const std::vector<base::SampleIndex> visited = visitingOrder(options, images, network.covered());
    std::vector<base::SampleIndex> sample = inDrawingOrder(visited, options.seed);
    sample.resize(std::min<std::size_t>(sample.size(), boundImages));
    Comparison comparison(images, model);
    const std::size_t batch = std::max<std::size_t>(network.firstBatch(), 64);
    dataset::ReadAhead ahead(images, sample);
    for (std::size_t at = 0; at < sample.size() && !job.isStopped();) {
        FAULTLINE_TRY(pictures, ahead.next(batch));
        FAULTLINE_CHECK(comparison.add(std::span(sample).subspan(at, pictures.views.size()), pictures.views));
        at += pictures.views.size();
    }
    FAULTLINE_TRY(screening, std::move(comparison).screening(visited, options.seed));
    return std::optional(std::move(screening));
}

Screening::Screening(double bound, std::vector<base::SampleIndex> foreseen, Answers exact)
    : m_bound(bound)
    , m_foreseen(std::move(foreseen))
    , m_exact(std::move(exact)) {}

Result<Scores> Screening::exactScores(OpenedModel& model, std::span<const base::SampleIndex> samples,
                                      std::span<const base::ImageView> views) const {
    Rows rows(samples.size(), model.info());
    std::vector<std::size_t> all(samples.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    FAULTLINE_CHECK(fillExactly(rows, all, model, m_exact, samples, views));
    return rows.take();
}

Result<Scores> Screening::scores(const dataset::ImageSet& images, OpenedModel& model,
                                 std::span<const base::SampleIndex> batch,
                                 std::span<const base::ImageView> views) {
    const auto isForeseen = [&](std::size_t row) {
        return std::binary_search(m_foreseen.begin(), m_foreseen.end(), batch[row]);
    };
    std::vector<std::size_t> screened;
    std::vector<std::size_t> exact;
    for (std::size_t row = 0; row < batch.size(); ++row)
        (isForeseen(row) || m_exact.contains(batch[row].value) ? exact : screened).push_back(row);

    Rows rows(batch.size(), model.info());
    if (!screened.empty()) {
        FAULTLINE_TRY(fast, screenChecked(model, chosen(views, screened)));
        for (std::size_t i = 0; i < screened.size(); ++i) {
            const std::size_t row = screened[i];
            rows.setLogits(row, rowOf(fast.logits, i, model.info().classes.size()));
            const std::span<const float> logits = rows.logits(row);
            if (!isFinite(logits) || !isRight(model.info(), logits, images.label(batch[row])) ||
                logitMargin(logits) <= m_bound)
                exact.push_back(row);
        }
    }
    FAULTLINE_CHECK(fillExactly(rows, exact, model, m_exact, batch, views));
    for (const std::size_t row : exact)
        if (isForeseen(row))
            keep(m_exact, batch[row], rows.logits(row), rows.features(row));
    return rows.take();
}

} // namespace faultline::inference
