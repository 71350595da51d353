// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/covariate.h"
#include "core/model/prediction.h"
#include "core/workbench/held.h"
#include "core/workbench/looks.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace faultline::workbench {

enum class SortKey {
    Arrival,
    Confidence,
    Margin,
    Index,
    ClassPair,
    People,
    Label,      ///< modes in the order in which the study got them, none, excluded; unlabelled last
    Decided,    ///< when the judgement was given
    Brightness, ///< of the picture
    Sharpness
};
enum class SortDirection { Ascending, Descending };

struct Sorting {
    SortKey key = SortKey::Arrival;
    SortDirection direction = SortDirection::Ascending;
    std::shared_ptr<const dataset::Covariate> people = nullptr; ///< the human answers of SortKey::People
    bool operator==(const Sorting&) const = default;
};

/// As sortKeyNamed() reads it, and "people".
[[nodiscard]] std::string_view name(SortKey key);
/// "arrival", "index", "confidence", "margin", "pair", "label", "decided", "brightness" and "sharpness";
/// nothing for any other word: people have names (sortingNamed() in core/workbench/covariate_condition.h).
[[nodiscard]] std::optional<SortKey> sortKeyNamed(std::string_view text);
/// Whether pictures must be measured for it.
[[nodiscard]] bool asksForLooks(SortKey key);

/// One failure, as far as an order looks at it.
struct SortItem {
    const model::Prediction& failure;
    Held held = {};
    const Looks* looks = nullptr; ///< not measured
};

/// What a failure is ordered by; nothing where it is not known, or where arrival alone counts.
[[nodiscard]] std::optional<double> sortValue(const Sorting& sorting, const SortItem& item);
/// The order of labels: SortKey::Label; nothing for what is unlabelled.
[[nodiscard]] std::optional<double> labelRank(const labels::Judgement& judgement);

/// Whether a failure stands before another one, by their values and their places in arrival order. A strict
/// total order: ties stand in arrival order whatever the direction, and failures of which the value is not
/// known stand last in both directions.
[[nodiscard]] bool precedes(const Sorting& sorting, std::optional<double> leftValue, std::size_t leftPlace,
                            std::optional<double> rightValue, std::size_t rightPlace);

/// All places of `items`, which are in arrival order, in that order.
[[nodiscard]] std::vector<std::size_t> sortedPlaces(const Sorting& sorting, std::span<const SortItem> items);
/// Likewise, of failures of which nothing else is known.
[[nodiscard]] std::vector<std::size_t> sortedPlaces(const Sorting& sorting,
                                                    std::span<const model::Prediction> failures);

} // namespace faultline::workbench
