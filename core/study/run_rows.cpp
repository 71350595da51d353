// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_rows.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/model/run_header.h"
#include "core/study/names.h"
#include "core/study/picture_rows.h"
#include "core/study/rows.h"
#include "core/study/run_entry.h"
#include "core/study/source_rows.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <cmath>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr std::size_t mostRuns = 1'000;
constexpr std::size_t mostClassesOfRuns = 1u << 22;
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

bool makesSense(const model::SampleDetail& detail, const model::RunHeader& header) {
    return detail.logits.size() == header.model.logitCount() &&
           detail.features.size() == header.model.featureCount;
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
            !makesSense(report.failures[failures], header))
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

void storeDetail(const Database& database, const RunEntry& run, const model::SampleDetail& detail,
                 Item::Role role) {
    storePicture(database, detail.sample, detail.image);
    database.query("INSERT INTO items (run, sample, role) VALUES (?, ?, ?)")
        .with(run.id.value, detail.sample.value, std::string(base::nameOf(role)))
        .run();
    const base::Bytes logits = base::packed(detail.logits);
    const base::Bytes features = base::packed(detail.features);
    database.query("INSERT INTO details (run, sample, logits, features) VALUES (?, ?, ?, ?)")
        .with(run.id.value, detail.sample.value, logits, features)
        .run();
}

std::optional<model::Outcome> storedOutcome(const Database& database, base::RunId run,
                                            base::SampleIndex sample) {
    Query query = database.query("SELECT outcome FROM predictions WHERE run = ? AND sample = ?");
    return query.with(run.value, sample.value).next() ? base::valueNamed<model::Outcome>(query.text(0))
                                                      : std::nullopt;
}

bool isPlainNumber(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// From a row of all columns.
base::Result<RunEntry> entryFrom(const Database& database, const Query& query) {
    RunEntry run;
    std::int64_t id = 0;
    std::int64_t dataset = 0;
    std::int64_t model = 0;
    RowReader row(query);
    row.get("id", id);
    row.get("uuid", run.uuid);
    row.get("name", run.name);
    row.get("dataset", dataset);
    row.get("model", model);
    row.read(run.header.options, "asked_");
    row.read(run.header.device, "used_");
    row.get("positions", run.header.positions);
    if (!row.problem().empty())
        return damaged("its run makes no sense: " + row.problem());
    run.id = base::RunId(id);
    FAULTLINE_TRY(datasetInfo, readDataset(database, dataset));
    run.header.dataset = std::move(datasetInfo);
    FAULTLINE_TRY(modelInfo, readModel(database, model));
    run.header.model = std::move(modelInfo);
    if (auto checked = checkHeader(run.header); !checked)
        return damaged(checked.error().message);
    return run;
}

/// The true classes of all samples that were visited, read in one pass: a join would look each of them up.
class Truths {
public:
    explicit Truths(const Database& database) {
        Query query =
            database.query("SELECT sample, truth FROM samples WHERE truth IS NOT NULL ORDER BY sample");
        while (query.next()) {
            m_samples.push_back(query.integer(0));
            m_classes.push_back(query.integer(1));
        }
    }
    [[nodiscard]] std::int64_t of(std::int64_t sample) const {
        auto at = static_cast<std::size_t>(sample);
        if (at >= m_samples.size() || m_samples[at] != sample) { // not all of the set were visited
            const auto found = std::lower_bound(m_samples.begin(), m_samples.end(), sample);
            if (found == m_samples.end() || *found != sample)
                return unknown;
            at = static_cast<std::size_t>(found - m_samples.begin());
        }
        return m_classes[at];
    }

private:
    static constexpr std::int64_t unknown = -1;
    std::vector<std::int64_t> m_samples, m_classes;
};

/// From the columns sample, predicted, whether the outcome is a failure (NULL: neither), confidence, margin.
base::Result<model::Prediction> predictionFrom(const Query& query, std::int64_t truth,
                                               const model::RunHeader& header, std::size_t classCount) {
    const std::int64_t sample = query.integer(0);
    const std::int64_t predicted = query.integer(1);
    model::Prediction prediction;
    prediction.sample = base::SampleIndex(static_cast<std::uint32_t>(sample));
    prediction.truth = base::ClassId(static_cast<std::uint16_t>(truth));
    prediction.predicted = base::ClassId(static_cast<std::uint16_t>(predicted));
    if (!query.isNull(3))
        prediction.confidence = static_cast<float>(query.real(3));
    if (!query.isNull(4))
        prediction.margin = static_cast<float>(query.real(4));
    if (prediction.sample.value != sample || prediction.truth.value != truth ||
        prediction.predicted.value != predicted || !makesSense(prediction, header, classCount) ||
        query.isNull(2) || (query.integer(2) != 0) != prediction.isFailure())
        return damaged("the prediction for sample " + std::to_string(sample) + " is out of range");
    return prediction;
}

} // namespace

base::Error unknownSample(base::SampleIndex sample) {
    return {ErrorKind::NotFound, sampleText(sample) + " is neither a failure nor a control of this study"};
}

