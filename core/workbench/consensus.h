// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::workbench {

/// What is taken for the label of an item that several people may have labelled.
struct Consensus {
    enum class Rule {
        Annotator, ///< the label of one person
        Majority   ///< what more annotators gave than anything else; a tie is undecided
    };
    Rule rule = Rule::Majority;
    std::string annotator; ///< name, of Rule::Annotator

    [[nodiscard]] std::string text() const; ///< "annotator:ada", "majority"
};

/// Of "annotator:NAME", "majority", "adjudicated" (which is the majority while nobody has adjudicated).
/// Empty: the only one of `deciding`, else the majority. NotFound for a name that is none of `all`; Refused
/// for a rule that there is not yet.
[[nodiscard]] base::Result<Consensus>
consensusOf(std::string_view text, std::span<const std::string> deciding, std::span<const std::string> all);

/// The label of an item, and who was asked for it.
struct Agreed {
    labels::Judgement judgement;           ///< unlabelled: a tie; excluded without a reason
    std::vector<base::AnnotatorId> judges; ///< ascending
};

/// Of every item that somebody whom the rule asks has decided.
/// @param labels of one run
/// @param annotators of the study
[[nodiscard]] std::map<base::SampleIndex, Agreed> agreedLabels(const Consensus& consensus,
                                                               std::span<const labels::Label> labels,
                                                               std::span<const labels::Annotator> annotators);

} // namespace faultline::workbench
