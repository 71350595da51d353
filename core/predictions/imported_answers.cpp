// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/imported_answers.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/npy.h"
#include "core/inference/output_form.h"
#include "core/inference/run.h"
#include "core/model/class_mapping.h"
#include "core/model/imported.h"
#include "core/model/run_limits.h"
#include "core/model/run_options.h"
#include "core/predictions/limits.h"
#include "core/predictions/outputs.h"
#include "core/predictions/picture_keys.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;
using base::SampleIndex;
using inference::Scores;

namespace {

constexpr std::uint32_t largestBatch = 256;
constexpr std::uint32_t batchOfPhotos = 64; ///< of which a study keeps up to 768 KiB each

/// The rows of a table in the order of their images, and what each output predicts.
class StoredPredictions : public inference::Network {
public:
    StoredPredictions(Table table, std::vector<std::uint32_t> predicted, std::size_t outputs,
                      const dataset::ImageSet& images)
        : m_table(std::move(table))
        , m_predicted(std::move(predicted))
        , m_outputs(outputs)
        , m_device{std::string(model::noDevice), "computed elsewhere", "unknown", "", "imported", 0}
        , m_batch(images.isInMemory() ? largestBatch : batchOfPhotos)
        , m_order(m_table.rows.size()) {
        std::iota(m_order.begin(), m_order.end(), std::size_t{0});
        std::sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) {
            return m_table.rows[a].index < m_table.rows[b].index;
        });
        for (const std::size_t row : m_order)
            m_samples.emplace_back(m_table.rows[row].index);
        m_coversAll = m_samples.size() == images.info().size - images.missing().size();
        m_certaintiesStated = std::any_of(m_table.rows.begin(), m_table.rows.end(),
                                          [](const Row& row) { return row.confidence || row.margin; });
    }

    const model::DeviceInfo& device() const override { return m_device; }
    std::uint32_t efficientBatch() const override { return m_batch; }
    std::span<const SampleIndex> covered() const override {
        return m_coversAll ? std::span<const SampleIndex>() : std::span<const SampleIndex>(m_samples);
    }

    Result<Scores> classify(std::span<const base::ImageView>) override {
        return failure(ErrorKind::Internal, "stored predictions were asked for images without their indices");
    }

    Result<Scores> classifySamples(std::span<const SampleIndex> samples,
                                   std::span<const base::ImageView>) override {
        Scores scores;
        for (const SampleIndex sample : samples) {
            const auto found = std::lower_bound(m_samples.begin(), m_samples.end(), sample);
            if (found == m_samples.end() || *found != sample)
                return failure(ErrorKind::InvalidInput,
                               "the file has no prediction for image " + std::to_string(sample.value));
            add(m_order[static_cast<std::size_t>(found - m_samples.begin())], scores);
        }
        return scores;
    }

private:
    void add(std::size_t row, Scores& scores) const {
        const std::size_t begin = scores.logits.size();
        if (m_table.logits.empty()) {
            scores.logits.resize(begin + m_outputs);
            scores.logits[begin + m_predicted[row]] = 1;
        } else {
            const auto first = m_table.logits.begin() + static_cast<std::ptrdiff_t>(row * m_outputs);
            scores.logits.insert(scores.logits.end(), first, first + static_cast<std::ptrdiff_t>(m_outputs));
        }
        if (!m_table.logits.empty() && !m_certaintiesStated)
            return; // they are the softmax's
        inference::Certainty certainty;
        if (!m_table.logits.empty()) {
            const auto computed =
                inference::predictionFrom({}, {}, std::span<const float>(scores.logits).subspan(begin));
            certainty = {computed.confidence, computed.margin};
        }
        if (m_table.rows[row].confidence)
            certainty.confidence = m_table.rows[row].confidence;
        if (m_table.rows[row].margin)
            certainty.margin = m_table.rows[row].margin;
        scores.certainties.push_back(certainty);
    }

    Table m_table;
    std::vector<std::uint32_t> m_predicted; ///< by row, of a table without logits
    std::size_t m_outputs;
    model::DeviceInfo m_device;
    std::uint32_t m_batch;
    std::vector<std::size_t> m_order;   ///< rows by their image's index
    std::vector<SampleIndex> m_samples; ///< ascending, as m_order
    bool m_coversAll = false;
    bool m_certaintiesStated = false;
};

std::string suffixOf(const std::filesystem::path& path) {
    return base::lowered(path.extension().string());
}

std::uint64_t limitOf(const std::string& suffix) {
    return suffix == ".npy" ? npyFileLimit : suffix == ".json" ? jsonFileLimit : csvFileLimit;
}

base::HeadCheck headCheckOf(const std::string& suffix) {
    return suffix == ".npy" ? formats::checkNpyHead : base::refuseZeros;
}

Result<Table> tableOf(const std::string& suffix, const base::Bytes& bytes, std::size_t mostRows) {
    if (suffix == ".npy")
        return tableOfNpy(bytes, mostRows);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return suffix == ".json" ? tableOfJson(text, mostRows) : tableOfCsv(text, mostRows);
}

void noteCertainty(const char* what, std::optional<float> Row::*member, const Table& table,
                   model::ModelInfo& info) {
    const auto stated = std::count_if(table.rows.begin(), table.rows.end(),
                                      [&](const Row& row) { return (row.*member).has_value(); });
    if (static_cast<std::size_t>(stated) == table.rows.size())
        info.metadata.emplace_back(what, "stated");
    else if (stated > 0)
        info.metadata.emplace_back(what, "partly stated");
}

