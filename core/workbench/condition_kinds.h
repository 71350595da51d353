// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/covariate.h"
#include "core/labels/taxonomy.h"
#include "core/model/prediction.h"
#include "core/workbench/held.h"
#include "core/workbench/other_run.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace faultline::workbench {

// What a failure can be asked for.

struct TrueClass {
    base::ClassId id;
    bool operator==(const TrueClass&) const = default;
};
struct PredictedClass {
    base::ClassId id;
    bool operator==(const PredictedClass&) const = default;
};

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
/// Of the people, how many gave the label; nothing where nobody was asked.
[[nodiscard]] std::optional<double> peopleShare(const dataset::Covariate& answers,
                                                const model::Prediction& failure);

/// Somebody holds the label to be wrong.
struct Suspected {
    std::string list; ///< whose; empty: any
    std::shared_ptr<const SampleSet> samples;

    bool operator==(const Suspected& other) const { return list == other.list; }
};

/// A number of the model's answer within bounds, of which there is one at least.
struct NumberRange {
    enum class Quantity { Confidence, Margin };
    struct Bound {
        double value = 0; ///< 0 … 1, compared as the answer is stored
        bool isIncluded = true;
        bool operator==(const Bound&) const = default;
    };
    Quantity quantity = Quantity::Confidence;
    std::optional<Bound> low = std::nullopt;
    std::optional<Bound> high = std::nullopt;

    /// False where the model did not tell the number.
    [[nodiscard]] bool holds(const model::Prediction& failure) const;
    bool operator==(const NumberRange&) const = default;
};

/// The annotator's note has this text in it, ASCII case ignored; empty: there is one.
struct HasNote {
    std::string text;
    bool operator==(const HasNote&) const = default;
};

/// The annotator marked it, to be looked at again.
struct Flagged {
    bool operator==(const Flagged&) const = default;
};

/// The annotator's mode was split since: it is to be decided anew.
struct OfSplitMode {
    std::vector<base::ModeId> modes; ///< all that were split
    bool operator==(const OfSplitMode&) const = default;
};
/// In the taxonomy's order.
[[nodiscard]] OfSplitMode ofSplitModes(const labels::Taxonomy& taxonomy);

/// The annotator's judgement was given at or after a moment, or before it.
struct Decided {
    enum class When { Since, Before };
    When when = When::Since;
    base::Timestamp time{};
    std::string said; ///< as it was written: "2 d" means another moment another day
    bool operator==(const Decided&) const = default;
};

/// One condition of a filter. A judgement is a category, excluded without a reason (it means any), or
/// unlabelled. A new kind is one more alternative here and a form in the grammar.
using Condition = std::variant<TrueClass, PredictedClass, labels::Judgement, base::SampleIndex, Elsewhere,
                               PeopleShare, Suspected, NumberRange, HasNote, Flagged, OfSplitMode, Decided>;

[[nodiscard]] bool holds(const Condition& condition, const model::Prediction& failure, const Held& held);
/// Whether what an annotator holds has a say in it.
[[nodiscard]] bool asksForLabels(const Condition& condition);
/// Whether both ask for the same thing, so that one takes the place of the other.
[[nodiscard]] bool areAlike(const Condition& left, const Condition& right);

/// Several conditions, of which one must hold, or none.
struct Clause {
    enum class Sense { AnyOf, NoneOf };
    Sense sense = Sense::AnyOf;
    std::vector<Condition> conditions; ///< not empty

    [[nodiscard]] bool holds(const model::Prediction& failure, const Held& held) const;
    /// One must hold, and all ask for the same thing as this condition.
    [[nodiscard]] bool isChoiceLike(const Condition& condition) const;
    bool operator==(const Clause&) const = default;
};

} // namespace faultline::workbench
