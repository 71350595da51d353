// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/class_mapping.h"

#include "core/base/composed_text.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <nlohmann/json.hpp>

namespace faultline::model {

using base::ErrorKind;
using base::failure;
using base::Result;
using Json = nlohmann::json;
using Names = std::vector<std::string>;

namespace {

constexpr std::uint16_t unmapped = 0xffff;
constexpr std::string_view advice =
    "; say how they belong together: order, name or a file (--classes, or Classes behind Options)";

tl::unexpected<base::Error> refused(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

std::string quoted(const std::string& name) {
    return "\"" + name.substr(0, 60) + "\"";
}

bool areNamed(const Names& outputs) {
    for (std::size_t i = 0; i < outputs.size(); ++i)
        if (outputs[i] != std::to_string(i))
            return true;
    return false;
}

/// Numbers what is unmapped, after the classes.
Result<ClassMapping> completed(const Names& classes, Names outputs, std::vector<std::uint16_t> classOf) {
    for (std::size_t id = 0; id < classes.size(); ++id)
        if (std::find(classOf.begin(), classOf.end(), id) == classOf.end())
            return refused("no output of the model stands for the data set's class " + quoted(classes[id]) +
                           std::string(advice));
    auto next = static_cast<std::uint16_t>(classes.size());
    for (std::uint16_t& id : classOf)
        if (id == unmapped)
            id = next++;
    return ClassMapping{std::move(outputs), std::move(classOf)};
}

/// Two outputs of one name would both stand for its class, and nobody could tell which of them is meant.
Result<> checkNames(const Names& outputs) {
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < outputs.size(); ++i)
        if (const auto [first, isNew] = known.try_emplace(comparableName(outputs[i]), i); !isNew)
            return refused(
                "two outputs of the model, " + std::to_string(first->second) + " and " + std::to_string(i) +
                ", are called " + quoted(outputs[i]) +
                "; say what each stands for: order, or a file that names them by number (--classes, or "
                "Classes behind Options)");
    return {};
}

bool isDigits(const std::string& name) {
    return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

/// Folders that are called by numbers, "1", "10", "2": is output 2 the third folder or the one called "2"?
Result<> refuseTwoReadings(const Names& classes) {
    if (!std::all_of(classes.begin(), classes.end(), isDigits))
        return {};
    std::size_t differing = classes.size();
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const auto number = base::parsedNumber<std::size_t>(classes[i]);
        if (!number || *number >= classes.size())
            return {}; // no output has this number
        if (*number != i)
            differing = std::min(differing, i);
    }
    if (differing == classes.size())
        return {};
    return refused("the data set's classes are called by numbers, and their order is another one: class " +
                   std::to_string(differing) + " is " + quoted(classes[differing]) +
                   "; say whether the model's outputs go by these names or by this order: name or order "
                   "(--classes, or Classes behind Options)");
}

Result<ClassMapping> byOrder(const Names& classes, const Names& outputs) {
    Names names = outputs;
    const bool isNamed = areNamed(outputs);
    std::vector<std::uint16_t> classOf(outputs.size(), unmapped);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (i < classes.size())
            classOf[i] = static_cast<std::uint16_t>(i);
        if (!isNamed)
            names[i] = i < classes.size() ? classes[i] : "output " + std::to_string(i);
    }
    return completed(classes, std::move(names), std::move(classOf));
}

Result<ClassMapping> byName(const Names& classes, const Names& outputs) {
    FAULTLINE_CHECK(checkNames(outputs));
    std::map<std::string, std::uint16_t> ids;
    for (std::size_t id = 0; id < classes.size(); ++id)
        if (!ids.try_emplace(comparableName(classes[id]), static_cast<std::uint16_t>(id)).second)
            return refused("two classes of the data set are called " + quoted(classes[id]));
    std::vector<std::uint16_t> classOf;
    for (const std::string& output : outputs) {
        const auto found = ids.find(comparableName(output));
        classOf.push_back(found == ids.end() ? unmapped : found->second);
    }
    return completed(classes, outputs, std::move(classOf));
}

Result<std::size_t> outputNamed(const Json& value, const Names& outputs) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() < outputs.size())
        return value.get<std::size_t>();
    if (value.is_string()) {
        const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const std::string& output) {
            return comparableName(output) == comparableName(value.get<std::string>());
        });
        if (found != outputs.end())
            return static_cast<std::size_t>(found - outputs.begin());
    }
    return refused("the file of classes names the output " + value.dump().substr(0, 60) +
                   ", but the model answers " + std::to_string(outputs.size()) + " outputs without it");
}

Result<ClassMapping> byObject(const Json& object, const Names& classes, const Names& outputs) {
    std::vector<std::uint16_t> classOf(outputs.size(), unmapped);
    for (const auto& [key, value] : object.items()) {
        const auto found = std::find_if(
            classes.begin(), classes.end(),
            [&, name = comparableName(key)](const std::string& c) { return comparableName(c) == name; });
        if (found == classes.end())
            return refused("the file of classes names " + quoted(key) + ", which the data set has not");
        for (const Json& output : value.is_array() ? value : Json::array({value})) {
            FAULTLINE_TRY(index, outputNamed(output, outputs));
            if (classOf[index] != unmapped)
                return refused("the file of classes names the output " + output.dump().substr(0, 60) +
                               " twice");
            classOf[index] = static_cast<std::uint16_t>(found - classes.begin());
        }
    }
    return completed(classes, outputs, std::move(classOf));
}

