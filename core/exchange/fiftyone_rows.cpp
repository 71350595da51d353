// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/tool_rows.h"

#include "core/exchange/tool_members.h"
#include "core/formats/wording.h"

namespace faultline::exchange {

namespace {

using nlohmann::json;
using enum LabelField::Position;

tl::unexpected<base::Error> invalid(std::string message) {
    return base::failure(base::ErrorKind::InvalidInput, std::move(message));
}

base::Result<std::string> fiftyoneMode(const json& target, const json* classes) {
    if (target.is_string())
        return target.get<std::string>();
    if (!target.is_number_unsigned())
        return invalid("its label is neither a text nor the number of a class");
    const auto number = target.get<std::uint64_t>();
    if (classes == nullptr || number >= classes->size() || !(*classes)[number].is_string())
        return invalid("its label is class " + std::to_string(number) + ", which \"classes\" does not name");
    return (*classes)[number].get<std::string>();
}

base::Result<> readTags(const json& attributes, LabelFields& fields) {
    const json* tags = memberOf(attributes, "tags");
    if (tags == nullptr)
        return {};
    if (!tags->is_array())
        return invalid("its tags are no list");
    std::string secondary;
    for (const json& tag : *tags) {
        if (!tag.is_string())
            return invalid("one of its tags is no text");
        const auto& text = tag.get_ref<const std::string&>();
        if (text == tool::flagged)
            fields[Flag] = std::string(flaggedText);
        else if (text.starts_with(tool::also))
            secondary += (secondary.empty() ? "" : " ") + text.substr(tool::also.size());
    }
    if (!secondary.empty())
        fields[Secondary] = std::move(secondary);
    return {};
}

base::Result<LabelRow> fiftyoneRow(const std::string& key, const json& target, const json* classes,
                                   std::size_t number) {
    LabelRow row{number, {}, "label " + formats::quotedName(key)};
    row.fields[Index] = indexInName(key);
    const json* label = &target;
    if (target.is_object()) {
        label = memberOf(target, "label");
        if (label == nullptr)
            return invalid("it has no \"label\"");
        if (const json* attributes = memberOf(target, "attributes")) {
            if (!attributes->is_object())
                return invalid("its attributes are no object");
            FAULTLINE_CHECK(readTexts(*attributes,
                                      {{"true_class", True},
                                       {"predicted_class", Predicted},
                                       {"annotator", AnnotatorName},
                                       {"reason", Reason},
                                       {"note", Note}},
                                      row.fields));
            FAULTLINE_CHECK(readTags(*attributes, row.fields));
        }
    }
    FAULTLINE_TRY(mode, fiftyoneMode(*label, classes));
    row.fields[Mode] = std::move(mode);
    dropStaleReason(row.fields);
    return row;
}

} // namespace

base::Result<std::vector<LabelRow>> rowsOfFiftyone(std::string_view text) {
    FAULTLINE_TRY(document, parsedJson(text));
    const json* labels = document.is_object() ? memberOf(document, "labels") : nullptr;
    if (labels == nullptr || !labels->is_object())
        return invalid("it has no object \"labels\", which a FiftyOne image classification dataset has");
    const json* classes = memberOf(document, "classes");
    if (classes != nullptr && !classes->is_array())
        return invalid("\"classes\" is no list");
    std::vector<LabelRow> rows;
    for (auto each = labels->begin(); each != labels->end(); ++each) {
        if (each->is_null())
            continue; // unlabelled
        auto row = fiftyoneRow(each.key(), *each, classes, rows.size() + 1);
        if (!row)
            return base::failure(row.error().within("label " + formats::quotedName(each.key())));
        rows.push_back(std::move(*row));
    }
    return rows;
}

} // namespace faultline::exchange
