// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/header_store.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr std::size_t mostClasses = 65536;
constexpr std::size_t mostFeatures = 1u << 20;
constexpr std::int64_t mostImages = std::numeric_limits<std::uint32_t>::max();

tl::unexpected<base::Error> damaged(const std::string& what) {
    return base::failure(ErrorKind::InvalidInput,
                         "the study is damaged (" + what + "); go back to a copy of it");
}

void storeNames(const Database& database, const char* insert, std::int64_t owner,
                const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        database.query(insert).with(owner, i, names[i]).run();
}

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

void storeTrials(const Database& database, std::int64_t model,
                 const std::vector<inference::PreprocessingTrial>& trials) {
    for (std::size_t i = 0; i < trials.size(); ++i)
        database
            .query("INSERT INTO preprocessing_trials (model, position, preprocessing, max_pool, images, "
                   "correct, mean_log_likelihood) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .with(model, i, inference::jsonText(trials[i].preprocessing), trials[i].maxPool, trials[i].images,
                  trials[i].correct, trials[i].meanLogLikelihood)
            .run();
}

std::int64_t storeModel(const Database& database, const inference::ModelInfo& info) {
    const auto& mean = info.preprocessing.mean;
    const auto& deviation = info.preprocessing.standardDeviation;
    database
        .query("INSERT INTO models (sha256, format, architecture, feature_count, mean_red, mean_green, "
               "mean_blue, deviation_red, deviation_green, deviation_blue, stated_accuracy, location, "
               "max_pool, preprocessing, basis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(info.sha256, info.format, info.architecture, info.featureCount, mean[0], mean[1], mean[2],
              deviation[0], deviation[1], deviation[2], info.statedAccuracy, info.location, info.maxPool,
              inference::jsonText(info.preprocessing), std::string(inference::name(info.basis)))
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

void storeTaxonomy(const Database& database, const labels::Taxonomy& taxonomy) {
    for (const labels::Mode& mode : taxonomy.modes())
        database
            .query("INSERT INTO modes (id, slug, name, digit, letter, colour, definition) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)")
            .with(mode.id.value, mode.slug, mode.name, std::string(1, mode.digit),
                  std::string(1, mode.letter), mode.colour, mode.definition)
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

std::optional<dataset::Split> parsedSplit(const std::string& text) {
    for (const dataset::Split split : {dataset::Split::Test, dataset::Split::Train})
        if (dataset::name(split) == text)
            return split;
    return std::nullopt;
}

std::optional<inference::Order> parsedOrder(const std::string& text) {
    for (const inference::Order order : {inference::Order::Random, inference::Order::Index})
        if (inference::name(order) == text)
            return order;
    return std::nullopt;
}

bool isCount(std::int64_t value) {
    return value >= 0 && value <= mostImages;
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

base::Result<inference::Preprocessing> parsedPreprocessing(const std::string& text) {
    auto preprocessing = inference::parsedPreprocessing(text);
    if (!preprocessing)
        return damaged("its preprocessing makes no sense");
    return *preprocessing;
}

/// From a row of readModel(). Version 1 stored numbers alone.
base::Result<inference::Preprocessing> readPreprocessing(const Query& query) {
    if (const std::string text = query.text(13); !text.empty())
        return parsedPreprocessing(text);
    inference::Preprocessing preprocessing;
    preprocessing.name = "custom";
    for (int channel = 0; channel < 3; ++channel) {
        preprocessing.mean[static_cast<std::size_t>(channel)] = query.real(4 + channel);
        preprocessing.standardDeviation[static_cast<std::size_t>(channel)] = query.real(7 + channel);
    }
    return inference::named(preprocessing);
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

base::Result<std::vector<inference::PreprocessingTrial>> readTrials(const Database& database,
                                                                    std::int64_t model) {
    std::vector<inference::PreprocessingTrial> trials;
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

base::Result<inference::ModelInfo> readModel(const Database& database, std::int64_t id) {
    Query query = database.query(
        "SELECT sha256, format, architecture, feature_count, mean_red, mean_green, mean_blue, deviation_red, "
        "deviation_green, deviation_blue, stated_accuracy, location, max_pool, preprocessing, basis "
        "FROM models WHERE id = ?");
    if (!query.with(id).next())
        return damaged("its model is missing");
    if (!isCount(query.integer(3)))
        return damaged("its model makes no sense");
    inference::ModelInfo info;
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
    const auto basis = inference::parsedBasis(query.text(14));
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

base::Result<inference::RunOptions> readOptions(const Query& query) {
    const auto split = parsedSplit(query.text(3));
    const auto order = parsedOrder(query.text(4));
    const auto seed = base::parsedNumber<std::uint64_t>(query.text(5));
    if (!split || !order || !seed || !isCount(query.integer(6)) || !isCount(query.integer(7)))
        return damaged("the options of its run make no sense");
    inference::RunOptions options;
    options.split = *split;
    options.order = *order;
    options.seed = *seed;
    options.limit = static_cast<std::uint32_t>(query.integer(6));
    options.batch = static_cast<std::uint32_t>(query.integer(7));
    options.device = query.text(8);
    options.precision = query.text(9);
    options.preprocessing = query.text(17);
    options.stem = query.text(18);
    options.labels = query.text(19) == dataset::name(dataset::LabelLevel::Coarse)
                         ? dataset::LabelLevel::Coarse
                         : dataset::LabelLevel::Fine;
    options.classes = query.text(20);
    return options;
}

/// A key is one printable ASCII character, a colour is "#rrggbb".
bool makesSense(const labels::Mode& mode, const std::string& digit, const std::string& letter) {
    const auto isKey = [](const std::string& key) {
        return key.size() == 1 && std::isgraph(static_cast<unsigned char>(key[0])) != 0;
    };
    const auto isHexadecimal = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    return isKey(digit) && isKey(letter) && !mode.slug.empty() && mode.colour.size() == 7 &&
           mode.colour[0] == '#' && std::all_of(mode.colour.begin() + 1, mode.colour.end(), isHexadecimal);
}

base::Result<labels::Taxonomy> readTaxonomy(const Database& database) {
    std::vector<labels::Mode> modes;
    Query query =
        database.query("SELECT id, slug, name, digit, letter, colour, definition FROM modes ORDER BY digit");
    while (query.next()) {
        const std::string digit = query.text(3);
        const std::string letter = query.text(4);
        labels::Mode mode{base::ModeId(query.integer(0)),
                          query.text(1),
                          query.text(2),
                          '1',
                          'S',
                          query.text(5),
                          query.text(6)};
        if (!makesSense(mode, digit, letter))
            return damaged("a failure mode of its taxonomy makes no sense");
        mode.digit = digit[0];
        mode.letter = letter[0];
        modes.push_back(std::move(mode));
    }
    return labels::Taxonomy(std::move(modes));
}

} // namespace

base::Result<> checkHeader(const StudyHeader& header) {
    const auto refused = [](const std::string& what) {
        return base::failure(ErrorKind::InvalidInput, "a study can't be made of this run: " + what);
    };
    const auto finite = [](double value) { return std::isfinite(value); };
    const inference::ModelInfo& model = header.model;
    if (header.dataset.classes.empty() || header.dataset.classes.size() > mostClasses)
        return refused("the data set has no classes or too many");
    if (model.outputClasses.empty() && header.dataset.classes.size() != model.classes.size())
        return refused("data set and model have different numbers of classes");
    if (!model.outputClasses.empty() &&
        (model.outputClasses.size() != model.classes.size() ||
         *std::max_element(model.outputClasses.begin(), model.outputClasses.end()) >=
             header.classNames().size()))
        return refused("the classes of the model's outputs make no sense");
    if (header.positions == 0 || header.positions > header.dataset.size)
        return refused("it visits no image or more than there are");
    if (model.featureCount > mostFeatures)
        return refused("the model has too many features");
    const inference::Preprocessing& preprocessing = model.preprocessing;
    if (!std::all_of(preprocessing.mean.begin(), preprocessing.mean.end(), finite) ||
        !std::all_of(preprocessing.standardDeviation.begin(), preprocessing.standardDeviation.end(),
                     finite) ||
        !finite(model.statedAccuracy.value_or(0)))
        return refused("a number of the model is not finite");
    return {};
}

base::Result<base::RunId> storeHeader(const Database& database, const StudyHeader& header) {
    FAULTLINE_CHECK(checkHeader(header));
    const std::int64_t now = base::now().time_since_epoch().count();
    database.query("INSERT INTO study (id, uuid, created_at_ms, created_by) VALUES (1, ?, ?, ?)")
        .with(base::newUuid(), now, "faultline " FAULTLINE_VERSION)
        .run();
    storeTaxonomy(database, labels::standardTaxonomy());
    const std::int64_t datasetId = storeDataset(database, header.dataset);
    const std::int64_t modelId = storeModel(database, header.model);
    const inference::RunOptions& options = header.options;
    const inference::DeviceInfo& device = header.device;
    database
        .query("INSERT INTO runs (dataset, model, split, visiting_order, seed, image_limit, batch, "
               "requested_device, requested_precision, device, device_name, device_precision, device_reason, "
               "backend, threads, positions, started_at_ms, requested_preprocessing, requested_stem, "
               "requested_labels, requested_classes, precision_reason, screening_bound) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(datasetId, modelId, std::string(dataset::name(options.split)),
              std::string(inference::name(options.order)), std::to_string(options.seed), options.limit,
              options.batch, options.device, options.precision, device.device, device.name, device.precision,
              device.reason, device.backend, device.threads, header.positions, now, options.preprocessing,
              options.stem, std::string(dataset::name(options.labels)), options.classes,
              device.precisionReason, device.screeningBound)
        .run();
    return base::RunId(database.lastId());
}

base::Result<StudyFacts> readFacts(const Database& database) {
    StudyFacts facts;
    Query study = database.query("SELECT uuid FROM study");
    if (!study.next())
        return damaged("it has no identity");
    facts.uuid = study.text(0);
    Query run = database.query(
        "SELECT id, dataset, model, split, visiting_order, seed, image_limit, batch, requested_device, "
        "requested_precision, device, device_name, device_precision, device_reason, backend, threads, "
        "positions, requested_preprocessing, requested_stem, requested_labels, requested_classes, "
        "precision_reason, screening_bound FROM runs ORDER BY id LIMIT 1");
    if (!run.next())
        return damaged("it has no run");
    facts.run = base::RunId(run.integer(0));
    FAULTLINE_TRY(dataset, readDataset(database, run.integer(1)));
    FAULTLINE_TRY(model, readModel(database, run.integer(2)));
    FAULTLINE_TRY(options, readOptions(run));
    if (!isCount(run.integer(15)) || !isCount(run.integer(16)))
        return damaged("its run makes no sense");
    facts.header = {std::move(dataset),
                    std::move(model),
                    std::move(options),
                    {run.text(10), run.text(11), run.text(12), run.text(13), run.text(14),
                     static_cast<std::uint32_t>(run.integer(15)), run.text(21), run.real(22)},
                    static_cast<std::uint32_t>(run.integer(16))};
    if (auto checked = checkHeader(facts.header); !checked)
        return damaged(checked.error().message);
    FAULTLINE_TRY(taxonomy, readTaxonomy(database));
    facts.taxonomy = std::move(taxonomy);
    return facts;
}

} // namespace faultline::study
