// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/sorting.h"

#include "core/workbench/condition_kinds.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace faultline::workbench {

namespace {

constexpr std::array<std::pair<std::string_view, SortKey>, 9> sortKeys{{{"arrival", SortKey::Arrival},
                                                                        {"index", SortKey::Index},
                                                                        {"confidence", SortKey::Confidence},
                                                                        {"margin", SortKey::Margin},
                                                                        {"pair", SortKey::ClassPair},
                                                                        {"label", SortKey::Label},
                                                                        {"decided", SortKey::Decided},
                                                                        {"brightness", SortKey::Brightness},
                                                                        {"sharpness", SortKey::Sharpness}}};

std::optional<double> number(std::optional<float> value) {
    return value ? std::optional<double>(*value) : std::nullopt;
}

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

bool asksForLooks(SortKey key) {
    return key == SortKey::Brightness || key == SortKey::Sharpness;
}

std::optional<double> labelRank(const labels::Judgement& judgement) {
    constexpr double afterModes = 1e12; // ids are far below
    if (judgement.isUnlabelled())
        return std::nullopt;
    if (const auto mode = judgement.mode())
        return static_cast<double>(mode->value);
    return judgement.isNone() ? afterModes : afterModes + 1;
}

std::optional<double> sortValue(const Sorting& sorting, const SortItem& item) {
    switch (sorting.key) {
    case SortKey::Arrival:
        break;
    case SortKey::Confidence:
        return number(item.failure.confidence);
    case SortKey::Margin:
        return number(item.failure.margin);
    case SortKey::Index:
        return item.failure.sample.value;
    case SortKey::ClassPair:
        return item.failure.truth.value * 65'536.0 + item.failure.predicted.value;
    case SortKey::People:
        return sorting.people ? peopleShare(*sorting.people, item.failure) : std::nullopt;
    case SortKey::Label:
        return labelRank(item.held.judgement);
    case SortKey::Decided:
        if (item.held.decidedAt)
            return static_cast<double>(item.held.decidedAt->time_since_epoch().count());
        break;
    case SortKey::Brightness:
        if (item.looks != nullptr)
            return item.looks->brightness;
        break;
    case SortKey::Sharpness:
        if (item.looks != nullptr)
            return item.looks->sharpness;
        break;
    }
    return std::nullopt;
}

bool precedes(const Sorting& sorting, std::optional<double> leftValue, std::size_t leftPlace,
              std::optional<double> rightValue, std::size_t rightPlace) {
    const bool isAscending = sorting.direction == SortDirection::Ascending;
    if (sorting.key == SortKey::Arrival)
        return isAscending ? leftPlace < rightPlace : rightPlace < leftPlace;
    if (leftValue.has_value() != rightValue.has_value())
        return leftValue.has_value();
    if (!leftValue || *leftValue == *rightValue)
        return leftPlace < rightPlace;
    return (*leftValue < *rightValue) == isAscending;
}

std::vector<std::size_t> sortedPlaces(const Sorting& sorting, std::span<const SortItem> items) {
    std::vector<std::size_t> places(items.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    if (sorting == Sorting{})
        return places;
    std::vector<std::optional<double>> values;
    values.reserve(items.size());
    for (const SortItem& item : items)
        values.push_back(sortValue(sorting, item));
    std::sort(places.begin(), places.end(), [&](std::size_t left, std::size_t right) {
        return precedes(sorting, values[left], left, values[right], right);
    });
    return places;
}

std::vector<std::size_t> sortedPlaces(const Sorting& sorting, std::span<const model::Prediction> failures) {
    std::vector<SortItem> items;
    items.reserve(failures.size());
    for (const model::Prediction& failure : failures)
        items.push_back(SortItem{failure});
    return sortedPlaces(sorting, items);
}

} // namespace faultline::workbench
