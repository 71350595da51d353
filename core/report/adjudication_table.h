// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/report/tables.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::report {

/// What somebody says of an item.
struct Word {
    std::string annotator; ///< name; empty: it is hidden
    labels::Judgement judgement;
    std::string note;
    std::vector<base::ModeId> secondary{};
};

/// An item that adjudicators are asked for, or have decided.
struct DisputeRow {
    base::SampleIndex sample;
    std::string truth; ///< class; empty: the plan hides it
    std::vector<Word> words;
    double disagreement = 0; ///< share of the pairs of words that differ; 0: they agree so far
    std::size_t missing = 0; ///< people who are asked and have not answered
    std::optional<Word> decision;
};

struct AdjudicationView {
    std::string adjudicator; ///< name
    std::vector<DisputeRow> open, decided;
    std::size_t withheld = 0; ///< items that a blind plan still asks the adjudicator themselves for
};

/// JSON: one object {adjudicator, withheld, open, decided}, the last two arrays of {index, true, state
/// ("disagreeing" or "incomplete"; null where decided), disagreement, missing, labels: [{annotator, mode,
/// reason, secondary, note}], decision: {annotator, mode, reason}}; what is hidden is null. Text: what is
/// open.
[[nodiscard]] std::string adjudicationTable(TableFormat format, const AdjudicationView& view,
                                            const labels::Taxonomy& taxonomy);

/// An item of which the decision is another than an annotator's own word.
struct DifferenceRow {
    base::SampleIndex sample;
    std::string truth; ///< class; empty: the plan hides it
    Word mine, decision;
};

/// JSON: an array of {index, true, mine: {annotator, mode, reason, …}, decision}.
[[nodiscard]] std::string differenceTable(TableFormat format, const std::vector<DifferenceRow>& rows,
                                          const labels::Taxonomy& taxonomy);

} // namespace faultline::report
