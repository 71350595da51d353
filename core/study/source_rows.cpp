// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/source_rows.h"

#include "core/base/text.h"
#include "core/dataset/set_limits.h"
#include "core/model/run_header.h"
#include "core/model/run_limits.h"
#include "core/study/rows.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::study {

using base::ErrorKind;

namespace {

// While they are read, so that no list and no text of a file grows beyond what is possible.

base::Result<> checkCount(std::size_t count, std::size_t most, const std::string& what) {
    return count <= most ? base::Result<>()
                         : damaged("it has more than " + base::groupedText(most) + " " + what);
}

base::Result<> checkLength(const std::string& text, std::size_t longest, const std::string& what) {
    return text.size() <= longest
               ? base::Result<>()
               : damaged(what + " has " + base::groupedText(text.size()) + " bytes, and at most " +
                         base::groupedText(longest) + " are possible");
}

void storeNames(const Database& database, const std::string& table, const std::string& owner, std::int64_t id,
                const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        database.query("INSERT INTO " + table + " (" + owner + ", class, name) VALUES (?, ?, ?)")
            .with(id, i, names[i])
            .run();
}

base::Result<std::vector<std::string>> readNames(const Database& database, const std::string& table,
                                                 const std::string& owner, std::int64_t id) {
    std::vector<std::string> names;
    Query query =
        database.query("SELECT class, name FROM " + table + " WHERE " + owner + " = ? ORDER BY class");
    query.with(id);
    while (query.next()) {
        if (query.integer(0) != static_cast<std::int64_t>(names.size()))
            return damaged("its classes are not numbered from 0");
        FAULTLINE_CHECK(checkCount(names.size() + 1, dataset::mostClasses, "classes"));
        names.push_back(query.text(1));
        FAULTLINE_CHECK(checkLength(names.back(), dataset::longestClassName, "the name of a class"));
    }
    return names;
}

void storeNotes(const Database& database, std::int64_t id, const dataset::DatasetInfo& info) {
    std::size_t position = 0;
    const auto store = [&](const char* kind, const std::string& text) {
        database.query("INSERT INTO dataset_notes (dataset, position, kind, text) VALUES (?, ?, ?, ?)")
            .with(id, position++, std::string(kind), text)
            .run();
    };
    for (const std::string& note : info.notes)
        store("note", note);
    for (const std::string& file : info.unreadable)
        store("unreadable", file);
    for (const dataset::LeftOut& left : info.leftOut)
        RowWriter().set("dataset", id).add(left).insertInto(database, "dataset_left_out");
}

base::Result<std::vector<dataset::LeftOut>> readLeftOut(const Database& database, std::int64_t id) {
    std::vector<dataset::LeftOut> all;
    Query query = database.query("SELECT * FROM dataset_left_out WHERE dataset = ? ORDER BY reason");
    query.with(id);
    while (query.next()) {
        dataset::LeftOut left;
        RowReader row(query);
        row.read(left);
        if (!row.problem().empty())
            return damaged("what its data set left out makes no sense");
        FAULTLINE_CHECK(checkCount(all.size() + 1, model::mostNotes, "reasons why files were left out"));
        FAULTLINE_CHECK(checkLength(left.reason, model::longestText, "a reason why files were left out"));
        FAULTLINE_CHECK(checkLength(left.examples, model::longestText, "a list of files left out"));
        all.push_back(std::move(left));
    }
    return all;
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
        if (query.integer(0) < 0 || query.integer(0) > std::numeric_limits<std::uint16_t>::max())
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
    Query query = database.query("SELECT * FROM preprocessing_trials WHERE model = ? ORDER BY position");
    query.with(model);
    while (query.next()) {
        model::PreprocessingTrial trial;
        RowReader row(query);
        row.read(trial);
        if (!row.problem().empty() || trial.correct > trial.images)
            return damaged("what was tried to find its preprocessing makes no sense");
        trials.push_back(std::move(trial));
        FAULTLINE_CHECK(checkCount(trials.size(), model::mostTrials, "preprocessings that were tried"));
    }
    return trials;
}

} // namespace

std::int64_t storeDataset(const Database& database, const dataset::DatasetInfo& info) {
    const std::int64_t id = RowWriter().add(info).insertInto(database, "datasets");
    storeNotes(database, id, info);
    storeNames(database, "dataset_classes", "dataset", id, info.classes);
    return id;
}

