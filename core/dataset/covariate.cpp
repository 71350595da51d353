// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/covariate.h"

#include "core/base/printable.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace faultline::dataset {

namespace {

constexpr float largestCount = 1U << 24U; ///< above it a float does not hold every whole number

} // namespace

using base::failure;
using base::Result;

namespace {

constexpr double roundingOfSum = 1e-3; ///< of probabilities that were written with few digits

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(base::ErrorKind::InvalidInput, what);
}

std::string rowText(std::size_t row) {
    return "row " + std::to_string(row);
}

/// Of the words of conditions and orders.
constexpr std::array<std::string_view, 14> reservedWords{{"arrival", "index", "confidence", "margin", "pair",
                                                          "true", "predicted", "mode", "none", "unlabelled",
                                                          "excluded", "shared", "new", "fixed"}};

} // namespace

Result<HumanAnswers> HumanAnswers::make(std::size_t classes, std::vector<float> values) {
    if (classes < 2 || values.empty() || values.size() % classes != 0)
        return invalid(
            "human answers need a row for each image and a column for each of two classes or more");
    HumanAnswers answers(classes, std::move(values));
    bool areWhole = true;
    std::optional<std::size_t> notOne; // the first row that is no distribution
    for (std::size_t row = 0; row < answers.m_values.size() / classes; ++row) {
        double total = 0;
        for (const float value : std::span(answers.m_values).subspan(row * classes, classes)) {
            if (!std::isfinite(value))
                return invalid(rowText(row) + " holds a number that is not finite (NaN or infinite)");
            if (value < 0)
                return invalid(rowText(row) + " holds a negative number");
            if (value > largestCount)
                return invalid(rowText(row) +
                               " holds a number above 16,777,216, which no count of people is");
            areWhole = areWhole && value == std::floor(value);
            total += static_cast<double>(value);
        }
        if (total <= 0)
            return invalid(rowText(row) + " is all zero: nobody was asked about this image");
        if (!notOne && std::abs(total - 1) > roundingOfSum)
            notOne = row;
        answers.m_totals.push_back(total);
    }
    if (!areWhole && notOne)
        return invalid(rowText(*notOne) + " sums to " + base::fixedText(answers.m_totals[*notOne], 3) +
                       ": probabilities sum to 1 in each row, and counts are whole numbers");
    answers.m_unit = areWhole ? Unit::Counts : Unit::Probabilities;
    return answers;
}

std::span<const float> HumanAnswers::row(base::SampleIndex sample) const {
    return std::span(m_values).subspan(sample.value * m_classes, m_classes);
}

std::optional<double> HumanAnswers::share(base::SampleIndex sample, base::ClassId answer) const {
    if (sample.value >= m_totals.size() || answer.value >= m_classes)
        return std::nullopt;
    return static_cast<double>(row(sample)[answer.value]) / m_totals[sample.value];
}

base::ClassId HumanAnswers::mostFrequent(base::SampleIndex sample) const {
    const auto values = row(sample);
    return base::ClassId(
        static_cast<std::uint16_t>(std::max_element(values.begin(), values.end()) - values.begin()));
}

Result<SuspectedErrors> SuspectedErrors::make(std::vector<SuspectedError> errors) {
    if (errors.empty())
        return invalid("the list of suspected label errors is empty");
    std::sort(errors.begin(), errors.end(),
              [](const auto& left, const auto& right) { return left.sample < right.sample; });
    const auto twice =
        std::adjacent_find(errors.begin(), errors.end(),
                           [](const auto& left, const auto& right) { return left.sample == right.sample; });
    if (twice != errors.end())
        return invalid("image " + std::to_string(twice->sample.value) + " is in the list twice");
    SuspectedErrors made;
    made.m_all = std::move(errors);
    return made;
}

const SuspectedError* SuspectedErrors::find(base::SampleIndex sample) const {
    const auto found = std::lower_bound(
        m_all.begin(), m_all.end(), sample,
        [](const SuspectedError& each, base::SampleIndex wanted) { return each.sample < wanted; });
    return found != m_all.end() && found->sample == sample ? &*found : nullptr;
}

Result<> checkCovariateName(std::string_view name) {
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool isWord = !name.empty() && name.size() <= longestCovariateName && isLetter(name.front()) &&
                        std::all_of(name.begin(), name.end(), [&](char c) {
                            return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
                        });
    if (!isWord)
        return invalid("\"" + base::printable(name.substr(0, 2 * longestCovariateName)) +
                       "\" can't be the name of a covariate: it takes 1 to 40 letters, digits, hyphens and "
                       "underscores, a letter first");
    if (std::find(reservedWords.begin(), reservedWords.end(), base::lowered(name)) != reservedWords.end())
        return invalid("\"" + std::string(name) +
                       "\" says something else in a filter or an order; choose another name");
    return {};
}

} // namespace faultline::dataset