/// The names of the outputs: a JSON list of texts, or one a line.
Result<Names> outputNames(std::string_view text, const Json& json) {
    Names names;
    if (json.is_array()) {
        for (const Json& name : json) {
            if (!name.is_string())
                return refused("the file of classes has an entry that is no name");
            names.push_back(name.get<std::string>());
        }
        return names;
    }
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (const std::string_view line = base::trimmed(text.substr(0, end)); !line.empty())
            names.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return names;
}

Result<ClassMapping> byFile(std::string_view text, const Names& classes, const Names& outputs) {
    if (text.size() > classFileLimit || !base::isUtf8(text))
        return refused("the file of classes is no text of at most 1 MiB");
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_object())
        return byObject(json, classes, outputs);
    FAULTLINE_TRY(names, outputNames(text, json));
    if (names.size() != outputs.size())
        return refused("the file of classes has " + std::to_string(names.size()) +
                       " names, but the model answers " + std::to_string(outputs.size()) + " outputs");
    return byName(classes, names);
}

Result<ClassMapping> automatic(const Names& classes, const Names& outputs) {
    if (classes.size() != outputs.size())
        return refused("the data set has " + std::to_string(classes.size()) +
                       " classes but the model answers " + std::to_string(outputs.size()) + " outputs" +
                       std::string(advice));
    if (!areNamed(outputs)) {
        FAULTLINE_CHECK(refuseTwoReadings(classes));
        return byOrder(classes, outputs);
    }
    FAULTLINE_CHECK(checkNames(outputs));
    if (auto mapped = byName(classes, outputs))
        return mapped;
    for (std::size_t i = 0; i < classes.size(); ++i)
        if (comparableName(classes[i]) != comparableName(outputs[i]))
            return refused("the data set's class " + std::to_string(i) + " is " + quoted(classes[i]) +
                           ", but the model's output " + std::to_string(i) + " is " + quoted(outputs[i]) +
                           std::string(advice));
    return byOrder(classes, outputs);
}

constexpr std::array<std::pair<ClassRule::Kind, std::string_view>, 3> ruleNames{
    {{ClassRule::Kind::Auto, "auto"}, {ClassRule::Kind::Order, "order"}, {ClassRule::Kind::Name, "name"}}};

} // namespace

ClassRule classRule(std::string_view text) {
    for (const auto& [kind, name] : ruleNames)
        if (name == text)
            return {kind};
    return {ClassRule::Kind::File, std::string(text)};
}

Result<ClassMapping> mapClasses(const Names& classes, const Names& outputs, const ClassRule& rule) {
    if (outputs.size() >= unmapped || classes.size() + outputs.size() >= unmapped)
        return refused("there are more than 65,000 classes and outputs");
    switch (rule.kind) {
    case ClassRule::Kind::Auto:
        return automatic(classes, outputs);
    case ClassRule::Kind::Order:
        return byOrder(classes, outputs);
    case ClassRule::Kind::Name:
        return byName(classes, outputs);
    case ClassRule::Kind::File:
        break;
    }
    return byFile(rule.file, classes, outputs);
}

std::string comparableName(std::string_view name) {
    std::string result = base::composed(base::lowered(base::trimmed(name)));
    std::replace(result.begin(), result.end(), '_', ' ');
    return result;
}

RuleOutputs outputsOfRule(const ClassRule& rule) {
    RuleOutputs found;
    if (rule.kind != ClassRule::Kind::File || !base::isUtf8(rule.file))
        return found;
    const Json json = Json::parse(rule.file, nullptr, false);
    if (!json.is_object()) {
        found.names = outputNames(rule.file, json).value_or(Names());
        return found;
    }
    for (const Json& outputs : json)
        for (const Json& output : outputs.is_array() ? outputs : Json::array({outputs})) {
            if (output.is_number_unsigned() && output.get<std::uint64_t>() < unmapped)
                found.numbered = std::max(found.numbered, output.get<std::size_t>() + 1);
            if (output.is_string())
                found.names.push_back(output.get<std::string>());
        }
    return found;
}

Names allClassNames(const Names& classes, const Names& outputs, const std::vector<std::uint16_t>& classOf) {
    Names names = classes;
    for (std::size_t i = 0; i < classOf.size() && i < outputs.size(); ++i)
        if (classOf[i] >= classes.size())
            names.push_back(outputs[i]);
    return names;
}

std::size_t unmappedCount(std::size_t classCount, const std::vector<std::uint16_t>& classOf) {
    return static_cast<std::size_t>(
        std::count_if(classOf.begin(), classOf.end(), [&](std::uint16_t id) { return id >= classCount; }));
}

} // namespace faultline::model

namespace faultline::base {

std::string TextForm<model::ClassRule>::text(const model::ClassRule& rule) {
    for (const auto& [kind, name] : model::ruleNames)
        if (kind == rule.kind)
            return std::string(name);
    return rule.file;
}

std::optional<model::ClassRule> TextForm<model::ClassRule>::parsed(std::string_view text) {
    return model::classRule(text);
}

} // namespace faultline::base
