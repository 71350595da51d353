// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/records.h"
#include "core/labels/label.h"

#include <optional>

namespace faultline::ui {

/// Which failures are shown: every condition that is set must hold.
struct Filter {
    std::optional<base::ClassId> truth;
    std::optional<base::ClassId> predicted;
    std::optional<labels::Verdict> verdict; ///< a mode, excluded, or (a default Verdict) unlabelled

    [[nodiscard]] bool isEmpty() const { return !truth && !predicted && !verdict; }
    [[nodiscard]] bool matches(const inference::Prediction& failure,
                               const labels::Verdict& itsVerdict) const {
        return (!truth || *truth == failure.truth) && (!predicted || *predicted == failure.predicted) &&
               (!verdict || *verdict == itsVerdict);
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
