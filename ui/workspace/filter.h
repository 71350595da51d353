// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/model/prediction.h"

#include <optional>

namespace faultline::ui {

/// Which failures are shown: every condition that is set must hold.
struct Filter {
    std::optional<base::ClassId> truth;
    std::optional<base::ClassId> predicted;
    std::optional<labels::Judgement> judgement; ///< a mode, excluded, or (a default Judgement) unlabelled

    [[nodiscard]] bool isEmpty() const { return !truth && !predicted && !judgement; }
    [[nodiscard]] bool matches(const model::Prediction& failure,
                               const labels::Judgement& itsJudgement) const {
        return (!truth || *truth == failure.truth) && (!predicted || *predicted == failure.predicted) &&
               (!judgement || *judgement == itsJudgement);
    }
    bool operator==(const Filter&) const = default;
};

enum class SortKey { Arrival, Confidence, Margin, Index, ClassPair };
enum class SortDirection { Ascending, Descending };

struct Sorting {
    SortKey key = SortKey::Arrival;
    SortDirection direction = SortDirection::Ascending;
    bool operator==(const Sorting&) const = default;
};

} // namespace faultline::ui
