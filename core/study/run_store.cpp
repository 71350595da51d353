// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_store.h"

#include "core/base/time.h"

#include <algorithm>
#include <cmath>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr const char* plainPixels = "raw8";      ///< rows, pixels, interleaved channels of 8 bits each
constexpr std::uint32_t mostReserved = 1u << 22; ///< predictions, whatever a header says

tl::unexpected<base::Error> damaged(const std::string& what) {
    return base::failure(ErrorKind::InvalidInput,
                         "the study is damaged (" + what + "); go back to a copy of it");
}

std::string sampleText(base::SampleIndex sample) {
    return "sample " + std::to_string(sample.value);
}

bool isShare(float value) {
    return std::isfinite(value) && value >= 0 && value <= 1;
}

/// @param classCount of all that may be predicted
bool makesSense(const model::Prediction& prediction, const model::RunHeader& header, std::size_t classCount) {
    return prediction.sample.value < header.dataset.size &&
           prediction.truth.value < header.dataset.classes.size() &&
           prediction.predicted.value < classCount && isShare(prediction.confidence) &&
           isShare(prediction.margin);
}

bool makesSense(const model::SampleDetail& detail, const model::RunHeader& header) {
    return detail.logits.size() == header.model.classes.size() &&
           detail.features.size() == header.model.featureCount;
}

base::Result<> checkBatch(const model::BatchReport& report, const model::RunHeader& header) {
    std::size_t failures = 0;
    const std::size_t classCount = header.classNames().size();
    for (const model::Prediction& prediction : report.predictions) {
        if (!makesSense(prediction, header, classCount))
            return base::failure(ErrorKind::InvalidInput,
                                 "the prediction for " + sampleText(prediction.sample) + " is out of range");
        if (!prediction.isFailure())
            continue;
        if (failures == report.failures.size() || report.failures[failures].sample != prediction.sample ||
            !makesSense(report.failures[failures], header))
            return base::failure(ErrorKind::InvalidInput, "the logits or features of " +
                                                              sampleText(prediction.sample) +
                                                              " are missing or of the wrong size");
        ++failures;
    }
    if (failures != report.failures.size())
        return base::failure(ErrorKind::InvalidInput, "it has details of samples that are no failures");
    return {};
}

void storeDetail(const Database& database, base::RunId run, const model::SampleDetail& detail) {
    const base::ImageView image = detail.image.view();
    database
        .query("INSERT INTO samples (sample, width, height, channels, encoding, pixels) "
               "VALUES (?, ?, ?, ?, ?, ?)")
        .with(detail.sample.value, image.width(), image.height(), base::ImageView::channels, plainPixels,
              image.pixels())
        .run();
    const base::Bytes logits = base::packed(detail.logits);
    const base::Bytes features = base::packed(detail.features);
    database.query("INSERT INTO details (run, sample, logits, features) VALUES (?, ?, ?, ?)")
        .with(run.value, detail.sample.value, logits, features)
        .run();
}

std::optional<bool> isFailure(const Database& database, base::RunId run, base::SampleIndex sample) {
    Query query = database.query("SELECT truth <> predicted FROM predictions WHERE run = ? AND sample = ?");
    return query.with(run.value, sample.value).next() ? std::optional(query.integer(0) != 0) : std::nullopt;
}

base::Result<base::Image> imageFrom(const Query& query, int column, base::SampleIndex sample) {
    const base::ByteView pixels = query.blob(column + 4);
    if (query.text(column + 3) != plainPixels)
        return base::failure(ErrorKind::Refused, "the pixels of " + sampleText(sample) +
                                                     " are stored in a way that this program does not know; "
                                                     "update Faultline");
    const auto view = base::ImageView::make(query.integer(column), query.integer(column + 1),
                                            query.integer(column + 2), pixels);
    if (!view)
        return damaged("the pixels of " + sampleText(sample) + ": " + view.error().message);
    return base::Image::copyOf(*view);
}

} // namespace

base::Error unknownSample(base::SampleIndex sample) {
    return {ErrorKind::NotFound, sampleText(sample) + " is neither a failure nor a control of this study"};
}

