// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/covariate.h"
#include "core/labels/judgement.h"
#include "core/model/prediction.h"
#include "core/workbench/other_run.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::workbench {

/// What became of a failure in another run.
struct Elsewhere {
    enum class Kind {
        Shared, ///< the other run fails on it, too
        New,    ///< the other run is earlier and has it right
        Fixed   ///< the other run is later and has it right
    };
    Kind kind = Kind::Shared;
    std::string run;                          ///< name of the other one
    std::shared_ptr<const SampleSet> samples; ///< those that meet the condition

    bool operator==(const Elsewhere& other) const { return kind == other.kind && run == other.run; }
};

/// How many of the people who were asked gave the image its label, compared with a share.
struct PeopleShare {
    enum class Comparison { Less, AtMost, More, AtLeast };
    Comparison comparison = Comparison::Less;
    double bound = 0;                                  ///< 0 … 1
    std::shared_ptr<const dataset::Covariate> answers; ///< a covariate of human answers

    /// False where nobody was asked.
    [[nodiscard]] bool holds(const model::Prediction& failure) const;
    bool operator==(const PeopleShare& other) const {
        return comparison == other.comparison && bound == other.bound && answers->name == other.answers->name;
    }
};

/// Somebody holds the label to be wrong.
struct Suspected {
    std::string list; ///< whose; empty: any
    std::shared_ptr<const SampleSet> samples;

    bool operator==(const Suspected& other) const { return list == other.list; }
};

/// Which failures are shown: every condition that is set must hold.
struct Filter {
    std::optional<base::ClassId> truth;
    std::optional<base::ClassId> predicted;
    std::optional<labels::Judgement>
        judgement; ///< a category, excluded without a reason (it means any), or unlabelled
    std::optional<base::SampleIndex> sample = std::nullopt;
    std::optional<Elsewhere> elsewhere = std::nullopt;
    std::optional<PeopleShare> people = std::nullopt;
    std::optional<Suspected> suspected = std::nullopt;

    [[nodiscard]] bool isEmpty() const { return *this == Filter(); }
    [[nodiscard]] bool matches(const model::Prediction& failure, const labels::Judgement& itsJudgement) const;
    bool operator==(const Filter&) const = default;
};

enum class SortKey { Arrival, Confidence, Margin, Index, ClassPair, People };
enum class SortDirection { Ascending, Descending };

struct Sorting {
    SortKey key = SortKey::Arrival;
    SortDirection direction = SortDirection::Ascending;
    std::shared_ptr<const dataset::Covariate> people = nullptr; ///< the human answers of SortKey::People
    bool operator==(const Sorting&) const = default;
};

/// As sortKeyNamed() reads it, and "people".
[[nodiscard]] std::string_view name(SortKey key);
/// "arrival", "index", "confidence", "margin" and "pair"; nothing for any other word: people
/// have names (sortingNamed() in core/workbench/covariate_condition.h).
[[nodiscard]] std::optional<SortKey> sortKeyNamed(std::string_view text);

/// Whether failure `left` stands before failure `right`, by their places in `failures`, which is in arrival
/// order. A strict total order: ties of the key stand in arrival order whatever the direction, and failures
/// whose number the model did not tell stand last in both directions.
[[nodiscard]] bool precedes(const Sorting& sorting, std::span<const model::Prediction> failures,
                            std::size_t left, std::size_t right);

/// All places of `failures`, in that order.
[[nodiscard]] std::vector<std::size_t> sortedPlaces(const Sorting& sorting,
                                                    std::span<const model::Prediction> failures);

} // namespace faultline::workbench
