// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/distribution.h"
#include "core/base/named.h"
#include "core/model/prediction.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline::analysis {

/// What the groups that are counted apart have in common.
enum class Grouping {
    None,
    Pair,
    TrueClass,
    PredictedClass,
    Annotator,
    Role,  ///< failures, and controls
    Labels ///< the first so many failures that were labelled
};

enum class Role { Failure, Control };

/// The distribution of one group, with what makes it a group.
struct StatisticsGroup {
    std::optional<base::ClassId> truth;     ///< set when grouped by pair or true class
    std::optional<base::ClassId> predicted; ///< set when grouped by pair or predicted class
    std::string annotator;                  ///< name, when grouped by annotator
    Distribution distribution;
    std::optional<Role> role{};            ///< set when grouped by role: `failures` counts these
    std::optional<std::uint64_t> labels{}; ///< how many were decided, when grouped by labels
};

/// What keeps the labels that are counted from being a random sample of all, where a plan draws one and some
/// items have no label yet.
struct Sampling {
    std::uint64_t labels = 0;      ///< that are counted in shares
    std::uint64_t outsidePlan = 0; ///< of these, not given under the run's newest plan
    /// Some were, and it draws so many of each class pair: the shares are not weighted by pair.
    bool isPerPair = false;
    bool operator==(const Sampling&) const = default;
};

struct Statistics {
    /// Nothing where the failures have several distributions, one for each annotator.
    std::optional<Distribution> whole;
    Grouping grouping = Grouping::None;
    std::vector<StatisticsGroup> groups; ///< empty unless grouped
    /// Whose labels: "annotator:ada", "majority"; empty: nobody said, or each group is one annotator's.
    std::string consensus{};
    /// Nothing: all have a label, there is no plan, or nothing is to be said.
    std::optional<Sampling> sampling{};
};

/// What in a failure may make groups: Grouping without the annotators.
enum class GroupBy { Pair, TrueClass, PredictedClass };

/// The distribution of all `failures` and, where asked for, of each group that has one: most failures first,
/// then by class numbers.
/// @param judgements one annotator's, parallel to `failures`
[[nodiscard]] Statistics statisticsOf(std::span<const model::Prediction> failures,
                                      std::span<const labels::Judgement> judgements,
                                      const labels::Taxonomy& taxonomy,
                                      std::optional<GroupBy> by = std::nullopt);

/// One annotator and what they hold of each failure.
struct AnnotatorJudgements {
    std::string annotator; ///< name
    std::vector<labels::Judgement> judgements;
};

/// One group an annotator, in the order given: there is no distribution of all of them together.
[[nodiscard]] Statistics statisticsByAnnotator(std::span<const AnnotatorJudgements> annotators,
                                               const labels::Taxonomy& taxonomy);

/// The failures, and beside them the controls, each with the shares and intervals of their own; the whole is
/// the failures'.
[[nodiscard]] Statistics statisticsByRole(std::span<const labels::Judgement> failures,
                                          std::span<const labels::Judgement> controls,
                                          const labels::Taxonomy& taxonomy);

/// So many groups at most show how shares and intervals settle.
inline constexpr std::size_t mostLabelSteps = 200;

/// What was known after the first so many decisions, at up to mostLabelSteps points that lie evenly; the
/// last one is all of them.
/// @param decisions of failures, in the order in which they were made @param failures in all
[[nodiscard]] Statistics statisticsOverLabels(std::span<const labels::Judgement> decisions,
                                              std::uint64_t failures, const labels::Taxonomy& taxonomy);

} // namespace faultline::analysis

template <>
struct faultline::base::Names<faultline::analysis::Role> {
    using enum analysis::Role;
    static constexpr std::array<std::pair<analysis::Role, std::string_view>, 2> all{
        {{Failure, "failure"}, {Control, "control"}}};
};
