// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/distribution.h"
#include "core/model/prediction.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline::analysis {

/// What the groups of failures that are counted apart have in common.
enum class Grouping { None, Pair, TrueClass, PredictedClass, Annotator };

/// The distribution of one group, with what makes it a group.
struct StatisticsGroup {
    std::optional<base::ClassId> truth;     ///< set when grouped by pair or true class
    std::optional<base::ClassId> predicted; ///< set when grouped by pair or predicted class
    std::string annotator;                  ///< name, when grouped by annotator
    Distribution distribution;
};

struct Statistics {
    /// Nothing where the failures have several distributions, one for each annotator.
    std::optional<Distribution> whole;
    Grouping grouping = Grouping::None;
    std::vector<StatisticsGroup> groups; ///< empty unless grouped
    /// Whose labels: "annotator:ada", "majority"; empty: nobody said, or each group is one annotator's.
    std::string consensus{};
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

} // namespace faultline::analysis
