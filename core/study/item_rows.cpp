// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/item_rows.h"

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/model/run_header.h"
#include "core/study/path_rows.h"
#include "core/study/picture_rows.h"
#include "core/study/run_entry.h"
#include "core/study/run_rows.h"
#include "core/study/stored_values.h"

#include <optional>

namespace faultline::study {

using base::ErrorKind;

namespace {

std::optional<model::Outcome> storedOutcome(const Database& database, base::RunId run,
                                            base::SampleIndex sample) {
    Query query = database.query("SELECT outcome FROM predictions WHERE run = ? AND sample = ?");
    return query.with(run.value, sample.value).next() ? base::valueNamed<model::Outcome>(query.text(0))
                                                      : std::nullopt;
}

} // namespace

base::Error unknownSample(base::SampleIndex sample) {
    return {ErrorKind::NotFound, sampleText(sample) + " is neither a failure nor a control of this study"};
}

bool fits(const model::SampleDetail& detail, const model::RunHeader& header) {
    return detail.logits.size() == header.model.logitCount() &&
           detail.features.size() == header.model.featureCount;
}

base::Result<> storeDetail(const Database& database, const RunEntry& run, const model::SampleDetail& detail,
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
    return storePath(database, detail.sample, detail.path);
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
            !fits(control, run.header))
            return base::failure(ErrorKind::InvalidInput, "the run can't be finished: the control " +
                                                              sampleText(control.sample) +
                                                              " is no correct image or has wrong sizes");
        FAULTLINE_CHECK(storeDetail(database, run, control, Item::Role::Control));
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

base::Result<std::map<base::SampleIndex, base::ClassId>> readTruths(const Database& database,
                                                                    const RunEntry& run) {
    std::map<base::SampleIndex, base::ClassId> truths;
    Query query =
        database.query("SELECT items.sample, truth FROM items JOIN samples USING (sample) WHERE run "
                       "= ? AND truth IS NOT NULL ORDER BY items.sample");
    query.with(run.id.value);
    while (query.next()) {
        const std::int64_t sample = query.integer(0), truth = query.integer(1);
        if (sample < 0 || sample >= run.header.dataset.size || truth < 0 ||
            truth >= static_cast<std::int64_t>(run.header.dataset.classes.size()))
            return damaged("the true class of an item makes no sense");
        truths.emplace(base::SampleIndex(static_cast<std::uint32_t>(sample)),
                       base::ClassId(static_cast<std::uint16_t>(truth)));
    }
    return truths;
}

base::Result<model::SampleDetail> readDetail(const Database& database, const RunEntry& run,
                                             base::SampleIndex sample) {
    Query query = database.query("SELECT width, height, channels, encoding, pixels, logits, features "
                                 "FROM details JOIN pictures USING (sample) WHERE run = ? AND sample = ?");
    if (!query.with(run.id.value, sample.value).next())
        return base::failure(unknownSample(sample));
    FAULTLINE_TRY(image, imageFrom(query, 0, sample));
    FAULTLINE_TRY(path, readPath(database, sample));
    if (query.blob(5).size() != run.header.model.logitCount() * sizeof(float) ||
        query.blob(6).size() != run.header.model.featureCount * sizeof(float))
        return damaged("the logits or features of " + sampleText(sample) + " have the wrong size");
    return model::SampleDetail{sample, base::unpacked<float>(query.blob(5)),
                               base::unpacked<float>(query.blob(6)), std::move(image), std::move(path)};
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
