// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/formats/text_encoding.h"
#include "core/predictions/limits.h"
#include "core/predictions/table.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;
using Json = nlohmann::json;

namespace {

constexpr const char* wantedMembers = "each object needs file or index, and either predicted or logits";

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

Result<Json> parsed(std::string_view text) {
    const std::optional<std::string> converted = formats::utf8FromUtf16(text);
    if (converted)
        text = *converted;
    try {
        return Json::parse(text); // skips a byte-order mark, refuses NaN and bad UTF-8
    } catch (const Json::exception& error) {
        const auto* const place = dynamic_cast<const Json::parse_error*>(&error);
        const std::size_t position = std::min<std::size_t>(place != nullptr ? place->byte : 0, text.size());
        const auto lines =
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
        return invalid("line " + std::to_string(lines + 1) +
                       ": this is not well-formed JSON in UTF-8 (which has no NaN)");
    }
}

/// A whole number from 0, "3.0" among them.
std::optional<std::uint32_t> wholeNumberOf(const Json& value) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= UINT32_MAX)
        return value.get<std::uint32_t>();
    const double real = value.is_number_float() ? value.get<double>() : -1;
    const bool isWhole = real >= 0 && real <= UINT32_MAX && std::floor(real) == real;
    return isWhole ? std::optional(static_cast<std::uint32_t>(real)) : std::nullopt;
}

Result<ClassText> classIn(const Json& value, const std::string& what) {
    if (value.is_string())
        return ClassText{value.get<std::string>(), ClassText::Kind::Name};
    if (const auto number = wholeNumberOf(value))
        return ClassText{std::to_string(*number), ClassText::Kind::Number};
    return invalid(what + " is neither a class number from 0 nor a name");
}

Result<std::optional<ClassText>> classOf(const Json& object, const char* member) {
    const auto found = object.find(member);
    if (found == object.end() || found->is_null())
        return std::optional<ClassText>();
    FAULTLINE_TRY(text, classIn(*found, "\"" + std::string(member) + "\""));
    return std::optional(std::move(text));
}

Result<std::optional<float>> shareOf(const Json& object, const char* member) {
    const auto found = object.find(member);
    if (found == object.end() || found->is_null())
        return std::optional<float>();
    if (!found->is_number() || !isShare(found->get<double>()))
        return invalid("\"" + std::string(member) +
                       "\" is no number from 0 to 1; leave it out where it is not known");
    return std::optional(static_cast<float>(found->get<double>()));
}

Result<> addLogits(const Json& logits, Table& table) {
    if (!logits.is_array() || logits.size() < 2 || logits.size() > mostOutputs)
        return invalid("\"logits\" is no list of 2 to 10,000 numbers");
    if (table.outputs.empty())
        for (std::size_t i = 0; i < logits.size(); ++i)
            table.outputs.push_back(std::to_string(i));
    if (logits.size() != table.outputs.size())
        return invalid("there are " + std::to_string(logits.size()) + " logits, but " +
                       std::to_string(table.outputs.size()) + " outputs elsewhere in the file");
    for (const Json& value : logits) {
        const auto logit = value.is_number() ? asFloat(value.get<double>()) : std::nullopt;
        if (!logit)
            return invalid("\"logits\" holds what is no finite number");
        table.logits.push_back(*logit);
    }
    return {};
}

/// What names the picture: its file, or its number.
Result<> takeKey(const Json& entry, Table& table, Row& row) {
    const auto index = entry.find("index");
    for (const auto& [name, value] : entry.items())
        if (row.file.empty() && value.is_string() && namesFile(name))
            row.file = value.get<std::string>();
    if (row.file.empty() && index == entry.end())
        return invalid("there is neither \"file\" nor \"index\"; " + std::string(wantedMembers));
    table.alsoNumbered = table.alsoNumbered && index != entry.end();
    table.byFile = table.byFile && !row.file.empty();
    if (index != entry.end()) {
        const auto number = wholeNumberOf(*index);
        if (!number)
            return invalid("\"index\" is no number from 0");
        row.index = *number;
    }
    return {};
}

