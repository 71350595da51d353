// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/differences.h"

#include "core/model/imported.h"
#include "core/model/preprocessing_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace faultline::model {

namespace {

using Differences = std::vector<std::string>;

void compare(Differences& differences, const std::string& what, const std::string& stored,
             const std::string& wanted) {
    if (stored != wanted)
        differences.push_back(what + " (" + stored + " in the study, " + wanted + " asked for)");
}

/// The first digits of a digest, enough for people to tell two apart.
std::string shortened(const std::string& digest) {
    return digest.size() > 12 ? digest.substr(0, 12) + "…" : digest;
}

void compareDigests(Differences& differences, const std::string& what, const std::string& stored,
                    const std::string& wanted) {
    if (stored != wanted)
        differences.push_back(what + " (" + shortened(stored) + " in the study, " + shortened(wanted) +
                              " asked for)");
}

std::vector<std::uint16_t> mapping(const ModelInfo& model) {
    std::vector<std::uint16_t> classes = model.outputClasses;
    for (std::size_t i = classes.size(); i < model.classes.size(); ++i)
        classes.push_back(static_cast<std::uint16_t>(i));
    return classes;
}

std::string stemText(const ModelInfo& model) {
    return model.maxPool ? "with max-pool" : "without max-pool";
}

/// Said by data set and model too, which are compared themselves, or of no consequence.
bool isSaidElsewhere(std::string_view option) {
    constexpr std::array<std::string_view, 6> names{"labels", "batch",   "preprocessing",
                                                    "stem",   "classes", "model_name"};
    return std::find(names.begin(), names.end(), option) != names.end();
}

template <class Value>
std::string textOf(const Value& value) {
    if constexpr (base::Named<Value>)
        return std::string(base::nameOf(value));
    else if constexpr (base::HasTextForm<Value>)
        return base::TextForm<Value>::text(value);
    else if constexpr (std::is_arithmetic_v<Value>)
        return std::to_string(value);
    else
        return value;
}

/// Every option that a study keeps and that decides a run by itself: name and value.
std::vector<std::pair<std::string, std::string>> decisive(const RunOptions& options) {
    std::vector<std::pair<std::string, std::string>> texts;
    fields(options, [&](const char* name, const auto& value, base::Kept kept = base::Kept::Yes) {
        if (kept == base::Kept::Yes && !isSaidElsewhere(name))
            texts.emplace_back(name, textOf(value));
    });
    return texts;
}

/// The device asked for, unless it agrees with the one that the run used; "cuda" is the card that the worker
/// takes for it, and predictions made elsewhere agree with any.
std::string wantedDevice(const RunHeader& stored, const RunHeader& wanted) {
    const DeviceChoice& asked = wanted.options.device;
    const std::string& used = stored.device.device;
    if (asked.kind == DeviceKind::Auto || used == noDevice)
        return used;
    if (asked == DeviceChoice{DeviceKind::Cuda} && used.starts_with("cuda:"))
        return wanted.device.device.empty() ? used : wanted.device.device;
    return textOf(asked);
}

} // namespace

std::vector<std::string> differences(const RunHeader& stored, const RunHeader& wanted) {
    Differences differences;
    compareDigests(differences, "data set", stored.dataset.identity, wanted.dataset.identity);
    if (stored.dataset.classes != wanted.dataset.classes)
        differences.emplace_back("the data set's class names");
    if (mapping(stored.model) != mapping(wanted.model))
        differences.emplace_back("which class each output of the model stands for");
    compareDigests(differences, "model", stored.model.sha256, wanted.model.sha256);
    compare(differences, "which of its networks", weightsOf(stored.model), weightsOf(wanted.model));
    compare(differences, "preprocessing", description(stored.model.preprocessing),
            description(wanted.model.preprocessing));
    compare(differences, "stem", stemText(stored.model), stemText(wanted.model));
    const auto before = decisive(stored.options);
    const auto after = decisive(wanted.options);
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto shown = [name = before[i].first](const std::string& value) {
            return name == "limit" && value == "0" ? "none" : value;
        };
        if (before[i].first == "device")
            compare(differences, "device", stored.device.device, wantedDevice(stored, wanted));
        else
            compare(differences, before[i].first, shown(before[i].second), shown(after[i].second));
    }
    return differences;
}

} // namespace faultline::model
