// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion.h"
#include "core/analysis/statistics.h"
#include "core/base/time.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::report {

/// How a table is put into text: JSON and CSV for programs, aligned columns for people.
enum class TableFormat { Json, Csv, Text };

/// JSON: an array of {true, predicted, count, labelled}.
/// @param classes names, by ClassId
[[nodiscard]] std::string pairTable(TableFormat format, std::span<const analysis::ClassPair> pairs,
                                    std::span<const std::string> classes);

/// One failure as one annotator sees it, or several together.
struct FailureRow {
    model::Prediction prediction;
    labels::Judgement judgement;
    std::string annotator; ///< name; empty where nobody's word is meant
    std::string note;
    std::string path{};      ///< of its picture; empty where nobody knows
    std::string consensus{}; ///< whose judgement it is: "annotator:ada", "majority"; empty: not said
    // To be filtered and ordered by; no table has them.
    bool isFlagged = false;
    std::optional<base::Timestamp> decidedAt{};
};

/// JSON: an array of {index, true, predicted, confidence, margin, mode, annotator, note, path, consensus};
/// mode is null where there is none, annotator where nobody's word is meant, confidence, margin and path
/// where they are not known (in CSV the cell is empty). The text has the column path where one is known.
[[nodiscard]] std::string failureTable(TableFormat format, std::span<const FailureRow> rows,
                                       std::span<const std::string> classes,
                                       const labels::Taxonomy& taxonomy);

/// What a group of failures is called: member and name, {"true", "cat"}, {"predicted", "dog"}; one pair for
/// each column that names it.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
groupNames(const analysis::StatisticsGroup& group, std::span<const std::string> classes);

/// JSON: {failures, labelled, excluded, unlabelled, modes: [{mode, count, share, low, high}], interval,
/// consensus (null where each group is one annotator's), sampling: {labels, outside_plan, per_pair, text}
/// (null where there is nothing to say; CSV has its text)}, with `by` and `groups` (objects with the same
/// members and the group's names) where grouped. By role `failures` are what plays it, by labels those that
/// were decided by then.
[[nodiscard]] std::string statisticsTable(TableFormat format, const analysis::Statistics& statistics,
                                          std::span<const std::string> classes,
                                          const labels::Taxonomy& taxonomy);

/// "41 of 71 labels were given outside the plan: not a random sample": in words what Statistics::sampling
/// says; empty: nothing.
[[nodiscard]] std::string samplingText(const analysis::Statistics& statistics);

/// How the shares' intervals are made, for captions.
[[nodiscard]] std::string_view intervalMethod();

} // namespace faultline::report
