// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/covariate_file.h"

#include "core/base/text.h"
#include "core/formats/npy.h"
#include "core/report/named_class.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace faultline::exchange {

using base::ErrorKind;
using base::failure;
using base::Result;
using Json = nlohmann::json;

namespace {

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

bool isNpy(base::ByteView file) {
    constexpr std::array<std::uint8_t, 6> magic{0x93, 'N', 'U', 'M', 'P', 'Y'};
    return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

std::string shapeText(const std::vector<std::uint64_t>& shape) {
    std::string text;
    for (const std::uint64_t side : shape)
        text += (text.empty() ? "" : " × ") + std::to_string(side);
    return text.empty() ? "of a single number" : text;
}

Result<std::vector<float>> numbersOf(const formats::NpyArray& array) {
    if (!formats::isInteger(array.type))
        return formats::floatValues(array, 0, array.shape[0] * array.shape[1]);
    FAULTLINE_TRY(whole, formats::integerValues(array));
    return std::vector<float>(whole.begin(), whole.end());
}

Result<dataset::HumanAnswers> answersOf(base::ByteView file, std::uint32_t images, std::size_t classes) {
    FAULTLINE_TRY(array, formats::readNpy(file));
    if (array.shape.size() != 2 || array.shape[0] != images || array.shape[1] != classes)
        return invalid("it is an array " + shapeText(array.shape) + "; needed is " + std::to_string(images) +
                       " × " + std::to_string(classes) +
                       ": a row for each image of the data set and a column for each class");
    FAULTLINE_TRY(values, numbersOf(array));
    return dataset::HumanAnswers::make(classes, std::move(values));
}

/// The first of the members that is there.
const Json* member(const Json& object, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const auto found = object.find(name); found != object.end() && !found->is_null())
            return &*found;
    return nullptr;
}

Result<std::optional<base::ClassId>> classOf(const Json* value, std::span<const std::string> classes) {
    if (value == nullptr)
        return std::optional<base::ClassId>();
    if (!value->is_string() && !value->is_number_unsigned())
        return invalid("a class is neither a number from 0 nor a name");
    FAULTLINE_TRY(
        id, report::classNamed(value->is_string() ? value->get<std::string>() : value->dump(), classes));
    return std::optional(id);
}

Result<dataset::SuspectedError> errorOf(const Json& entry, std::uint32_t images,
                                        std::span<const std::string> classes) {
    const Json* index = entry.is_object() ? member(entry, {"index", "id"}) : &entry;
    if (index == nullptr || !index->is_number_unsigned())
        return invalid("it is neither the number of an image nor an object with one as \"index\" or \"id\"");
    if (index->get<std::uint64_t>() >= images)
        return invalid("there is no image " + index->dump() + ": the data set has " +
                       base::groupedText(images));
    dataset::SuspectedError error;
    error.sample = base::SampleIndex(index->get<std::uint32_t>());
    if (!entry.is_object())
        return error;
    FAULTLINE_TRY(guess, classOf(member(entry, {"guess", "our_guessed_label"}), classes));
    FAULTLINE_TRY(given, classOf(member(entry, {"given", "given_original_label"}), classes));
    error.guess = guess;
    error.given = given;
    return error;
}

Result<dataset::SuspectedErrors> errorsOf(std::string_view text, std::uint32_t images,
                                          std::span<const std::string> classes) {
    const Json document = Json::parse(text, nullptr, false);
    if (document.is_discarded())
        return invalid("it is neither a NumPy array (.npy) nor well-formed JSON in UTF-8");
    if (!document.is_array())
        return invalid(
            "the JSON is no list of suspected label errors: a list of image numbers, or of objects "
            "with index and guess");
    if (document.size() > images)
        return invalid("it has " + base::groupedText(document.size()) + " entries, more than the " +
                       base::groupedText(images) + " images of the data set");
    std::vector<dataset::SuspectedError> errors;
    for (const Json& entry : document) {
        auto error = errorOf(entry, images, classes);
        if (!error)
            return failure(error.error().within("entry " + std::to_string(errors.size() + 1)));
        errors.push_back(*error);
    }
    return dataset::SuspectedErrors::make(std::move(errors));
}

} // namespace

Result<std::variant<dataset::HumanAnswers, dataset::SuspectedErrors>>
parsedCovariateFile(base::ByteView file, std::uint32_t images, std::span<const std::string> classes) {
    if (isNpy(file)) {
        FAULTLINE_TRY(answers, answersOf(file, images, classes.size()));
        return std::move(answers);
    }
    FAULTLINE_TRY(errors,
                  errorsOf({reinterpret_cast<const char*>(file.data()), file.size()}, images, classes));
    return std::move(errors);
}

} // namespace faultline::exchange