base::Result<std::string> runName(const std::string& name) {
    FAULTLINE_TRY(trimmed, trimmedName("a run's name", name));
    if (isPlainNumber(trimmed))
        return base::failure(ErrorKind::InvalidInput,
                             "a run can't be called \"" + trimmed +
                                 "\", since runs are also known by their numbers; choose another name");
    return std::move(trimmed);
}

std::string freeRunName(const model::RunHeader& header, std::span<const RunEntry> runs) {
    const auto proposed = runName(header.model.architecture);
    const std::string stem = proposed ? *proposed : "run";
    for (std::size_t number = 1;; ++number) {
        std::string name = number == 1 ? stem : stem + " (" + std::to_string(number) + ")";
        if (std::none_of(runs.begin(), runs.end(), [&](const RunEntry& run) { return run.name == name; }))
            return name;
    }
}

base::Result<RunEntry> storeRun(const Database& database, std::int64_t dataset,
                                const model::RunHeader& header, const std::string& name) {
    FAULTLINE_CHECK(checkHeader(header));
    RunEntry run{{}, base::newUuid(), name, header};
    run.id = base::RunId(RowWriter()
                             .set("uuid", run.uuid)
                             .set("name", name)
                             .set("dataset", dataset)
                             .set("model", storeModel(database, header.model))
                             .add(header.options, "asked_")
                             .add(header.device, "used_")
                             .set("positions", header.positions)
                             .set("started_at_ms", base::now().time_since_epoch().count())
                             .insertInto(database, "runs"));
    return run;
}

base::Result<> checkRoom(std::span<const RunEntry> runs, const model::RunHeader* further) {
    const auto namesOf = [](const model::RunHeader& header) {
        return header.dataset.classes.size() + header.model.classes.size();
    };
    std::size_t classes = further != nullptr ? namesOf(*further) : 0;
    for (const RunEntry& run : runs)
        classes += namesOf(run.header);
    if (runs.size() + (further != nullptr ? 1 : 0) > mostRuns || classes > mostClassesOfRuns)
        return base::failure(ErrorKind::Refused, "a study holds at most " + base::groupedText(mostRuns) +
                                                     " runs, and " + base::groupedText(mostClassesOfRuns) +
                                                     " names of classes in all of them");
    return {};
}

base::Result<std::vector<RunEntry>> readRuns(const Database& database) {
    std::vector<RunEntry> runs;
    Query query = database.query("SELECT * FROM runs ORDER BY id");
    while (query.next()) {
        FAULTLINE_TRY(run, entryFrom(database, query));
        runs.push_back(std::move(run));
        if (auto room = checkRoom(runs); !room)
            return damaged(room.error().message);
    }
    if (runs.empty())
        return damaged("it has no run");
    return runs;
}

base::Result<RunState> readRunState(const Database& database, const RunEntry& run) {
    RunState state;
    Query last = database.query("SELECT coalesce(max(position) + 1, 0) FROM predictions WHERE run = ?");
    if (last.with(run.id.value).next()) {
        const std::int64_t done = last.integer(0);
        if (done < 0 || done > run.header.positions)
            return damaged("it has more predictions than its run has images");
        state.done = static_cast<std::uint32_t>(done);
    }
    Query wrong = database.query("SELECT count(*) FROM predictions WHERE run = ? AND outcome = 'failure'");
    if (wrong.with(run.id.value).next() && wrong.integer(0) <= state.done)
        state.failures = static_cast<std::uint32_t>(wrong.integer(0));
    Query finished = database.query("SELECT finished_at_ms IS NOT NULL FROM runs WHERE id = ?");
    state.finished = finished.with(run.id.value).next() && finished.integer(0) != 0;
    if (!state.finished)
        return state;
    state.controlShortfall.assign(run.header.dataset.classes.size(), 0);
    Query lacking = database.query("SELECT class, lacking FROM control_shortfall WHERE run = ?");
    lacking.with(run.id.value);
    while (lacking.next()) {
        const std::int64_t index = lacking.integer(0);
        if (index < 0 || index >= static_cast<std::int64_t>(state.controlShortfall.size()) ||
            lacking.integer(1) < 0 || lacking.integer(1) > run.header.dataset.size)
            return damaged("the numbers of lacking controls make no sense");
        state.controlShortfall[static_cast<std::size_t>(index)] =
            static_cast<std::uint32_t>(lacking.integer(1));
    }
    return state;
}

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
        storeDetail(database, run, detail, Item::Role::Failure);
    return {};
}

