// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/differences.h"

#include "core/base/text.h"
#include "core/model/imported.h"
#include "core/model/preprocessing_text.h"

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

std::string limitText(std::uint32_t limit) {
    return limit == 0 ? "none" : std::to_string(limit);
}

/// The device asked for, unless it agrees with the one that the run used; "cuda" is the card that the worker
/// takes for it, and predictions made elsewhere agree with any.
std::string wantedDevice(const RunHeader& stored, const RunHeader& wanted) {
    const std::string& asked = wanted.options.device;
    const std::string& used = stored.device.device;
    if (asked == "auto" || used == noDevice)
        return used;
    if (asked == "cuda" && used.starts_with("cuda:"))
        return wanted.device.device.empty() ? used : wanted.device.device;
    return asked;
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
    compare(differences, "preprocessing", description(stored.model.preprocessing),
            description(wanted.model.preprocessing));
    compare(differences, "stem", stemText(stored.model), stemText(wanted.model));
    compare(differences, "split", std::string(dataset::name(stored.options.split)),
            std::string(dataset::name(wanted.options.split)));
    compare(differences, "order", std::string(name(stored.options.order)),
            std::string(name(wanted.options.order)));
    compare(differences, "seed", std::to_string(stored.options.seed), std::to_string(wanted.options.seed));
    compare(differences, "limit", limitText(stored.options.limit), limitText(wanted.options.limit));
    compare(differences, "device", stored.device.device, wantedDevice(stored, wanted));
    compare(differences, "precision", stored.options.precision, wanted.options.precision);
    return differences;
}

} // namespace faultline::model
