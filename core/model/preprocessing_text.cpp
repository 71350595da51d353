// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace faultline::model {

using base::ErrorKind;
using base::failure;
using base::Result;
using Json = nlohmann::json;

namespace {

constexpr std::size_t longestText = 4096;
constexpr std::uint32_t largestSide = 4096;

tl::unexpected<base::Error> refused(const std::string& what) {
    return failure(ErrorKind::InvalidInput,
                   "the preprocessing " + what +
                       R"(; it is like {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "resize": 256, )"
                       R"("crop": 224, "channels": "RGB"})");
}

Preprocessing preset(std::string name, std::array<double, 3> mean, std::array<double, 3> deviation) {
    Preprocessing preprocessing;
    preprocessing.name = std::move(name);
    preprocessing.mean = mean;
    preprocessing.standardDeviation = deviation;
    return preprocessing;
}

Result<std::array<double, 3>> triple(const Json& object, const char* key) {
    const auto found = object.find(key);
    const bool sound = found != object.end() && found->is_array() && found->size() == 3 &&
                       std::all_of(found->begin(), found->end(), [](const Json& v) {
                           return v.is_number() && std::isfinite(v.get<double>());
                       });
    if (!sound)
        return refused("has no \"" + std::string(key) + "\" with three numbers");
    return std::array<double, 3>{(*found)[0].get<double>(), (*found)[1].get<double>(),
                                 (*found)[2].get<double>()};
}

Result<std::uint32_t> side(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end())
        return 0u;
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > largestSide)
        return refused("has a \"" + std::string(key) + "\" that is no number of pixels up to 4096");
    return found->get<std::uint32_t>();
}

Result<Preprocessing> fromObject(const Json& object) {
    for (const auto& [key, value] : object.items())
        if (key != "name" && key != "mean" && key != "std" && key != "resize" && key != "crop" &&
            key != "channels")
            return refused("has the unknown member \"" + key.substr(0, 40) + "\"");
    Preprocessing preprocessing;
    FAULTLINE_TRY(mean, triple(object, "mean"));
    FAULTLINE_TRY(deviation, triple(object, "std"));
    FAULTLINE_TRY(resize, side(object, "resize"));
    FAULTLINE_TRY(crop, side(object, "crop"));
    if (std::any_of(deviation.begin(), deviation.end(), [](double value) { return value <= 0; }))
        return refused("has a \"std\" that is not positive");
    if (crop > resize && resize != 0)
        return refused("crops more than it resizes to");
    const Json channels = object.value("channels", Json("RGB"));
    if (channels != "RGB" && channels != "BGR")
        return refused("has \"channels\" other than RGB and BGR");
    const Json name = object.value("name", Json("custom"));
    if (!name.is_string() || name.get<std::string>().size() > 60)
        return refused("has a \"name\" that is none");
    preprocessing = {name.get<std::string>(),
                     mean,
                     deviation,
                     resize,
                     crop,
                     channels == "BGR" ? ChannelOrder::Bgr : ChannelOrder::Rgb};
    return preprocessing;
}

} // namespace

std::string_view name(PreprocessingBasis basis) {
    return base::nameOf(basis);
}

std::optional<PreprocessingBasis> parsedBasis(std::string_view text) {
    return base::valueNamed<PreprocessingBasis>(text);
}

const std::vector<Preprocessing>& presets() {
    static const std::vector<Preprocessing> all{
        preset("cifar10", {0.4914, 0.4822, 0.4465}, {0.2470, 0.2435, 0.2616}),
        preset("cifar10-kuangliu", {0.4914, 0.4822, 0.4465}, {0.2023, 0.1994, 0.2010}),
        preset("imagenet", {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}),
        preset("unit", {0, 0, 0}, {1, 1, 1}),
        preset("symmetric", {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}),
    };
    return all;
}

Preprocessing named(Preprocessing preprocessing) {
    for (const Preprocessing& known : presets())
        if (known.mean == preprocessing.mean && known.standardDeviation == preprocessing.standardDeviation &&
            known.channels == preprocessing.channels)
            preprocessing.name = known.name;
    return preprocessing;
}

Result<Preprocessing> parsedPreprocessing(std::string_view text) {
    if (text.size() > longestText)
        return refused("is longer than 4096 characters");
    const std::string_view body = base::trimmed(text);
    if (body.starts_with('{')) {
        const Json object = Json::parse(body, nullptr, false);
        if (!object.is_object())
            return refused("is no valid JSON");
        return fromObject(object);
    }
    std::string names;
    for (const Preprocessing& known : presets()) {
        if (known.name == body)
            return known;
        names += (names.empty() ? "" : ", ") + known.name;
    }
    return failure(ErrorKind::InvalidInput, "unknown preprocessing \"" + std::string(body.substr(0, 40)) +
                                                "\"; use auto, " + names + " or a JSON file");
}

Result<PreprocessingChoice> parsedChoice(std::string_view text) {
    if (text == "auto")
        return PreprocessingChoice{};
    FAULTLINE_TRY(given, parsedPreprocessing(text));
    return PreprocessingChoice{std::move(given)};
}

std::string jsonText(const Preprocessing& preprocessing) {
    Json object = {
        {"name", preprocessing.name}, {"mean", preprocessing.mean}, {"std", preprocessing.standardDeviation}};
    if (preprocessing.resize != 0)
        object["resize"] = preprocessing.resize;
    if (preprocessing.crop != 0)
        object["crop"] = preprocessing.crop;
    if (preprocessing.channels == ChannelOrder::Bgr)
        object["channels"] = "BGR";
    return object.dump();
}

std::string description(const Preprocessing& preprocessing) {
    const auto numbers = [](const std::array<double, 3>& values) {
        return base::numberText(values[0]) + " " + base::numberText(values[1]) + " " +
               base::numberText(values[2]);
    };
    std::string text =
        "mean " + numbers(preprocessing.mean) + ", std " + numbers(preprocessing.standardDeviation);
    if (preprocessing.resize != 0)
        text += ", shorter side resized to " + std::to_string(preprocessing.resize);
    if (preprocessing.crop != 0)
        text += ", centre crop " + std::to_string(preprocessing.crop);
    if (preprocessing.channels == ChannelOrder::Bgr)
        text += ", channels BGR";
    return text;
}

} // namespace faultline::model

namespace faultline::base {

std::string TextForm<model::Preprocessing>::text(const model::Preprocessing& preprocessing) {
    return model::jsonText(preprocessing);
}

std::optional<model::Preprocessing> TextForm<model::Preprocessing>::parsed(std::string_view text) {
    const auto preprocessing = model::parsedPreprocessing(text);
    return preprocessing ? std::optional(*preprocessing) : std::nullopt;
}

std::string TextForm<model::PreprocessingChoice>::text(const model::PreprocessingChoice& choice) {
    if (choice.isAuto())
        return "auto";
    const std::vector<model::Preprocessing>& presets = model::presets();
    const bool isPreset = std::find(presets.begin(), presets.end(), *choice.given) != presets.end();
    return isPreset ? choice.given->name : model::jsonText(*choice.given);
}

std::optional<model::PreprocessingChoice>
TextForm<model::PreprocessingChoice>::parsed(std::string_view text) {
    const auto choice = model::parsedChoice(text);
    return choice ? std::optional(*choice) : std::nullopt;
}

} // namespace faultline::base
