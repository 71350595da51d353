// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/formats/npy.h"
#include "core/predictions/limits.h"
#include "core/predictions/table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

std::string shapeText(const std::vector<std::uint64_t>& shape) {
    std::string text;
    for (const std::uint64_t side : shape)
        text += (text.empty() ? "" : " × ") + std::to_string(side);
    return text.empty() ? "of a single number" : text;
}

/// Of integers, or of floating-point numbers that are whole, as data frames keep them.
Result<std::vector<std::int64_t>> classNumbers(const formats::NpyArray& array) {
    if (formats::isInteger(array.type))
        return formats::integerValues(array);
    FAULTLINE_TRY(values, formats::floatValues(array, 0, array.shape[0]));
    std::vector<std::int64_t> classes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!(std::abs(values[i]) <= mostOutputs) || std::floor(values[i]) != values[i])
            return invalid("row " + std::to_string(i) + ": " + base::numberText(values[i]) +
                           " is no number of a class; one number an image must be a class, and logits or "
                           "probabilities are n × outputs");
        classes.push_back(static_cast<std::int64_t>(values[i]));
    }
    return classes;
}

Result<> addClasses(const formats::NpyArray& array, Table& table) {
    FAULTLINE_TRY(classes, classNumbers(array));
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (classes[i] < 0)
            return invalid(placeOf(table, table.rows[i]) + ": the class " + std::to_string(classes[i]) +
                           " is no number from 0");
        table.rows[i].predicted = ClassText{std::to_string(classes[i]), ClassText::Kind::Number};
    }
    return {};
}

Result<> addLogits(const formats::NpyArray& array, Table& table) {
    const std::uint64_t outputs = array.shape[1];
    FAULTLINE_TRY(values, formats::floatValues(array, 0, array.shape[0] * outputs));
    const auto wrong =
        std::find_if(values.begin(), values.end(), [](float value) { return !std::isfinite(value); });
    if (wrong != values.end())
        return invalid("row " + std::to_string(static_cast<std::uint64_t>(wrong - values.begin()) / outputs) +
                       ": it holds a number that is not finite (NaN or infinite)");
    for (std::uint64_t i = 0; i < outputs; ++i)
        table.outputs.push_back(std::to_string(i));
    table.logits = std::move(values);
    return {};
}

} // namespace

Result<Table> tableOfNpy(base::ByteView file, std::size_t mostRows) {
    FAULTLINE_TRY(array, formats::readNpy(file));
    const bool areClasses = array.shape.size() == 1 || (array.shape.size() == 2 && array.shape[1] == 1);
    const bool areLogits = !formats::isInteger(array.type) && array.shape.size() == 2 &&
                           array.shape[1] >= 2 && array.shape[1] <= mostOutputs;
    if (!areClasses && !areLogits)
        return invalid("it is an array " + shapeText(array.shape) + " of type " +
                       std::string(formats::name(array.type)) +
                       "; needed are the predicted classes (integers, n) or logits or probabilities "
                       "(floating-point numbers, n × 2 to 10,000 outputs), row i of image i");
    if (array.shape[0] > std::numeric_limits<std::uint32_t>::max())
        return invalid("it has more rows than a set can have images");
    FAULTLINE_CHECK(checkRoom(array.shape[0], mostRows));
    Table table;
    table.unit = "row";
    table.coversAll = true;
    for (std::uint64_t i = 0; i < array.shape[0]; ++i) {
        table.rows.emplace_back();
        table.rows.back().place = i;
        table.rows.back().index = static_cast<std::uint32_t>(i);
    }
    FAULTLINE_CHECK(areClasses ? addClasses(array, table) : addLogits(array, table));
    return table;
}

} // namespace faultline::predictions
