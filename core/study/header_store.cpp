// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/header_store.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/study/source_store.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr std::size_t mostFeatures = 1u << 20;

void storeTaxonomy(const Database& database, const labels::Taxonomy& taxonomy) {
    for (const labels::Mode& mode : taxonomy.modes())
        database
            .query("INSERT INTO modes (id, slug, name, digit, letter, colour, definition) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)")
            .with(mode.id.value, mode.slug, mode.name, std::string(1, mode.digit),
                  std::string(1, mode.letter), mode.colour, mode.definition)
            .run();
}

std::optional<model::Order> parsedOrder(const std::string& text) {
    for (const model::Order order : {model::Order::Random, model::Order::Index})
        if (model::name(order) == text)
            return order;
    return std::nullopt;
}

base::Result<model::RunOptions> readOptions(const Query& query) {
    const auto split = parsedSplit(query.text(3));
    const auto order = parsedOrder(query.text(4));
    const auto seed = base::parsedNumber<std::uint64_t>(query.text(5));
    if (!split || !order || !seed || !isCount(query.integer(6)) || !isCount(query.integer(7)))
        return damaged("the options of its run make no sense");
    model::RunOptions options;
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

base::Result<> checkHeader(const model::RunHeader& header) {
    const auto refused = [](const std::string& what) {
        return base::failure(ErrorKind::InvalidInput, "a study can't be made of this run: " + what);
    };
    const auto finite = [](double value) { return std::isfinite(value); };
    const model::ModelInfo& model = header.model;
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
    const model::Preprocessing& preprocessing = model.preprocessing;
    if (!std::all_of(preprocessing.mean.begin(), preprocessing.mean.end(), finite) ||
        !std::all_of(preprocessing.standardDeviation.begin(), preprocessing.standardDeviation.end(),
                     finite) ||
        !finite(model.statedAccuracy.value_or(0)))
        return refused("a number of the model is not finite");
    return {};
}

base::Result<base::RunId> storeHeader(const Database& database, const model::RunHeader& header) {
    FAULTLINE_CHECK(checkHeader(header));
    const std::int64_t now = base::now().time_since_epoch().count();
    database.query("INSERT INTO study (id, uuid, created_at_ms, created_by) VALUES (1, ?, ?, ?)")
        .with(base::newUuid(), now, "faultline " FAULTLINE_VERSION)
        .run();
    storeTaxonomy(database, labels::standardTaxonomy());
    const std::int64_t datasetId = storeDataset(database, header.dataset);
    const std::int64_t modelId = storeModel(database, header.model);
    const model::RunOptions& options = header.options;
    const model::DeviceInfo& device = header.device;
    database
        .query("INSERT INTO runs (dataset, model, split, visiting_order, seed, image_limit, batch, "
               "requested_device, requested_precision, device, device_name, device_precision, device_reason, "
               "backend, threads, positions, started_at_ms, requested_preprocessing, requested_stem, "
               "requested_labels, requested_classes, precision_reason, screening_bound) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(datasetId, modelId, std::string(dataset::name(options.split)),
              std::string(model::name(options.order)), std::to_string(options.seed), options.limit,
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