// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/prediction_rows.h"

#include "core/dataset/set_limits.h"
#include "core/model/run_header.h"
#include "core/study/item_rows.h"
#include "core/study/run_entry.h"
#include "core/study/run_rows.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr std::uint32_t mostReserved = 1u << 22; ///< predictions, whatever a header says

bool isShare(const std::optional<float>& value) {
    return !value || (std::isfinite(*value) && *value >= 0 && *value <= 1);
}

/// @param classCount of all that may be predicted
bool makesSense(const model::Prediction& prediction, const model::RunHeader& header, std::size_t classCount) {
    return prediction.sample.value < header.dataset.size &&
           prediction.truth.value < header.dataset.classes.size() &&
           prediction.predicted.value < classCount && isShare(prediction.confidence) &&
           isShare(prediction.margin);
}

base::Result<> checkBatch(const model::BatchReport& report, const model::RunHeader& header) {
    std::size_t failures = 0;
    const std::size_t classCount = header.classCount();
    for (const model::Prediction& prediction : report.predictions) {
        if (!makesSense(prediction, header, classCount))
            return base::failure(ErrorKind::InvalidInput,
                                 "the prediction for " + sampleText(prediction.sample) + " is out of range");
        if (!prediction.isFailure())
            continue;
        if (failures == report.failures.size() || report.failures[failures].sample != prediction.sample ||
            !fits(report.failures[failures], header))
            return base::failure(ErrorKind::InvalidInput, "the logits, features or pixels of " +
                                                              sampleText(prediction.sample) +
                                                              " are missing or of the wrong size");
        ++failures;
    }
    if (failures != report.failures.size())
        return base::failure(ErrorKind::InvalidInput, "it has details of samples that are no failures");
    return {};
}

/// The true class belongs to the data set: all runs agree on it.
base::Result<> storeSample(const Database& database, const model::Prediction& prediction) {
    Query known = database.query("SELECT truth FROM samples WHERE sample = ?");
    if (!known.with(prediction.sample.value).next()) {
        database.query("INSERT INTO samples (sample, truth) VALUES (?, ?)")
            .with(prediction.sample.value, prediction.truth.value)
            .run();
        return {};
    }
    if (known.isNull(0) || known.integer(0) == prediction.truth.value)
        return {};
    return base::failure(ErrorKind::Refused, sampleText(prediction.sample) +
                                                 " has another true class in an earlier run: this is "
                                                 "not the same data set");
}

/// The true classes of all samples that were visited, read in one pass: a join would look each of them up.
/// Small, so that looking them up in visiting order stays within the processor's cache.
class Truths {
public:
    explicit Truths(const Database& database) {
        Query query =
            database.query("SELECT sample, truth FROM samples WHERE truth IS NOT NULL ORDER BY sample");
        while (query.next()) {
            const std::int64_t sample = query.integer(0);
            const std::int64_t truth = query.integer(1);
            if (sample == static_cast<std::int64_t>(m_first.size()))
                m_first.push_back(isClass(truth) ? static_cast<std::uint16_t>(truth) : noClass);
            else if (isClass(truth)) // not all of the set were visited
                m_others.emplace_back(sample, static_cast<std::uint16_t>(truth));
        }
    }
    /// noClass: it has none.
    [[nodiscard]] std::uint16_t of(std::int64_t sample) const {
        if (sample >= 0 && static_cast<std::size_t>(sample) < m_first.size())
            return m_first[static_cast<std::size_t>(sample)];
        const auto found =
            std::lower_bound(m_others.begin(), m_others.end(), std::pair(sample, std::uint16_t{}));
        return found == m_others.end() || found->first != sample ? noClass : found->second;
    }
    static constexpr std::uint16_t noClass = dataset::mostClasses; ///< they are numbered from 0

private:
    [[nodiscard]] static bool isClass(std::int64_t truth) { return truth >= 0 && truth < noClass; }