std::int64_t storeModel(const Database& database, const model::ModelInfo& info) {
    const std::int64_t id = RowWriter().add(info).insertInto(database, "models");
    for (std::size_t i = 0; i < info.trials.size(); ++i)
        RowWriter()
            .set("model", id)
            .set("position", static_cast<std::int64_t>(i))
            .add(info.trials[i])
            .insertInto(database, "preprocessing_trials");
    storeNames(database, "model_classes", "model", id, info.classes);
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
    Query query = database.query("SELECT * FROM datasets WHERE id = ?");
    if (!query.with(id).next())
        return damaged("its data set is missing");
    dataset::DatasetInfo info;
    RowReader row(query);
    row.read(info);
    if (!row.problem().empty())
        return damaged("its data set makes no sense: " + row.problem());
    Query notes = database.query("SELECT kind, text FROM dataset_notes WHERE dataset = ? ORDER BY position");
    notes.with(id);
    while (notes.next()) {
        auto& list = notes.text(0) == "note" ? info.notes : info.unreadable;
        list.push_back(notes.text(1));
        FAULTLINE_CHECK(checkCount(list.size(), model::mostNotes, "notes on its data set"));
        FAULTLINE_CHECK(checkLength(list.back(), model::longestText, "a note on its data set"));
    }
    FAULTLINE_TRY(leftOut, readLeftOut(database, id));
    info.leftOut = std::move(leftOut);
    FAULTLINE_TRY(classes, readNames(database, "dataset_classes", "dataset", id));
    info.classes = std::move(classes);
    return info;
}

base::Result<model::ModelInfo> readModel(const Database& database, std::int64_t id) {
    Query query = database.query("SELECT * FROM models WHERE id = ?");
    if (!query.with(id).next())
        return damaged("its model is missing");
    model::ModelInfo info;
    RowReader row(query);
    row.read(info);
    if (!row.problem().empty())
        return damaged("its model makes no sense: " + row.problem());
    FAULTLINE_TRY(trials, readTrials(database, id));
    info.trials = std::move(trials);
    FAULTLINE_TRY(classes, readNames(database, "model_classes", "model", id));
    info.classes = std::move(classes);
    FAULTLINE_TRY(outputClasses, readOutputClasses(database, id, info.classes.size()));
    info.outputClasses = std::move(outputClasses);
    Query metadata =
        database.query("SELECT key, value FROM model_metadata WHERE model = ? ORDER BY position");
    metadata.with(id);
    while (metadata.next()) {
        const auto& [key, value] = info.metadata.emplace_back(metadata.text(0), metadata.text(1));
        FAULTLINE_CHECK(
            checkCount(info.metadata.size(), model::mostMetadata, "entries of its model's metadata"));
        FAULTLINE_CHECK(checkLength(key, model::longestMetadataKey, "a key of its model's metadata"));
        FAULTLINE_CHECK(checkLength(value, model::longestMetadataValue, "a value of its model's metadata"));
    }
    return info;
}

base::Result<> checkHeader(const model::RunHeader& header) {
    const auto refused = [](const std::string& what) {
        return base::failure(ErrorKind::InvalidInput, "a study can't be made of this run: " + what);
    };
    const auto finite = [](double value) { return std::isfinite(value); };
    const model::ModelInfo& model = header.model;
    if (const auto within = model::checkLimits(header); !within)
        return refused(within.error().message);
    if (header.dataset.classes.empty())
        return refused("the data set has no classes");
    if (model.outputClasses.empty() && header.dataset.classes.size() != model.classes.size())
        return refused("data set and model have different numbers of classes");
    if (!model.outputClasses.empty() &&
        (model.outputClasses.size() != model.classes.size() ||
         *std::max_element(model.outputClasses.begin(), model.outputClasses.end()) >= header.classCount()))
        return refused("the classes of the model's outputs make no sense");
    if (header.positions == 0 || header.positions > header.dataset.size)
        return refused("it visits no image or more than there are");
    const model::Preprocessing& preprocessing = model.preprocessing;
    if (!std::all_of(preprocessing.mean.begin(), preprocessing.mean.end(), finite) ||
        !std::all_of(preprocessing.standardDeviation.begin(), preprocessing.standardDeviation.end(),
                     finite) ||
        !finite(model.statedAccuracy.value_or(0)))
        return refused("a number of the model is not finite");
    return {};
}

} // namespace faultline::study