/// Of a plain list: the class or the logits of the next image.
Result<> addValue(const Json& value, Table& table) {
    Row row;
    row.place = table.rows.size() + 1;
    row.index = static_cast<std::uint32_t>(table.rows.size());
    if (!table.rows.empty() && table.rows.front().predicted.has_value() == value.is_array())
        return invalid("it is of another form than the first entry; use one form in the whole file");
    if (value.is_array()) {
        FAULTLINE_CHECK(addLogits(value, table));
    } else {
        FAULTLINE_TRY(predicted, classIn(value, "it"));
        row.predicted = std::move(predicted);
    }
    table.rows.push_back(std::move(row));
    return {};
}

Result<> addEntry(const Json& entry, Table& table) {
    if (!entry.is_object())
        return invalid("it is no object; " + std::string(wantedMembers));
    Row row;
    row.place = table.rows.size() + 1;
    FAULTLINE_CHECK(takeKey(entry, table, row));
    FAULTLINE_TRY(truth, classOf(entry, "true"));
    FAULTLINE_TRY(predicted, classOf(entry, "predicted"));
    FAULTLINE_TRY(confidence, shareOf(entry, "confidence"));
    FAULTLINE_TRY(margin, shareOf(entry, "margin"));
    const auto logits = entry.find("logits");
    if (predicted.has_value() == (logits != entry.end()))
        return invalid(predicted
                           ? "there are both \"predicted\" and \"logits\"; keep one of the two"
                           : "there is neither \"predicted\" nor \"logits\"; " + std::string(wantedMembers));
    if (!table.rows.empty() && table.rows.front().predicted.has_value() != predicted.has_value())
        return invalid("it has \"" + std::string(predicted ? "predicted" : "logits") +
                       "\" where the first entry has the other; use one form in the whole file");
    if (!predicted)
        FAULTLINE_CHECK(addLogits(*logits, table));
    row.truth = std::move(truth);
    row.predicted = std::move(predicted);
    row.confidence = confidence;
    row.margin = margin;
    table.rows.push_back(std::move(row));
    return {};
}

Result<> addNames(const Json& classes, Table& table) {
    if (!classes.is_array() || classes.size() < 2 || classes.size() > mostOutputs)
        return invalid("\"classes\" is no list of 2 to 10,000 names");
    for (const Json& name : classes) {
        if (!name.is_string())
            return invalid("\"classes\" holds what is no name");
        table.outputs.push_back(name.get<std::string>());
    }
    if (std::set<std::string>(table.outputs.begin(), table.outputs.end()).size() != table.outputs.size())
        return invalid("\"classes\" names a class twice");
    table.outputsNamed = true;
    return {};
}

} // namespace

Result<Table> tableOfJson(std::string_view text, std::size_t mostRows) {
    FAULTLINE_TRY(document, parsed(text));
    Table table;
    table.unit = "entry";
    const Json* entries = &document;
    if (document.is_object()) {
        if (const auto classes = document.find("classes"); classes != document.end())
            FAULTLINE_CHECK(addNames(*classes, table));
        const auto found = document.find("predictions");
        entries = found == document.end() ? nullptr : &*found;
    }
    if (entries == nullptr && (document.contains("weight_map") || document.contains("architectures")))
        return invalid(
            "it lies beside a model's weights and holds none of them, and no predictions; name the "
            "file with the weights (model.safetensors or pytorch_model.bin)");
    if (entries == nullptr || !entries->is_array())
        return invalid("the JSON is neither a list of predictions nor an object with such a list as "
                       "\"predictions\"; " +
                       std::string(wantedMembers));
    FAULTLINE_CHECK(checkRoom(entries->size(), mostRows));
    table.coversAll = !entries->empty() && !entries->front().is_object();
    table.byFile = table.alsoNumbered = !table.coversAll; // until an entry lacks the one or the other
    for (const Json& entry : *entries)
        if (auto added = table.coversAll ? addValue(entry, table) : addEntry(entry, table); !added)
            return failure(added.error().within("entry " + std::to_string(table.rows.size() + 1)));
    if (!table.coversAll && !table.byFile && !table.alsoNumbered)
        return invalid("some entries name their picture by \"file\" and others by \"index\"; name all in one "
                       "way");
    return table;
}

} // namespace faultline::predictions