base::Result<> storeControls(const Database& database, const RunEntry& run,
                             std::span<const model::SampleDetail> controls,
                             std::span<const std::uint32_t> shortfall) {
    FAULTLINE_TRY(state, readRunState(database, run));
    if (state.finished)
        return base::failure(ErrorKind::Refused, "the run is finished already and has its controls");
    if (state.done != run.header.positions)
        return base::failure(ErrorKind::InvalidInput,
                             "the run can't be finished: only " + std::to_string(state.done) + " of " +
                                 std::to_string(run.header.positions) + " images are evaluated");
    if (shortfall.size() != run.header.dataset.classes.size())
        return base::failure(ErrorKind::InvalidInput,
                             "the run can't be finished: " + std::to_string(shortfall.size()) +
                                 " classes of controls instead of " +
                                 std::to_string(run.header.dataset.classes.size()));
    for (const model::SampleDetail& control : controls) {
        if (storedOutcome(database, run.id, control.sample) != model::Outcome::Right ||
            !makesSense(control, run.header))
            return base::failure(ErrorKind::InvalidInput, "the run can't be finished: the control " +
                                                              sampleText(control.sample) +
                                                              " is no correct image or has wrong sizes");
        storeDetail(database, run, control, Item::Role::Control);
    }
    for (std::size_t i = 0; i < shortfall.size(); ++i)
        database.query("INSERT INTO control_shortfall (run, class, lacking) VALUES (?, ?, ?)")
            .with(run.id.value, i, shortfall[i])
            .run();
    database.query("UPDATE runs SET finished_at_ms = ? WHERE id = ?")
        .with(base::now().time_since_epoch().count(), run.id.value)
        .run();
    return {};
}

base::Result<std::vector<model::Prediction>> readPredictions(const Database& database, const RunEntry& run,
                                                             Which which) {
    std::vector<model::Prediction> predictions;
    if (which == Which::All)
        predictions.reserve(std::min(run.header.positions, mostReserved));
    const Truths truths(database);
    Query query = database.query(
        std::string("SELECT sample, predicted, CASE outcome WHEN 'failure' THEN 1 WHEN 'right' THEN 0 END, "
                    "confidence, margin FROM predictions "
                    "WHERE run = ? ") +
        (which == Which::Failures ? "AND outcome = 'failure' " : "") + "ORDER BY position");
    query.with(run.id.value);
    const std::size_t classCount = run.header.classCount();
    while (query.next()) {
        FAULTLINE_TRY(prediction, predictionFrom(query, truths.of(query.integer(0)), run.header, classCount));
        predictions.push_back(prediction);
    }
    return predictions;
}

base::Result<std::vector<base::SampleIndex>> readControls(const Database& database, const RunEntry& run) {
    std::vector<base::SampleIndex> controls;
    Query query = database.query("SELECT items.sample FROM items JOIN predictions USING (run, sample) "
                                 "WHERE items.run = ? AND role = 'control' ORDER BY predictions.position");
    query.with(run.id.value);
    while (query.next()) {
        const std::int64_t sample = query.integer(0);
        if (sample < 0 || sample >= run.header.dataset.size)
            return damaged("a control is out of range");
        controls.emplace_back(static_cast<std::uint32_t>(sample));
    }
    return controls;
}

base::Result<std::vector<Item>> readItems(const Database& database, const RunEntry& run) {
    std::vector<Item> items;
    Query query = database.query("SELECT sample, role FROM items WHERE run = ? ORDER BY sample");
    query.with(run.id.value);
    while (query.next()) {
        const std::int64_t sample = query.integer(0);
        const auto role = base::valueNamed<Item::Role>(query.text(1));
        if (sample < 0 || sample >= run.header.dataset.size || !role)
            return damaged("an item of its run makes no sense");
        items.push_back({base::SampleIndex(static_cast<std::uint32_t>(sample)), *role});
    }
    return items;
}

base::Result<model::SampleDetail> readDetail(const Database& database, const RunEntry& run,
                                             base::SampleIndex sample) {
    Query query = database.query("SELECT width, height, channels, encoding, pixels, logits, features "
                                 "FROM details JOIN pictures USING (sample) WHERE run = ? AND sample = ?");
    if (!query.with(run.id.value, sample.value).next())
        return base::failure(unknownSample(sample));
    FAULTLINE_TRY(image, imageFrom(query, 0, sample));
    if (query.blob(5).size() != run.header.model.logitCount() * sizeof(float) ||
        query.blob(6).size() != run.header.model.featureCount * sizeof(float))
        return damaged("the logits or features of " + sampleText(sample) + " have the wrong size");
    return model::SampleDetail{sample, base::unpacked<float>(query.blob(5)),
                               base::unpacked<float>(query.blob(6)), std::move(image)};
}

base::Result<FeatureMatrix> readFeatures(const Database& database, const RunEntry& run) {
    FeatureMatrix matrix;
    matrix.width = run.header.model.featureCount;
    Query query = database.query("SELECT sample, features FROM details WHERE run = ? ORDER BY sample");
    query.with(run.id.value);
    while (query.next()) {
        const std::int64_t sample = query.integer(0);
        const base::ByteView features = query.blob(1);
        if (sample < 0 || sample >= run.header.dataset.size ||
            features.size() != matrix.width * sizeof(float))
            return damaged("the features of sample " + std::to_string(sample) + " have the wrong size");
        matrix.samples.emplace_back(static_cast<std::uint32_t>(sample));
        const std::vector<float> row = base::unpacked<float>(features);
        matrix.values.insert(matrix.values.end(), row.begin(), row.end());
    }
    return matrix;
}

} // namespace faultline::study
