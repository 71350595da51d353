// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace faultline::dataset {

// Covariates: what is known of a data set's images beside their labels, from elsewhere.

/// How many people gave each class to each image, or which share of them did.
class HumanAnswers {
public:
    enum class Unit { Counts, Probabilities };

    /// @param values images × classes, row-major: whole numbers throughout are counts; else each row has to
    /// sum to 1. InvalidInput names the row that is negative, not finite, or nobody's answer.
    [[nodiscard]] static base::Result<HumanAnswers> make(std::size_t classes, std::vector<float> values);

    [[nodiscard]] Unit unit() const { return m_unit; }
    [[nodiscard]] std::size_t classes() const { return m_classes; }
    [[nodiscard]] std::size_t images() const { return m_totals.size(); }
    /// The whole of it, as make() took it.
    [[nodiscard]] const std::vector<float>& values() const { return m_values; }
    /// Of one image, a value for each class. @pre it is one of images()
    [[nodiscard]] std::span<const float> row(base::SampleIndex sample) const;
    /// The share of its people who said this; nothing of an image or a class that nobody was asked about.
    [[nodiscard]] std::optional<double> share(base::SampleIndex sample, base::ClassId answer) const;
    /// The class that most people gave, the first of several. @pre it is one of images()
    [[nodiscard]] base::ClassId mostFrequent(base::SampleIndex sample) const;

private:
    HumanAnswers(std::size_t classes, std::vector<float> values)
        : m_classes(classes)
        , m_values(std::move(values)) {}

    Unit m_unit = Unit::Counts;
    std::size_t m_classes;
    std::vector<float> m_values;
    std::vector<double> m_totals; ///< of the rows
};

/// A label of the data set that somebody holds to be wrong.
struct SuspectedError {
    base::SampleIndex sample;
    std::optional<base::ClassId> given; ///< the label, as whoever suspects it knows it
    std::optional<base::ClassId> guess; ///< what it should be
    bool operator==(const SuspectedError&) const = default;
};

/// A list of suspected label errors, each image once.
class SuspectedErrors {
public:
    /// In any order; InvalidInput where an image stands in it twice, or none does.
    [[nodiscard]] static base::Result<SuspectedErrors> make(std::vector<SuspectedError> errors);
    /// By sample.
    [[nodiscard]] const std::vector<SuspectedError>& all() const { return m_all; }
    /// nullptr: the label of this one is not suspected.
    [[nodiscard]] const SuspectedError* find(base::SampleIndex sample) const;

private:
    SuspectedErrors() = default;
    std::vector<SuspectedError> m_all;
};

/// One of these and what it is called: a word, by which filters name it.
struct Covariate {
    std::string name;
    std::variant<HumanAnswers, SuspectedErrors> content;

    /// nullptr: it is the other kind.
    [[nodiscard]] const HumanAnswers* answers() const { return std::get_if<HumanAnswers>(&content); }
    [[nodiscard]] const SuspectedErrors* suspected() const { return std::get_if<SuspectedErrors>(&content); }
};

inline constexpr std::size_t longestCovariateName = 40; ///< characters

/// Letters, digits, hyphens and underscores, a letter first, and no word that says something else in a
/// filter or an order; InvalidInput tells the rule.
[[nodiscard]] base::Result<> checkCovariateName(std::string_view name);

} // namespace faultline::dataset
