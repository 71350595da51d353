// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/report/verdict_cards.h"
#include "core/workbench/study_verdict.h"

namespace faultline::workbench {

/// What the cards need beyond the input of the verdict.
struct CardsInput {
    std::vector<model::Prediction> predictions; ///< of the run, right and wrong
    std::vector<std::string> classes;           ///< RunHeader::classNames()
    std::vector<report::Cards::OtherRun> runs;  ///< every other run of the study
    Covariates covariates;                      ///< of the study
};

[[nodiscard]] base::Result<CardsInput> cardsInput(const study::Study& study, base::RunId run);

/// Those figures of the cards that take no permutations and no image that is no failure: composition, cost,
/// labels needed, design.
/// @param verdict its tests need not be made @param images that the run visited
[[nodiscard]] report::Cards countedCards(const VerdictInput& input, const report::Verdict& verdict,
                                         std::uint64_t images);

/// The cards beside a verdict. All draws follow from the run's seed. A job that is stopped leaves the rest
/// empty: what comes back is then of no use.
/// @param material of the verdict
/// @param permutations of each test; tables of modes and classes are drawn ten times as often
[[nodiscard]] report::Cards cardsOf(const VerdictInput& input, const CardsInput& more,
                                    const VerdictMaterial& material, const report::Verdict& verdict,
                                    int permutations, const base::Job& job = {});

/// A verdict and its cards.
struct WholeVerdict {
    report::Verdict verdict;
    report::Cards cards;
};
[[nodiscard]] WholeVerdict wholeVerdict(const VerdictInput& input, const CardsInput& more,
                                        int permutations = analysis::standardPermutations);

} // namespace faultline::workbench
