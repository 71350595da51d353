// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/predictions/limits.h"
#include "core/predictions/table.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;
using Json = nlohmann::json;

namespace {

constexpr const char* wantedMembers = "each object needs index and either predicted or logits";

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

Result<Json> parsed(std::string_view text) {
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

Result<std::optional<ClassText>> classOf(const Json& object, const char* member) {
    const auto found = object.find(member);
    if (found == object.end() || found->is_null())
        return std::optional<ClassText>();
    if (found->is_string())
        return std::optional(ClassText{found->get<std::string>(), ClassText::Kind::Name});
    if (found->is_number_unsigned())
        return std::optional(ClassText{found->dump(), ClassText::Kind::Number});
    return invalid("\"" + std::string(member) + "\" is neither a class number from 0 nor a name");
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

Result<> addEntry(const Json& entry, Table& table) {
    const auto index = entry.is_object() ? entry.find("index") : entry.end();
    if (!entry.is_object() || index == entry.end())
        return invalid("there is no \"index\"; " + std::string(wantedMembers));
    if (!index->is_number_unsigned() || index->get<std::uint64_t>() > UINT32_MAX)
        return invalid("\"index\" is no number from 0");
    Row row;
    row.place = table.rows.size() + 1;
    row.index = index->get<std::uint32_t>();
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
    if (entries == nullptr || !entries->is_array())
        return invalid("the JSON is neither a list of predictions nor an object with such a list as "
                       "\"predictions\"; " +
                       std::string(wantedMembers));
    FAULTLINE_CHECK(checkRoom(entries->size(), mostRows));
    for (const Json& entry : *entries)
        if (auto added = addEntry(entry, table); !added)
            return failure(added.error().within("entry " + std::to_string(table.rows.size() + 1)));
    return table;
}

} // namespace faultline::predictions
