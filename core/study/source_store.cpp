// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/source_store.h"
#include "core/model/preprocessing_text.h"

#include "core/study/stored_values.h"

namespace faultline::study {

namespace {

void storeNames(const Database& database, const char* insert, std::int64_t owner,
                const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        database.query(insert).with(owner, i, names[i]).run();
}

void storeTrials(const Database& database, std::int64_t model,
                 const std::vector<model::PreprocessingTrial>& trials) {
    for (std::size_t i = 0; i < trials.size(); ++i)
        database
            .query("INSERT INTO preprocessing_trials (model, position, preprocessing, max_pool, images, "
                   "correct, mean_log_likelihood) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .with(model, i, model::jsonText(trials[i].preprocessing), trials[i].maxPool, trials[i].images,
                  trials[i].correct, trials[i].meanLogLikelihood)
            .run();
}

base::Result<std::vector<std::string>> readNames(const Database& database, const std::string& select,
                                                 std::int64_t owner) {
    std::vector<std::string> names;
    Query query = database.query(select);
    query.with(owner);
    while (query.next()) {
        if (query.integer(0) != static_cast<std::int64_t>(names.size()) || names.size() >= mostClasses)
            return damaged("its classes are not numbered from 0");
        names.push_back(query.text(1));
    }
    return names;
}

base::Result<model::Preprocessing> parsedPreprocessing(const std::string& text) {
    auto preprocessing = model::parsedPreprocessing(text);
    if (!preprocessing)
        return damaged("its preprocessing makes no sense");
    return *preprocessing;
}

/// From a row of readModel(). Version 1 stored numbers alone.
base::Result<model::Preprocessing> readPreprocessing(const Query& query) {
    if (const std::string text = query.text(13); !text.empty())
        return parsedPreprocessing(text);
    model::Preprocessing preprocessing;
    preprocessing.name = "custom";
    for (int channel = 0; channel < 3; ++channel) {
        preprocessing.mean[static_cast<std::size_t>(channel)] = query.real(4 + channel);
        preprocessing.standardDeviation[static_cast<std::size_t>(channel)] = query.real(7 + channel);
    }
    return model::named(preprocessing);
}

/// Of all outputs or of none.
base::Result<std::vector<std::uint16_t>> readOutputClasses(const Database& database, std::int64_t model,
                                                           std::size_t outputs) {
    std::vector<std::uint16_t> classes;
    Query query =
        database.query("SELECT stands_for FROM model_classes WHERE model = ? AND stands_for IS NOT NULL "
                       "ORDER BY class");
    query.with(model);
    while (query.next()) {
        if (query.integer(0) < 0 || query.integer(0) >= static_cast<std::int64_t>(mostClasses))
            return damaged("the classes of its model's outputs make no sense");
        classes.push_back(static_cast<std::uint16_t>(query.integer(0)));
    }
    if (!classes.empty() && classes.size() != outputs)
        return damaged("the classes of its model's outputs are not complete");
    return classes;
}

base::Result<std::vector<model::PreprocessingTrial>> readTrials(const Database& database,
                                                                std::int64_t model) {
    std::vector<model::PreprocessingTrial> trials;
    Query query = database.query("SELECT preprocessing, max_pool, images, correct, mean_log_likelihood "
                                 "FROM preprocessing_trials WHERE model = ? ORDER BY position");
    query.with(model);
    while (query.next()) {
        FAULTLINE_TRY(preprocessing, parsedPreprocessing(query.text(0)));
        if (!isCount(query.integer(2)) || !isCount(query.integer(3)) || query.integer(3) > query.integer(2))
            return damaged("what was tried to find its preprocessing makes no sense");
        trials.push_back({std::move(preprocessing), query.integer(1) != 0,
                          static_cast<std::uint32_t>(query.integer(2)),
                          static_cast<std::uint32_t>(query.integer(3)), query.real(4)});
    }
    return trials;
}

} // namespace

std::int64_t storeDataset(const Database& database, const dataset::DatasetInfo& info) {
    database
        .query("INSERT INTO datasets (format, name, split, size, identity, official, location, unreadable) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .with(info.format, info.name, std::string(dataset::name(info.split)), info.size, info.identity,
              info.official, info.location, info.unreadableCount)
        .run();
    const std::int64_t id = database.lastId();
    for (std::size_t i = 0; i < info.notes.size() + info.unreadable.size(); ++i) {
        const bool isNote = i < info.notes.size();
        database.query("INSERT INTO dataset_notes (dataset, position, kind, text) VALUES (?, ?, ?, ?)")
            .with(id, i, std::string(isNote ? "note" : "unreadable"),
                  isNote ? info.notes[i] : info.unreadable[i - info.notes.size()])
            .run();
    }
    storeNames(database, "INSERT INTO dataset_classes (dataset, class, name) VALUES (?, ?, ?)", id,
               info.classes);
    return id;
}

std::int64_t storeModel(const Database& database, const model::ModelInfo& info) {
    const auto& mean = info.preprocessing.mean;
    const auto& deviation = info.preprocessing.standardDeviation;
    database
        .query("INSERT INTO models (sha256, format, architecture, feature_count, mean_red, mean_green, "
               "mean_blue, deviation_red, deviation_green, deviation_blue, stated_accuracy, location, "
               "max_pool, preprocessing, basis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(info.sha256, info.format, info.architecture, info.featureCount, mean[0], mean[1], mean[2],
              deviation[0], deviation[1], deviation[2], info.statedAccuracy, info.location, info.maxPool,
              model::jsonText(info.preprocessing), std::string(model::name(info.basis)))
        .run();
    const std::int64_t id = database.lastId();
    storeTrials(database, id, info.trials);
    storeNames(database, "INSERT INTO model_classes (model, class, name) VALUES (?, ?, ?)", id, info.classes);
    for (std::size_t i = 0; i < info.outputClasses.size(); ++i)
        database.query("UPDATE model_classes SET stands_for = ? WHERE model = ? AND class = ?")
            .with(info.outputClasses[i], id, i)
            .run();
    for (std::size_t i = 0; i < info.metadata.size(); ++i)
        database.query("INSERT INTO model_metadata (model, position, key, value) VALUES (?, ?, ?, ?)")
            .with(id, i, info.metadata[i].first, info.metadata[i].second)
            .run();
    return id;
}

base::Result<dataset::DatasetInfo> readDataset(const Database& database, std::int64_t id) {
    Query query = database.query("SELECT format, name, split, size, identity, official, location, unreadable "
                                 "FROM datasets WHERE id = ?");
    if (!query.with(id).next())
        return damaged("its data set is missing");
    const auto split = parsedSplit(query.text(2));
    if (!split || !isCount(query.integer(3)))
        return damaged("its data set makes no sense");
    dataset::DatasetInfo info;
    info.format = query.text(0);
    info.name = query.text(1);
    info.split = *split;
    info.size = static_cast<std::uint32_t>(query.integer(3));
    info.identity = query.text(4);
    info.official = query.integer(5) != 0;
    info.location = query.text(6);
    if (!isCount(query.integer(7)))
        return damaged("its data set makes no sense");
    info.unreadableCount = static_cast<std::uint32_t>(query.integer(7));
    Query notes = database.query("SELECT kind, text FROM dataset_notes WHERE dataset = ? ORDER BY position");
    notes.with(id);
    while (notes.next())
        (notes.text(0) == "note" ? info.notes : info.unreadable).push_back(notes.text(1));
    FAULTLINE_TRY(classes, readNames(database,
                                     "SELECT class, name FROM dataset_classes WHERE dataset = ? "
                                     "ORDER BY class",
                                     id));
    info.classes = std::move(classes);
    return info;
}

base::Result<model::ModelInfo> readModel(const Database& database, std::int64_t id) {
    Query query = database.query(
        "SELECT sha256, format, architecture, feature_count, mean_red, mean_green, mean_blue, deviation_red, "
        "deviation_green, deviation_blue, stated_accuracy, location, max_pool, preprocessing, basis "
        "FROM models WHERE id = ?");
    if (!query.with(id).next())
        return damaged("its model is missing");
    if (!isCount(query.integer(3)))
        return damaged("its model makes no sense");
    model::ModelInfo info;
    info.sha256 = query.text(0);
    info.format = query.text(1);
    info.architecture = query.text(2);
    info.featureCount = static_cast<std::uint32_t>(query.integer(3));
    if (!query.isNull(10))
        info.statedAccuracy = query.real(10);
    info.location = query.text(11);
    info.maxPool = query.integer(12) != 0;
    FAULTLINE_TRY(preprocessing, readPreprocessing(query));
    info.preprocessing = std::move(preprocessing);
    const auto basis = model::parsedBasis(query.text(14));
    if (!basis)
        return damaged("how its preprocessing is known makes no sense");
    info.basis = *basis;
    FAULTLINE_TRY(trials, readTrials(database, id));
    info.trials = std::move(trials);
    FAULTLINE_TRY(
        classes,
        readNames(database, "SELECT class, name FROM model_classes WHERE model = ? ORDER BY class", id));
    info.classes = std::move(classes);
    FAULTLINE_TRY(outputClasses, readOutputClasses(database, id, info.classes.size()));
    info.outputClasses = std::move(outputClasses);
    Query metadata =
        database.query("SELECT key, value FROM model_metadata WHERE model = ? ORDER BY position");
    metadata.with(id);
    while (metadata.next())
        info.metadata.emplace_back(metadata.text(0), metadata.text(1));
    return info;
}

} // namespace faultline::study
