// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/model_file.h"

#include "core/base/hash.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/dataset/set_limits.h"
#include "core/formats/checkpoint.h"
#include "core/formats/safetensors.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_limits.h"
#include "core/resnet/network_scope.h"
#include "core/resnet/plan_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

namespace faultline::resnet {

using base::ErrorKind;
using base::failure;
using base::Result;
using model::ModelInfo;
using model::Preprocessing;
using model::PreprocessingBasis;

namespace {

/// Under which training programs keep the accuracy, the surest first.
constexpr std::array<std::string_view, 16> accuracyKeys{
    "test_accuracy", "test_acc", "best_prec1", "best_acc1", "best_acc", "best_accuracy", "acc",  "accuracy",
    "acc1",          "prec1",    "top1",       "best_top1", "val_acc",  "val_accuracy",  "best", "best_prec"};

Result<std::optional<std::array<double, 3>>> channels(const formats::Checkpoint& file, std::string_view key) {
    const std::string* const text = file.fact(key);
    if (text == nullptr)
        return std::optional<std::array<double, 3>>();
    const auto list = formats::parsedNumberList(*text);
    const bool sound = list && list->size() == 3 &&
                       std::all_of(list->begin(), list->end(), [](double v) { return std::isfinite(v); });
    if (!sound)
        return failure(ErrorKind::InvalidInput,
                       "its metadata's \"" + std::string(key) + "\" is not a list of three numbers");
    return std::optional(std::array<double, 3>{(*list)[0], (*list)[1], (*list)[2]});
}

Result<std::optional<Preprocessing>> statedPreprocessing(const formats::Checkpoint& file) {
    FAULTLINE_TRY(mean, channels(file, "mean"));
    FAULTLINE_TRY(deviation, channels(file, "std"));
    if (!mean || !deviation)
        return std::optional<Preprocessing>();
    if (std::any_of(deviation->begin(), deviation->end(), [](double value) { return value <= 0; }))
        return failure(ErrorKind::InvalidInput, "its metadata's \"std\" has a value that is not positive");
    Preprocessing preprocessing;
    preprocessing.name = "custom";
    preprocessing.mean = *mean;
    preprocessing.standardDeviation = *deviation;
    return std::optional(model::named(std::move(preprocessing)));
}

Result<std::vector<std::string>> classNames(const formats::Checkpoint& file, std::uint32_t outputs) {
    std::vector<std::string> numbers;
    for (std::uint32_t i = 0; i < outputs; ++i)
        numbers.push_back(std::to_string(i));
    const std::string* const text = file.fact("classes");
    if (text == nullptr)
        return numbers;
    auto names = formats::parsedTextList(*text);
    if (!names || names->size() < 2 || names->size() > dataset::mostClasses)
        return failure(ErrorKind::InvalidInput, "its metadata's \"classes\" is not a list of 2 to " +
                                                    base::groupedText(dataset::mostClasses) + " names");
    if (std::set<std::string>(names->begin(), names->end()).size() != names->size())
        return failure(ErrorKind::InvalidInput, "its metadata's \"classes\" names a class twice");
    if (names->size() != outputs)
        return failure(ErrorKind::InvalidInput, "its metadata name " + std::to_string(names->size()) +
                                                    " classes, but it answers " + std::to_string(outputs));
    return *names;
}

/// As a share of 1; a number above 1 is per cent.
std::optional<double> statedAccuracy(const formats::Checkpoint& file) {
    for (const std::string_view key : accuracyKeys) {
        const std::string* const text = file.fact(key);
        const auto value = text != nullptr ? base::parsedNumber<double>(*text) : std::nullopt;
        if (value && *value > 0 && *value <= 100)
            return *value > 1 ? *value / 100 : *value;
    }
    return std::nullopt;
}

void takePreprocessing(const formats::Checkpoint& file, const std::optional<Preprocessing>& stated,
                       const model::RunOptions& options, ModelFile& model) {
    model.preprocessingOpen = !stated && options.preprocessing.isAuto();
    model.info.basis = stated ? PreprocessingBasis::Metadata : PreprocessingBasis::Chosen;
    if (stated)
        model.info.preprocessing = *stated;
    if (!options.preprocessing.isAuto()) {
        model.info.preprocessing = *options.preprocessing.given;
        model.info.basis = PreprocessingBasis::Chosen;
    }
    // A file with metadata of ours has the plain CIFAR stem.
    const bool ours = file.fact("architecture") != nullptr && stated;
    model.maxPoolOpen = model.maxPoolOpen && !ours && options.stem == model::Stem::Auto;
    if (model.maxPoolOpen || ours || options.stem == model::Stem::Auto)
        return;
    model.weights.maxPool = options.stem == model::Stem::Pool;
}

/// The first five.
std::string joined(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i)
        text +=
            (i == 0 ? "" : ", ") + base::printable(names[i]) + (names[i] == noPrefix ? " for no prefix" : "");
    return text + (names.size() > most ? ", …" : "");
}

/// All networks that can be asked for, the one that was taken first: those of its own dict, then other dicts.
std::vector<std::string> networksOf(const formats::Checkpoint& file, const StateDict& states,
                                    const std::string& weights) {
    std::vector<std::string> networks = states.networks;
    for (const std::string& other : file.networks)
        if (networks.empty() || other != file.taken || other == weights)
            networks.push_back(other);
    const auto asked = std::find(networks.begin(), networks.end(), weights);
    if (asked != networks.end())
        std::rotate(networks.begin(), asked, asked + 1);
    return networks;
}

Result<StateDict> statesOf(const formats::Checkpoint& file, const std::string& weights) {
    const bool isFound = !weights.empty() && file.taken == weights;
    Result<StateDict> states = stateDict(file, isFound ? std::string() : weights);
    if (states || weights.empty() || isFound || file.networks.empty())
        return states;
    return failure(ErrorKind::InvalidInput,
                   "it holds no network \"" + weights + "\"; it has " + joined(file.networks));
}

/// Which network was taken, and what was left aside.
model::Metadata whatWasTaken(const formats::Checkpoint& file, const StateDict& states,
                             const std::vector<std::string>& networks, const std::string& weights) {
    model::Metadata metadata;
    if (networks.empty() && !weights.empty())
        metadata.emplace_back(model::weightsKey, weights);
    if (!networks.empty()) {
        const std::string& taken = networks.front();
        metadata.emplace_back(model::weightsKey, taken);
        metadata.emplace_back(model::noteKey, "it holds several networks (" + joined(networks) +
                                                  "), of which " +
                                                  (taken == noPrefix ? "the one without a prefix" : taken) +
                                                  " was taken; --weights NAME chooses another one");
    }
    if (!states.leftAside.empty())
        metadata.emplace_back(model::noteKey, "it holds " + base::groupedText(states.leftAside.size()) +
                                                  (states.leftAside.size() == 1
                                                       ? " tensor beside the network, which was left aside ("
                                                       : " tensors beside the network, which were left "
                                                         "aside (") +
                                                  joined(states.leftAside) + ")");
    for (const std::string& note : file.notes)
        metadata.emplace_back(model::noteKey, note);
    return metadata;
}

Result<ModelFile> modelNamed(const base::Bytes& bytes, const model::RunOptions& options,
                             const std::string& weights) {
    FAULTLINE_TRY(file, formats::readCheckpoint(bytes, weights));
    FAULTLINE_TRY(states, statesOf(file, weights));
    FAULTLINE_TRY(plan, planOf(states));
    if (plan.classes == 1)
        return failure(ErrorKind::Refused,
                       "it answers one value an image, as a sigmoid for two classes does; a "
                       "classifier here has one output a class: train it with two outputs, or "
                       "save its classifier with the two rows 0 and w");
    FAULTLINE_TRY(names, classNames(file, plan.classes));
    FAULTLINE_TRY(stated, statedPreprocessing(file));
    FAULTLINE_TRY(tensors, soundTensors(plan, states));
    ModelFile model;
    model.weights = folded(plan, std::move(tensors));
    model.maxPoolOpen = !plan.maxPool;
    takePreprocessing(file, stated, options, model);
    model.networks = networksOf(file, states, weights);
    model.info.format = file.format;
    model.info.architecture = plan.architecture;
    model.info.classes = std::move(names);
    model.classesNamed = file.fact("classes") != nullptr;
    model.info.maxPool = model.weights.maxPool;
    model.info.featureCount = plan.features;
    model.info.statedAccuracy = statedAccuracy(file);
    model::Metadata metadata = whatWasTaken(file, states, model.networks, weights);
    for (const auto& [key, value] : file.facts)
        if (key != "architecture" && key != "classes" && key != "mean" && key != "std" &&
            key != "test_accuracy" && key != model::noteKey && key != model::weightsKey)
            metadata.emplace_back(key, value);
    model.info.metadata = model::bounded(std::move(metadata));
    return model;
}

/// Why the network that is usually taken is of another architecture; nothing: it is none, or it is damaged.
std::optional<base::Error> otherArchitecture(const formats::Checkpoint& file) {
    const auto states = statesOf(file, {});
    if (!states)
        return states.error().kind == ErrorKind::Refused ? std::optional(states.error()) : std::nullopt;
    const auto plan = planOf(*states);
    return !plan && plan.error().kind == ErrorKind::Refused ? std::optional(plan.error()) : std::nullopt;
}

/// Where none is asked for and the usual one of several networks is of another architecture, the first that
/// is a ResNet. One that is damaged is never passed over for the next.
Result<ModelFile> modelFrom(const base::Bytes& bytes, const model::RunOptions& options) {
    Result<ModelFile> model = modelNamed(bytes, options, options.weights);
    if (model || !options.weights.empty() || model.error().kind != ErrorKind::Refused)
        return model;
    FAULTLINE_TRY(file, formats::readCheckpoint(bytes));
    const auto why = otherArchitecture(file);
    if (!why)
        return model;
    for (const std::string& other : file.networks) {
        if (other == file.taken)
            continue;
        Result<ModelFile> another = modelNamed(bytes, options, other);
        if (another) {
            model::Metadata& metadata = another->info.metadata;
            metadata.emplace_back(model::noteKey, "its usual network (" + base::printable(file.taken) +
                                                      ") was not taken: " + why->message);
            metadata = model::bounded(std::move(metadata));
            return another;
        }
        if (another.error().kind != ErrorKind::Refused)
            return failure(another.error().within("its network " + base::printable(other)));
    }
    return model;
}

} // namespace

Result<ModelFile> readModelFile(base::FileContents file, const model::RunOptions& options) {
    Result<ModelFile> model = modelFrom(file.bytes, options);
    if (!model)
        return failure(model.error().within("cannot use the model " + file.path.string()));
    model->info.sha256 = base::hex(base::sha256(file.bytes));
    model->info.location = file.path.string();
    return model;
}

} // namespace faultline::resnet
