// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/annotation_table.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::workbench {

/// What is taken for the label of an item that several people may have labelled.
struct Consensus {
    enum class Rule {
        Annotator,  ///< the label of one person
        Majority,   ///< what more annotators gave than anything else; a tie is undecided
        DawidSkene, ///< the most probable one, by how often each annotator says what (Dawid and Skene 1979)
        Adjudicated ///< the adjudicator's decision where there is one, else the majority
    };
    Rule rule = Rule::Adjudicated;
    std::string annotator{};                ///< name, of Rule::Annotator
    std::vector<labels::Label> decisions{}; ///< of Rule::Adjudicated: LabelLog::decisions()

    [[nodiscard]] std::string text() const; ///< "annotator:ada", "majority", "dawid-skene", "adjudicated"
    /// Only with decisions that were made without a look at the prediction.
    [[nodiscard]] Consensus onlyBlind() const;
};

inline constexpr std::size_t fewestDawidSkeneAnnotators = 3;
inline constexpr std::size_t fewestDawidSkeneItems = 50; ///< with three labels or more

/// Of "annotator:NAME", "majority", "dawid-skene", "adjudicated". Empty: the only annotator who has decided
/// something, where nobody has adjudicated, else "adjudicated". NotFound for a name that nobody has;
/// InvalidInput for any other word; Refused for Dawid and Skene's with fewer than three annotators or 50
/// items with three labels.
[[nodiscard]] base::Result<Consensus> consensusOf(std::string_view text, const Annotations& annotations);

/// The decisions without those that name a mode which was split since, of items that somebody has labelled
/// anew after that: they would hide what was said since.
[[nodiscard]] std::vector<labels::Label> standingDecisions(std::vector<labels::Label> decisions,
                                                           std::span<const labels::Label> labels,
                                                           const labels::Taxonomy& taxonomy);

/// Why these labels are too few for the rule; only Dawid and Skene's asks for more than it is given.
[[nodiscard]] base::Result<> mayEstimate(const Consensus& consensus, std::span<const labels::Label> labels,
                                         std::span<const labels::Annotator> annotators);

/// "annotator:NAME"
[[nodiscard]] std::string consensusText(const std::string& annotator);

/// The label of an item, and who was asked for it.
struct Agreed {
    labels::Judgement judgement;           ///< unlabelled: undecided; excluded without a reason
    std::vector<base::AnnotatorId> judges; ///< ascending; of an adjudicated item the adjudicator alone
};

/// Of every item that somebody whom the rule asks has decided. A decision of an adjudicator counts for items
/// that have a label among `labels`, and is never one vote among others.
/// @param labels of one run
/// @param annotators of the study
[[nodiscard]] std::map<base::SampleIndex, Agreed> agreedLabels(const Consensus& consensus,
                                                               std::span<const labels::Label> labels,
                                                               std::span<const labels::Annotator> annotators);

/// The labels that the consensus gives, by sample: an annotator's own as they are, with notes and all; of the
/// other rules one label of nobody (its annotator is no id) for each item that is decided. A decision keeps
/// its time and circumstances, another label has the time of the last vote; both have the newest version of a
/// plan under which a vote was given.
[[nodiscard]] std::vector<labels::Label> consensusLabels(const Consensus& consensus,
                                                         const Annotations& annotations);

} // namespace faultline::workbench
