// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/selection.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace faultline::workbench {

namespace {

enum class Place { Before, Level, After };

template <class Value>
Place compared(const Value& left, const Value& right, SortDirection direction) {
    if (left == right)
        return Place::Level;
    return (left < right) == (direction == SortDirection::Ascending) ? Place::Before : Place::After;
}

/// A number that is not known stands after all that are, whatever the direction.
template <class Number>
Place comparedNumbers(std::optional<Number> left, std::optional<Number> right, SortDirection direction) {
    if (left.has_value() != right.has_value())
        return left ? Place::Before : Place::After;
    return left ? compared(*left, *right, direction) : Place::Level;
}

/// Of the people, how many gave the label.
std::optional<double> peopleShare(const dataset::Covariate& covariate, const model::Prediction& failure) {
    const auto* answers = covariate.answers();
    return answers == nullptr ? std::nullopt : answers->share(failure.sample, failure.truth);
}

} // namespace

bool PeopleShare::holds(const model::Prediction& failure) const {
    const auto share = peopleShare(*answers, failure);
    if (!share)
        return false;
    switch (comparison) {
    case Comparison::Less:
        return *share < bound;
    case Comparison::AtMost:
        return *share <= bound;
    case Comparison::More:
        return *share > bound;
    case Comparison::AtLeast:
        break;
    }
    return *share >= bound;
}

bool Filter::matches(const model::Prediction& failure, const labels::Judgement& itsJudgement) const {
    return (!truth || *truth == failure.truth) && (!predicted || *predicted == failure.predicted) &&
           (!judgement || *judgement == itsJudgement.withoutReason()) &&
           (!sample || *sample == failure.sample) &&
           (!elsewhere || elsewhere->samples->contains(failure.sample)) &&
           (!people || people->holds(failure)) &&
           (!suspected || suspected->samples->contains(failure.sample));
}

namespace {

constexpr std::array<std::pair<std::string_view, SortKey>, 5> sortKeys{{{"arrival", SortKey::Arrival},
                                                                        {"index", SortKey::Index},
                                                                        {"confidence", SortKey::Confidence},
                                                                        {"margin", SortKey::Margin},
                                                                        {"pair", SortKey::ClassPair}}};

} // namespace

std::string_view name(SortKey key) {
    if (key == SortKey::People)
        return "people";
    return std::find_if(sortKeys.begin(), sortKeys.end(),
                        [&](const auto& each) { return each.second == key; })
        ->first;
}

std::optional<SortKey> sortKeyNamed(std::string_view text) {
    for (const auto& [name, key] : sortKeys)
        if (name == text)
            return key;
    return std::nullopt;
}

bool precedes(const Sorting& sorting, std::span<const model::Prediction> failures, std::size_t left,
              std::size_t right) {
    const model::Prediction& a = failures[left];
    const model::Prediction& b = failures[right];
    const SortDirection direction = sorting.direction;
    Place place = Place::Level;
    switch (sorting.key) {
    case SortKey::Arrival:
        place = compared(left, right, direction);
        break;
    case SortKey::Confidence:
        place = comparedNumbers(a.confidence, b.confidence, direction);
        break;
    case SortKey::Margin:
        place = comparedNumbers(a.margin, b.margin, direction);
        break;
    case SortKey::Index:
        place = compared(a.sample, b.sample, direction);
        break;
    case SortKey::ClassPair:
        place = compared(std::pair(a.truth, a.predicted), std::pair(b.truth, b.predicted), direction);
        break;
    case SortKey::People:
        if (sorting.people)
            place =
                comparedNumbers(peopleShare(*sorting.people, a), peopleShare(*sorting.people, b), direction);
        break;
    }
    return place == Place::Level ? left < right : place == Place::Before;
}

std::vector<std::size_t> sortedPlaces(const Sorting& sorting, std::span<const model::Prediction> failures) {
    std::vector<std::size_t> places(failures.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    if (sorting != Sorting{})
        std::sort(places.begin(), places.end(), [&](std::size_t left, std::size_t right) {
            return precedes(sorting, failures, left, right);
        });
    return places;
}

} // namespace faultline::workbench
