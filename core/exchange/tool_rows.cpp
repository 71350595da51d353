// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/tool_rows.h"

#include "core/base/text.h"
#include "core/exchange/tool_members.h"
#include "core/formats/wording.h"

#include <algorithm>

namespace faultline::exchange {

using nlohmann::json;
using enum LabelField::Position;

namespace {

tl::unexpected<base::Error> invalid(std::string message) {
    return base::failure(base::ErrorKind::InvalidInput, std::move(message));
}

base::Result<LabelRow> imageFolderRow(std::string_view line, std::size_t number) {
    FAULTLINE_TRY(object, parsedJson(line));
    if (!object.is_object())
        return invalid("it is not an object with file_name");
    FAULTLINE_TRY(name, textOf(object, "file_name"));
    if (!name)
        return invalid("there is no \"file_name\"");
    LabelRow row{number, {}, "line " + std::to_string(number)};
    for (std::size_t i = 0; i < labelFieldNames.size(); ++i) {
        FAULTLINE_TRY(text, textOf(object, labelFieldNames[i]));
        row.fields[i] = std::move(text);
    }
    if (!row.fields[Index])
        row.fields[Index] = indexInName(*name);
    if (!row.fields[Mode]) {
        FAULTLINE_TRY(label, textOf(object, "label"));
        row.fields[Mode] = std::move(label);
    }
    return row;
}

/// The flag that is true; nothing: none is.
base::Result<std::optional<std::string>> trueFlag(const json& flags) {
    std::optional<std::string> found;
    for (auto each = flags.begin(); each != flags.end(); ++each) {
        if (!each->is_boolean())
            return invalid("the flag " + formats::quotedName(each.key()) + " is neither true nor false");
        if (!each->get<bool>())
            continue;
        if (found)
            return invalid("the flags " + formats::quotedName(*found) + " and " +
                           formats::quotedName(each.key()) +
                           " are both true; a picture has one dominant failure mode");
        found = each.key();
    }
    return found;
}

} // namespace

const json* memberOf(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

base::Result<> readTexts(const json& object,
                         std::initializer_list<std::pair<const char*, LabelField::Position>> members,
                         LabelFields& fields) {
    for (const auto& [name, field] : members) {
        FAULTLINE_TRY(text, textOf(object, name));
        fields[field] = std::move(text);
    }
    return {};
}

void dropStaleReason(LabelFields& fields) {
    if (base::lowered(fields[Mode].value_or("")) != "excluded")
        fields[Reason].reset();
}

std::string indexInName(std::string_view name) {
    name.remove_prefix(std::min(name.size(), name.find_last_of("/\\") + 1)); // npos + 1 is 0
    return std::string(name.substr(0, name.rfind('.')));
}

base::Result<std::vector<LabelRow>> rowsOfImageFolder(std::string_view text) {
    std::vector<LabelRow> rows;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = base::trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty())
            continue;
        auto row = imageFolderRow(line, number);
        if (!row)
            return base::failure(row.error().within("line " + std::to_string(number)));
        rows.push_back(std::move(*row));
    }
    return rows;
}

base::Result<std::optional<LabelRow>> rowOfLabelme(std::string_view text, const std::string& place) {
    FAULTLINE_TRY(document, parsedJson(text));
    const json* flags = document.is_object() ? memberOf(document, "flags") : nullptr;
    if (flags == nullptr || !flags->is_object())
        return invalid("it has no object \"flags\", which a file of labelme has");
    FAULTLINE_TRY(picture, textOf(document, "imagePath"));
    if (!picture)
        return invalid("it has no \"imagePath\"");
    FAULTLINE_TRY(mode, trueFlag(*flags));
    if (!mode)
        return std::optional<LabelRow>();
    LabelRow row{1, {}, place};
    if (const json* own = memberOf(document, tool::ownMember); own != nullptr && own->is_object())
        FAULTLINE_CHECK(readTexts(*own,
                                  {{"annotator", AnnotatorName},
                                   {"reason", Reason},
                                   {"secondary", Secondary},
                                   {"flag", Flag},
                                   {"note", Note}},
                                  row.fields));
    row.fields[Index] = indexInName(*picture);
    row.fields[Mode] = std::move(mode);
    dropStaleReason(row.fields);
    return std::optional(std::move(row));
}

LabelRow rowOfFolder(const std::string& mode, const std::string& picture) {
    LabelRow row{1, {}, mode + "/" + picture};
    row.fields[Index] = indexInName(picture);
    row.fields[Mode] = mode;
    return row;
}

} // namespace faultline::exchange