    std::vector<std::uint16_t> m_first; ///< of the samples from 0 on
    std::vector<std::pair<std::int64_t, std::uint16_t>> m_others;
};

/// NULL reads as 0: whether it is NULL is asked of zeros alone.
std::optional<float> shareFrom(const Query& query, int column) {
    const double value = query.real(column);
    if (value == 0 && query.isNull(column))
        return std::nullopt;
    return static_cast<float>(value);
}

/// From the columns sample, predicted, whether the outcome is a failure (-1: neither), confidence, margin.
/// Nothing: it makes no sense.
std::optional<model::Prediction> predictionFrom(const Query& query, const Truths& truths,
                                                const model::RunHeader& header, std::size_t classCount) {
    const std::int64_t sample = query.integer(0);
    const std::int64_t predicted = query.integer(1);
    const std::uint16_t truth = truths.of(sample);
    model::Prediction prediction;
    prediction.sample = base::SampleIndex(static_cast<std::uint32_t>(sample));
    prediction.truth = base::ClassId(truth);
    prediction.predicted = base::ClassId(static_cast<std::uint16_t>(predicted));
    prediction.confidence = shareFrom(query, 3);
    prediction.margin = shareFrom(query, 4);
    if (prediction.sample.value != sample || truth == Truths::noClass ||
        prediction.predicted.value != predicted || !makesSense(prediction, header, classCount) ||
        query.integer(2) != (prediction.isFailure() ? 1 : 0))
        return std::nullopt;
    return prediction;
}

} // namespace

base::Result<> storeBatch(const Database& database, const RunEntry& run, const model::BatchReport& report) {
    FAULTLINE_TRY(state, readRunState(database, run));
    const std::string context =
        "the batch at position " + std::to_string(report.firstPosition) + " is refused";
    if (state.finished || report.firstPosition != state.done ||
        report.predictions.size() > run.header.positions - state.done)
        return base::failure(ErrorKind::InvalidInput,
                             context + ": the run holds " + std::to_string(state.done) + " of " +
                                 std::to_string(run.header.positions) + " predictions");
    if (auto checked = checkBatch(report, run.header); !checked)
        return base::failure(checked.error().within(context));

    std::uint32_t position = report.firstPosition;
    for (const model::Prediction& prediction : report.predictions) {
        FAULTLINE_CHECK(storeSample(database, prediction));
        database
            .query("INSERT INTO predictions (run, position, sample, predicted, outcome, confidence, margin) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)")
            .with(run.id.value, position++, prediction.sample.value, prediction.predicted.value,
                  std::string(base::nameOf(prediction.outcome())), prediction.confidence, prediction.margin)
            .run();
    }
    for (const model::SampleDetail& detail : report.failures)
        FAULTLINE_CHECK(storeDetail(database, run, detail, Item::Role::Failure));
    return {};
}

base::Result<std::vector<model::Prediction>> readPredictions(const Database& database, const RunEntry& run,
                                                             Which which) {
    std::vector<model::Prediction> predictions;
    if (which == Which::All)
        predictions.reserve(std::min(run.header.positions, mostReserved));
    const Truths truths(database);
    Query query = database.query(
        std::string(
            "SELECT sample, predicted, CASE outcome WHEN 'right' THEN 0 WHEN 'failure' THEN 1 ELSE -1 END, "
            "confidence, margin FROM predictions "
            "WHERE run = ? ") +
        (which == Which::Failures ? "AND outcome = 'failure' " : "") + "ORDER BY position");
    query.with(run.id.value);
    const std::size_t classCount = run.header.classCount();
    while (query.next()) {
        const auto prediction = predictionFrom(query, truths, run.header, classCount);
        if (!prediction)
            return damaged("the prediction for sample " + std::to_string(query.integer(0)) +
                           " is out of range");
        predictions.push_back(*prediction);
    }
    return predictions;
}

} // namespace faultline::study