base::Result<RunState> readRunState(const Database& database, const StudyFacts& facts) {
    RunState state;
    Query last = database.query("SELECT coalesce(max(position) + 1, 0) FROM predictions WHERE run = ?");
    if (last.with(facts.run.value).next()) {
        const std::int64_t done = last.integer(0);
        if (done < 0 || done > facts.header.positions)
            return damaged("it has more predictions than its run has images");
        state.done = static_cast<std::uint32_t>(done);
    }
    Query wrong = database.query("SELECT count(*) FROM predictions WHERE run = ? AND truth <> predicted");
    if (wrong.with(facts.run.value).next() && wrong.integer(0) <= state.done)
        state.failures = static_cast<std::uint32_t>(wrong.integer(0));
    Query finished = database.query("SELECT finished_at_ms IS NOT NULL FROM runs WHERE id = ?");
    state.finished = finished.with(facts.run.value).next() && finished.integer(0) != 0;
    if (!state.finished)
        return state;
    state.controlShortfall.assign(facts.header.dataset.classes.size(), 0);
    Query lacking = database.query("SELECT class, lacking FROM control_shortfall WHERE run = ?");
    lacking.with(facts.run.value);
    while (lacking.next()) {
        const std::int64_t index = lacking.integer(0);
        if (index < 0 || index >= static_cast<std::int64_t>(state.controlShortfall.size()) ||
            lacking.integer(1) < 0 || lacking.integer(1) > facts.header.dataset.size)
            return damaged("the numbers of lacking controls make no sense");
        state.controlShortfall[static_cast<std::size_t>(index)] =
            static_cast<std::uint32_t>(lacking.integer(1));
    }
    return state;
}

base::Result<> storeBatch(const Database& database, const StudyFacts& facts,
                          const model::BatchReport& report) {
    FAULTLINE_TRY(state, readRunState(database, facts));
    const std::string context =
        "the batch at position " + std::to_string(report.firstPosition) + " is refused";
    if (state.finished || report.firstPosition != state.done ||
        report.predictions.size() > facts.header.positions - state.done)
        return base::failure(ErrorKind::InvalidInput,
                             context + ": the study holds " + std::to_string(state.done) + " of " +
                                 std::to_string(facts.header.positions) + " predictions");
    if (auto checked = checkBatch(report, facts.header); !checked)
        return base::failure(checked.error().within(context));

    std::uint32_t position = report.firstPosition;
    for (const model::Prediction& prediction : report.predictions)
        database
            .query("INSERT INTO predictions (run, position, sample, truth, predicted, confidence, margin) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)")
            .with(facts.run.value, position++, prediction.sample.value, prediction.truth.value,
                  prediction.predicted.value, prediction.confidence, prediction.margin)
            .run();
    for (const model::SampleDetail& detail : report.failures)
        storeDetail(database, facts.run, detail);
    return {};
}

base::Result<> storeControls(const Database& database, const StudyFacts& facts,
                             std::span<const model::SampleDetail> controls,
                             std::span<const std::uint32_t> shortfall) {
    FAULTLINE_TRY(state, readRunState(database, facts));
    if (state.finished)
        return base::failure(ErrorKind::Refused, "the run is finished already and has its controls");
    if (state.done != facts.header.positions)
        return base::failure(ErrorKind::InvalidInput,
                             "the run can't be finished: only " + std::to_string(state.done) + " of " +
                                 std::to_string(facts.header.positions) + " images are evaluated");
    if (shortfall.size() != facts.header.dataset.classes.size())
        return base::failure(ErrorKind::InvalidInput,
                             "the run can't be finished: " + std::to_string(shortfall.size()) +
                                 " classes of controls instead of " +
                                 std::to_string(facts.header.dataset.classes.size()));
    for (const model::SampleDetail& control : controls) {
        if (isFailure(database, facts.run, control.sample) != std::optional(false) ||
            !makesSense(control, facts.header))
            return base::failure(ErrorKind::InvalidInput, "the run can't be finished: the control " +
                                                              sampleText(control.sample) +
                                                              " is no correct image or has wrong sizes");
        storeDetail(database, facts.run, control);
        database.query("INSERT INTO controls (run, sample) VALUES (?, ?)")
            .with(facts.run.value, control.sample.value)
            .run();
    }
    for (std::size_t i = 0; i < shortfall.size(); ++i)
        database.query("INSERT INTO control_shortfall (run, class, lacking) VALUES (?, ?, ?)")
            .with(facts.run.value, i, shortfall[i])
            .run();
    database.query("UPDATE runs SET finished_at_ms = ? WHERE id = ?")
        .with(base::now().time_since_epoch().count(), facts.run.value)
        .run();
    return {};
}

