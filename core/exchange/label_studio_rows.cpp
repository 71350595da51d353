// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/tool_rows.h"

#include "core/exchange/tool_members.h"

#include <array>
#include <utility>

namespace faultline::exchange {

namespace {

using nlohmann::json;
using enum LabelField::Position;

tl::unexpected<base::Error> invalid(std::string message) {
    return base::failure(base::ErrorKind::InvalidInput, std::move(message));
}

/// The texts of a choice or of a text area, with `between` them.
base::Result<std::string> textsOf(const json& result, const char* between) {
    const json* value = memberOf(result, "value");
    const json* list = nullptr;
    if (value != nullptr && value->is_object())
        for (const char* name : {"choices", "text"})
            if (const json* found = memberOf(*value, name))
                list = found;
    if (list != nullptr && list->is_string())
        return list->get<std::string>();
    if (list == nullptr || !list->is_array())
        return invalid("a result has neither choices nor a text");
    std::string texts;
    for (const json& each : *list) {
        if (!each.is_string())
            return invalid("a choice is no text");
        texts += (texts.empty() ? "" : between) + each.get<std::string>();
    }
    return texts;
}

base::Result<> readResult(const json& result, LabelFields& fields, std::string& rightClass) {
    if (!result.is_object())
        return invalid("a result is no object");
    FAULTLINE_TRY(name, textOf(result, "from_name"));
    const std::string of = name.value_or("");
    constexpr std::array<std::pair<std::string_view, LabelField::Position>, 4> known{
        {{"mode", Mode}, {"reason", Reason}, {"secondary", Secondary}, {"note", Note}}};
    for (const auto& [control, field] : known)
        if (of == control) {
            FAULTLINE_TRY(texts, textsOf(result, field == Note ? "\n" : " "));
            fields[field] = std::move(texts);
        }
    if (of == "flag")
        fields[Flag] = std::string(flaggedText);
    if (of == "right_class") {
        FAULTLINE_TRY(texts, textsOf(result, " "));
        rightClass = std::move(texts);
    }
    return {};
}

/// Whom Label Studio names by e-mail; by the number of a user it names nobody here.
base::Result<std::optional<std::string>> whoCompleted(const json& annotation) {
    FAULTLINE_TRY(consensus, textOf(annotation, tool::labelsOf));
    if (consensus)
        return std::move(consensus);
    const json* who = memberOf(annotation, "completed_by");
    if (who == nullptr || who->is_number())
        return std::optional<std::string>();
    if (who->is_string())
        return std::optional(who->get<std::string>());
    if (!who->is_object())
        return invalid("\"completed_by\" is no user");
    return textOf(*who, "email");
}

/// Label Studio counts microseconds.
std::string inMilliseconds(std::string time) {
    constexpr std::size_t digits = 3;
    const std::size_t fraction = time.find('.') + 1; // 0: none
    const std::size_t end = time.find_first_not_of("0123456789", fraction);
    if (fraction > 0 && end != std::string::npos && end - fraction > digits)
        time.erase(fraction + digits, end - fraction - digits);
    return time;
}

/// Nothing: it was skipped, or says nothing.
base::Result<std::optional<LabelRow>> annotationRow(const json& annotation, const LabelRow& ofTask) {
    if (!annotation.is_object())
        return invalid("an annotation is no object");
    const json* isCancelled = memberOf(annotation, "was_cancelled");
    const json* results = memberOf(annotation, "result");
    if (results == nullptr || !results->is_array())
        return invalid("an annotation has no list of results");
    if ((isCancelled != nullptr && *isCancelled == json(true)) || results->empty())
        return std::optional<LabelRow>();
    LabelRow row = ofTask;
    std::string rightClass;
    for (const json& result : *results)
        FAULTLINE_CHECK(readResult(result, row.fields, rightClass));
    if (!row.fields[Mode])
        return invalid("an annotation has no choice called \"mode\"");
    if (row.fields[Reason] && !rightClass.empty())
        *row.fields[Reason] += ": " + rightClass;
    dropStaleReason(row.fields);
    FAULTLINE_TRY(who, whoCompleted(annotation));
    row.fields[AnnotatorName] = std::move(who);
    FAULTLINE_TRY(when, textOf(annotation, "created_at"));
    if (when)
        row.fields[LabelledAt] = inMilliseconds(std::move(*when));
    return std::optional(std::move(row));
}

base::Result<> addTask(const json& task, std::size_t number, std::vector<LabelRow>& rows) {
    const json* data = task.is_object() ? memberOf(task, "data") : nullptr;
    if (data == nullptr || !data->is_object())
        return invalid("it has no \"data\"");
    LabelRow row{number, {}, "task " + std::to_string(number)};
    FAULTLINE_CHECK(readTexts(*data, {{"index", Index}, {"true_class", True}, {"predicted_class", Predicted}},
                              row.fields));
    if (!row.fields[Index])
        return invalid("its data have no \"index\", by which the picture would be known");
    const json* annotations = memberOf(task, "annotations");
    if (annotations == nullptr)
        return {};
    if (!annotations->is_array())
        return invalid("\"annotations\" is no list");
    for (const json& annotation : *annotations) {
        FAULTLINE_TRY(read, annotationRow(annotation, row));
        if (read)
            rows.push_back(std::move(*read));
    }
    return {};
}

} // namespace

base::Result<std::vector<LabelRow>> rowsOfLabelStudio(std::string_view text) {
    FAULTLINE_TRY(document, parsedJson(text));
    if (!document.is_array())
        return invalid("the JSON is not an array of Label Studio's tasks");
    std::vector<LabelRow> rows;
    for (std::size_t i = 0; i < document.size(); ++i)
        if (const auto added = addTask(document[i], i + 1, rows); !added)
            return base::failure(added.error().within("task " + std::to_string(i + 1)));
    return rows;
}

} // namespace faultline::exchange
