// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/study/study.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace faultline::workbench {

/// An item on which people differ, or which somebody whom the plan asks has not answered.
struct DisputedItem {
    base::SampleIndex sample;
    std::optional<base::ClassId> truth; ///< nothing: the plan hides it
    /// The present ones that decide something; in an order of their own for each item, by which nobody is
    /// known again.
    std::vector<labels::Label> labels;
    double disagreement = 0; ///< of the pairs of labels the share that differs, reasons of exclusion aside
    std::size_t missing = 0; ///< people who are asked and have not answered
    std::optional<labels::Label> decision;
    bool isBlind = false; ///< of a blind plan, and its prediction was not shown to the adjudicator

    [[nodiscard]] bool isDisagreeing() const { return disagreement > 0; }
    [[nodiscard]] bool isIncomplete() const { return missing > 0; }
};

/// What an adjudicator is asked for.
struct Adjudication {
    labels::Annotator adjudicator;
    bool isNamed = false; ///< they are an adjudicator; else the lists are empty
    /// Undecided: those that disagree, most first; then those that are incomplete and agree so far. What
    /// everybody agrees on is never among them.
    std::vector<DisputedItem> open;
    std::vector<DisputedItem> decided; ///< by whichever adjudicator; by sample
    /// Items that are disputed, too, but of which a blind plan still asks the adjudicator's own label.
    std::size_t withheld = 0;
    std::vector<labels::Annotator> annotators; ///< of the study: whose labels they are, for what is decided
};

[[nodiscard]] base::Result<Adjudication> adjudication(const study::Study& study, base::RunId run,
                                                      const labels::Annotator& adjudicator);

/// Names an adjudicator, who becomes an annotator when new. Nothing changes where they are one already.
[[nodiscard]] base::Result<labels::Annotator> nameAdjudicator(study::Study& study, const std::string& name);

/// From now on no answer of the annotator to what the run's plan still asks counts as blind, as when they had
/// seen all the predictions. How many items that concerns.
[[nodiscard]] base::Result<std::size_t> leaveBlind(study::Study& study, base::RunId run,
                                                   base::AnnotatorId annotator);

/// The decision of an adjudicator on an item that is asked for or decided; unlabelled takes it back. Refused,
/// and why, for another item.
[[nodiscard]] base::Result<labels::ActionReport> decide(study::Study& study, base::RunId run,
                                                        const labels::Annotator& adjudicator,
                                                        base::SampleIndex sample,
                                                        const labels::Judgement& judgement);

/// An item of which the decision is another than the annotator's own label.
struct Difference {
    base::SampleIndex sample;
    std::optional<base::ClassId> truth; ///< nothing: the plan hides it
    labels::Label mine, decision;
};

/// "My differences", by sample; without those that a blind plan still asks the annotator for, as a repeat.
[[nodiscard]] base::Result<std::vector<Difference>> differences(const study::Study& study, base::RunId run,
                                                                base::AnnotatorId annotator);

} // namespace faultline::workbench
