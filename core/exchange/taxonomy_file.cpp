// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/taxonomy_file.h"

#include "core/report/json_text.h"

namespace faultline::exchange {

using labels::Mode;
using report::Json;

namespace {

constexpr const char* format = "faultline taxonomy";
constexpr int formatVersion = 1;

tl::unexpected<base::Error> invalid(const std::string& what) {
    return base::failure(base::ErrorKind::InvalidInput, what);
}

/// The text of a member; nothing where it is missing or null.
base::Result<std::optional<std::string>> textAt(const Json& object, const char* member) {
    const auto found = object.find(member);
    if (found == object.end() || found->is_null())
        return std::optional<std::string>();
    if (!found->is_string())
        return invalid(std::string("its ") + member + " is no text");
    return std::optional(found->get<std::string>());
}

base::Result<std::string> neededText(const Json& object, const char* member) {
    FAULTLINE_TRY(text, textAt(object, member));
    if (!text)
        return invalid(std::string("it has no ") + member);
    return std::move(*text);
}

base::Result<char> keyOf(const std::string& text, const char* member) {
    if (text.size() != 1)
        return invalid(std::string("its ") + member + " is no single letter or digit");
    return text[0];
}

base::Result<std::vector<std::string>> partsOf(const Json& object) {
    std::vector<std::string> parts;
    const auto found = object.find("split_into");
    if (found == object.end() || found->is_null())
        return parts;
    if (!found->is_array())
        return invalid("its split_into is no array");
    for (const Json& part : *found) {
        if (!part.is_string())
            return invalid("its split_into has what is no text");
        parts.push_back(part.get<std::string>());
    }
    return parts;
}

base::Result<Mode> modeOf(const Json& object) {
    if (!object.is_object())
        return invalid("it is no object");
    Mode mode;
    FAULTLINE_TRY(slug, neededText(object, "slug"));
    FAULTLINE_TRY(name, neededText(object, "name"));
    FAULTLINE_TRY(letterText, neededText(object, "letter"));
    FAULTLINE_TRY(letter, keyOf(letterText, "letter"));
    FAULTLINE_TRY(colour, neededText(object, "colour"));
    FAULTLINE_TRY(definition, textAt(object, "definition"));
    FAULTLINE_TRY(digit, textAt(object, "digit"));
    FAULTLINE_TRY(parts, partsOf(object));
    mode.slug = std::move(slug);
    mode.name = std::move(name);
    mode.letter = letter;
    mode.colour = std::move(colour);
    mode.definition = definition.value_or("");
    mode.digit.reset();
    if (digit) {
        FAULTLINE_TRY(key, keyOf(*digit, "digit"));
        mode.digit = key;
    }
    mode.splitInto = std::move(parts);
    return mode;
}

} // namespace

std::string taxonomyFile(const labels::Taxonomy& taxonomy) {
    Json modes = Json::array();
    for (const Mode& mode : taxonomy.modes()) {
        Json object{{"slug", mode.slug},
                    {"name", mode.name},
                    {"digit", mode.digit ? Json(std::string(1, *mode.digit)) : Json(nullptr)},
                    {"letter", std::string(1, mode.letter)},
                    {"colour", mode.colour},
                    {"definition", mode.definition}};
        if (!mode.splitInto.empty()) {
            Json parts = Json::array();
            for (const Mode* part : taxonomy.partsOf(mode))
                parts.push_back(part->slug);
            object["split_into"] = std::move(parts);
        }
        modes.push_back(std::move(object));
    }
    return report::jsonText(
        Json{{"format", format}, {"version", formatVersion}, {"modes", std::move(modes)}});
}

base::Result<std::vector<Mode>> parsedTaxonomyFile(std::string_view text) {
    Json document;
    try {
        document = Json::parse(text);
    } catch (const Json::exception&) {
        return invalid("it is no well-formed JSON in UTF-8");
    }
    if (!document.is_object() || document.value("format", Json()) != format || !document.contains("modes") ||
        !document["modes"].is_array())
        return invalid("it is no taxonomy: a JSON object with \"format\": \"" + std::string(format) +
                       "\" and an array \"modes\"");
    if (document.value("version", Json()) != formatVersion)
        return base::failure(
            base::ErrorKind::Refused,
            "it is a taxonomy of a version that this program does not know; update Faultline");
    if (document["modes"].size() > labels::mostModes)
        return invalid("it has more than " + std::to_string(labels::mostModes) + " modes");
    std::vector<Mode> modes;
    for (const Json& object : document["modes"]) {
        auto mode = modeOf(object);
        if (!mode)
            return base::failure(mode.error().within("mode " + std::to_string(modes.size() + 1)));
        mode->id = base::ModeId(static_cast<std::int64_t>(modes.size() + 1));
        modes.push_back(std::move(*mode));
    }
    FAULTLINE_TRY(taxonomy, labels::Taxonomy::make(std::move(modes)));
    return taxonomy.modes();
}

} // namespace faultline::exchange
