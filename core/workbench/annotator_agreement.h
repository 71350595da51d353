// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/agreement_table.h"
#include "core/study/study.h"

#include <span>
#include <string>

namespace faultline::workbench {

/// Below so many doubly labelled items no coefficient is given.
inline constexpr std::uint64_t fewestAgreementUnits = 10;

/// On which items agreement is measured.
enum class AgreementItems {
    Usual,   ///< the overlap of the run's plan, where it has one, else all
    Overlap, ///< of the plan, which everybody is asked for
    All      ///< with two labels or more
};

/// What agreement is measured from, read in one go: measuring takes longer than reading, and needs no study.
struct AgreementInput {
    std::vector<labels::Annotator> annotators; ///< whose labels count
    std::vector<labels::Label> labels;         ///< of the run, of anybody
    labels::Taxonomy taxonomy;
    std::uint64_t seed = 0;                      ///< of the bootstrap: the run's
    std::optional<plans::Plan> plan{};           ///< the run's newest
    bool isOverlap = false;                      ///< only the plan's overlap counts
    std::vector<labels::QueueAnswers> answers{}; ///< under the plan, parallel to `annotators`
};

/// @param names whose labels, in that order; empty: of all who decided something in the run, by name.
/// NotFound: a name that nobody has; InvalidInput: fewer than two of them, or the overlap of no plan
[[nodiscard]] base::Result<AgreementInput> agreementInput(const study::Study& study, base::RunId run,
                                                          std::span<const std::string> names = {},
                                                          AgreementItems items = AgreementItems::Usual);

/// How far the annotators of a run agree, by their present labels on failures and controls. The categories
/// are the taxonomy's modes and none; what somebody excluded has no label of theirs here, and whether they
/// exclude the same is told apart. Alpha's interval follows from the run's seed.
[[nodiscard]] report::Agreement agreementOf(const AgreementInput& input);

} // namespace faultline::workbench
