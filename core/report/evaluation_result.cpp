// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/evaluation_result.h"

#include "core/model/preprocessing_text.h"
#include "core/report/json_text.h"

namespace faultline::report {

std::string_view basisText(model::PreprocessingBasis basis) {
    switch (basis) {
    case model::PreprocessingBasis::Metadata:
        return "as its file says";
    case model::PreprocessingBasis::Chosen:
        return "as chosen";
    case model::PreprocessingBasis::Reproduces:
        return "found by trial: it reproduces the stated accuracy";
    case model::PreprocessingBasis::Likeliest:
        return "the likeliest by trial: uncertain";
    }
    return "";
}

namespace {

void addModel(Json& object, const model::ModelInfo& model) {
    object["architecture"] = model.architecture;
    object["model_sha256"] = model.sha256;
    object["stated_accuracy"] = model.statedAccuracy ? Json(*model.statedAccuracy) : Json(nullptr);
    object["max_pool"] = model.maxPool;
    object["preprocessing"] = Json::parse(model::jsonText(model.preprocessing));
    object["preprocessing_basis"] = model::name(model.basis);
    Json trials = Json::array();
    for (const model::PreprocessingTrial& trial : model.trials)
        trials.push_back({{"preprocessing", trial.preprocessing.name},
                          {"max_pool", trial.maxPool},
                          {"images", trial.images},
                          {"failures", trial.images - trial.correct},
                          {"mean_log_likelihood", trial.meanLogLikelihood}});
    object["trials"] = std::move(trials);
}

void addDataset(Json& object, const EvaluationResult& result) {
    Json notes = Json::array(), leftOut = Json::array();
    for (const std::string& note : result.dataset.notes)
        notes.push_back(note);
    for (const auto& [key, value] : result.model.metadata)
        if (key == model::noteKey)
            notes.push_back(value);
    if (result.doubt)
        notes.push_back(*result.doubt);
    for (const dataset::LeftOut& left : result.dataset.leftOut)
        leftOut.push_back({{"reason", left.reason}, {"files", left.files}, {"examples", left.examples}});
    object["notes"] = std::move(notes);
    object["left_out"] = std::move(leftOut);
    object["unreadable"] = result.dataset.unreadableCount;
}

} // namespace

std::string evaluationJson(const EvaluationResult& result) {
    const auto ratio = [](std::uint64_t part, double whole) {
        return whole > 0 ? static_cast<double>(part) / whole : 0.0;
    };
    Json object{{"study", result.study},
                {"samples", result.samples},
                {"correct", result.correct},
                {"failures", result.failures},
                {"accuracy", ratio(result.correct, static_cast<double>(result.samples))},
                {"device", result.device},
                {"device_name", result.deviceName},
                {"device_reason", textOrNull(result.deviceReason)},
                {"precision", result.precision},
                {"precision_reason", textOrNull(result.precisionReason)},
                {"backend", result.backend},
                {"evaluated", result.evaluated},
                {"seconds", result.seconds},
                {"images_per_second", ratio(result.evaluated, result.seconds)},
                {"seconds_to_first_failure", nullptr}};
    if (result.secondsToFirstFailure)
        object["seconds_to_first_failure"] = *result.secondsToFirstFailure;
    addModel(object, result.model);
    addDataset(object, result);
    return jsonText(object);
}

} // namespace faultline::report