base::Result<std::vector<model::Prediction>> readPredictions(const Database& database,
                                                             const StudyFacts& facts, Which which) {
    std::vector<model::Prediction> predictions;
    if (which == Which::All)
        predictions.reserve(std::min(facts.header.positions, mostReserved));
    const std::string columns = "SELECT sample, truth, predicted, confidence, margin FROM predictions ";
    Query query = database.query(columns + (which == Which::All
                                                ? "WHERE run = ? ORDER BY position"
                                                : "WHERE run = ? AND truth <> predicted ORDER BY position"));
    query.with(facts.run.value);
    const std::size_t classCount = facts.header.classNames().size();
    while (query.next()) {
        const std::int64_t sample = query.integer(0);
        const std::int64_t truth = query.integer(1);
        const std::int64_t predicted = query.integer(2);
        const model::Prediction prediction{base::SampleIndex(static_cast<std::uint32_t>(sample)),
                                           base::ClassId(static_cast<std::uint16_t>(truth)),
                                           base::ClassId(static_cast<std::uint16_t>(predicted)),
                                           static_cast<float>(query.real(3)),
                                           static_cast<float>(query.real(4))};
        if (prediction.sample.value != sample || prediction.truth.value != truth ||
            prediction.predicted.value != predicted || !makesSense(prediction, facts.header, classCount))
            return damaged("the prediction for sample " + std::to_string(sample) + " is out of range");
        predictions.push_back(prediction);
    }
    return predictions;
}

base::Result<std::vector<base::SampleIndex>> readControls(const Database& database, const StudyFacts& facts) {
    std::vector<base::SampleIndex> controls;
    Query query = database.query("SELECT controls.sample FROM controls JOIN predictions USING (run, sample) "
                                 "WHERE controls.run = ? ORDER BY predictions.position");
    query.with(facts.run.value);
    while (query.next()) {
        const std::int64_t sample = query.integer(0);
        if (sample < 0 || sample >= facts.header.dataset.size)
            return damaged("a control is out of range");
        controls.emplace_back(static_cast<std::uint32_t>(sample));
    }
    return controls;
}

base::Result<std::vector<base::Image>> readImages(const Database& database,
                                                  std::span<const base::SampleIndex> samples) {
    std::vector<base::Image> images;
    images.reserve(samples.size());
    for (const base::SampleIndex sample : samples) {
        Query query =
            database.query("SELECT width, height, channels, encoding, pixels FROM samples WHERE sample = ?");
        if (!query.with(sample.value).next())
            return base::failure(unknownSample(sample));
        FAULTLINE_TRY(image, imageFrom(query, 0, sample));
        images.push_back(std::move(image));
    }
    return images;
}

base::Result<model::SampleDetail> readDetail(const Database& database, const StudyFacts& facts,
                                             base::SampleIndex sample) {
    Query query = database.query("SELECT width, height, channels, encoding, pixels, logits, features "
                                 "FROM details JOIN samples USING (sample) WHERE run = ? AND sample = ?");
    if (!query.with(facts.run.value, sample.value).next())
        return base::failure(unknownSample(sample));
    FAULTLINE_TRY(image, imageFrom(query, 0, sample));
    if (query.blob(5).size() != facts.header.model.classes.size() * sizeof(float) ||
        query.blob(6).size() != facts.header.model.featureCount * sizeof(float))
        return damaged("the logits or features of " + sampleText(sample) + " have the wrong size");
    return model::SampleDetail{sample, base::unpacked<float>(query.blob(5)),
                               base::unpacked<float>(query.blob(6)), std::move(image)};
}

} // namespace faultline::study