/// A column that is neither a class nor one that is known otherwise would be taken for a class of the model.
Result<> checkOutputNames(const Table& table, const std::vector<std::string>& classes) {
    for (const std::string& output : table.outputs) {
        const auto isOutput = [&, wanted = model::comparableName(output)](const std::string& name) {
            return model::comparableName(name) == wanted;
        };
        if (std::none_of(classes.begin(), classes.end(), isOutput))
            return failure(ErrorKind::InvalidInput,
                           "its output " + inQuotes(output) +
                               " is no class of the data set; take the column out, or say with --classes "
                               "order, name or FILE how outputs and classes belong together");
    }
    return {};
}

/// "Cat" and "cat" would both stand for one class.
Result<> checkShared(const Table& table) {
    std::map<std::string, std::string> known;
    for (const std::string& output : table.outputs)
        if (const auto [first, isNew] = known.try_emplace(model::comparableName(output), output); !isNew)
            return failure(ErrorKind::InvalidInput, "its outputs " + inQuotes(first->second) + " and " +
                                                        inQuotes(output) +
                                                        " have one name; give each another one");
    return {};
}

/// What is known of the model from its answers, and which output each row of mere classes predicts.
Result<std::vector<std::uint32_t>> takeOutputs(Table& table, const model::RunOptions& options,
                                               const dataset::DatasetInfo& dataset, model::ModelInfo& info) {
    std::vector<std::uint32_t> predicted;
    if (table.logits.empty()) {
        FAULTLINE_TRY(outputs, predictedOutputs(table, dataset, options.classes));
        info.classes = std::move(outputs.names);
        info.answers = model::AnswersAre::ClassesOnly;
        predicted = std::move(outputs.ofRows);
    } else {
        if (table.outputsNamed && options.classes.kind == model::ClassRule::Kind::Auto)
            FAULTLINE_CHECK(checkOutputNames(table, dataset.classes));
        FAULTLINE_CHECK(checkShared(table));
        info.classes = table.outputs;
        const auto form = inference::outputForm(table.logits, table.outputs.size());
        inference::makeLogits(form, table.logits);
        info.answers = inference::answersAre(form);
    }
    noteCertainty("confidence", &Row::confidence, table, info);
    noteCertainty("margin", &Row::margin, table, info);
    return predicted;
}

/// A run that goes on names the preprocessing of its study, which is none.
Result<> checkPreprocessing(const model::RunOptions& options, const model::Preprocessing& none) {
    if (options.preprocessing.isAuto())
        return {};
    model::Preprocessing wanted = *options.preprocessing.given;
    wanted.name = none.name;
    if (wanted == none)
        return {};
    return failure(ErrorKind::InvalidInput,
                   "the images were preprocessed where the predictions were made; leave "
                   "the preprocessing at auto");
}

Result<inference::OpenedModel> opened(const std::filesystem::path& path, const model::RunOptions& options,
                                      const dataset::ImageSet& images) {
    model::ModelInfo info;
    info.preprocessing.name = "none";
    FAULTLINE_CHECK(checkPreprocessing(options, info.preprocessing));
    const std::string suffix = suffixOf(path);
    FAULTLINE_TRY(bytes, base::readFile(path, limitOf(suffix), headCheckOf(suffix)));
    info.sha256 = base::hex(base::sha256(bytes));
    info.format = std::string(model::predictionsFormat);
    info.architecture = options.modelName.empty() ? path.filename().string() : options.modelName;
    info.location = path.string();
    info.basis = model::PreprocessingBasis::Chosen;
    FAULTLINE_TRY(table, tableOf(suffix, bytes, images.info().size));
    base::Bytes().swap(bytes);
    FAULTLINE_CHECK(dropHeading(table, images.info()));
    FAULTLINE_TRY(told, numberByFile(table, images));
    FAULTLINE_CHECK(checkRows(table, images));
    for (std::string& note : dropMissing(table, images))
        told.push_back(std::move(note));
    if (table.rows.empty())
        return failure(ErrorKind::InvalidInput, "all its predictions are for pictures that can't be read");
    for (std::string& note : tellNumbering(table, images.info()))
        told.push_back(std::move(note));
    for (std::string& note : told)
        info.metadata.emplace_back(model::noteKey, std::move(note));
    FAULTLINE_TRY(predicted, takeOutputs(table, options, images.info(), info));
    info.metadata = model::bounded(std::move(info.metadata));
    auto network = std::make_unique<StoredPredictions>(std::move(table), std::move(predicted),
                                                       info.classes.size(), images);
    return inference::OpenedModel(std::move(network), std::move(info), {}, inference::OutputNames::Open);
}

} // namespace

bool isPredictionFile(const std::filesystem::path& path) {
    const std::string suffix = suffixOf(path);
    return suffix == ".csv" || suffix == ".json" || suffix == ".npy";
}

Result<inference::OpenedModel> openPredictions(const std::filesystem::path& path,
                                               const model::RunOptions& options,
                                               const dataset::ImageSet& images) {
    auto model = opened(path, options, images);
    if (!model)
        return failure(model.error().within("cannot use the predictions " + path.string()));
    return model;
}

} // namespace faultline::predictions
