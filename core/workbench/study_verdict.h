// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/report/verdict_table.h"
#include "core/study/study.h"
#include "core/workbench/annotator_agreement.h"
#include "core/workbench/consensus.h"
#include "core/workbench/covariates.h"

namespace faultline::workbench {

/// What a verdict is made from, read in one go: computing it takes longer, and needs no study.
struct VerdictInput {
    std::vector<model::Prediction> failures;   ///< of the run
    std::vector<model::Prediction> controls;   ///< of the run
    study::FeatureMatrix features;             ///< width 0: the model told none
    AgreementInput agreement;                  ///< labels, annotators, taxonomy, seed
    std::vector<labels::Label> blind;          ///< LabelLog::blindLabels(): the last blind word on each item
    std::vector<labels::Annotator> annotators; ///< of the study
    Consensus consensus;
    /// Images whose label is suspected to be wrong; nothing: no list is loaded.
    std::optional<SampleSet> suspected{};
};

/// All of it but the features, which only the test of representation needs.
/// @param consensus as consensusOf() takes it
[[nodiscard]] base::Result<VerdictInput> countedInput(const study::Study& study, base::RunId run,
                                                      std::string_view consensus);
[[nodiscard]] base::Result<VerdictInput> verdictInput(const study::Study& study, base::RunId run,
                                                      std::string_view consensus);

/// The verdict on the run's failures by their present labels: the tests of confusion and of representation,
/// each within the true class; that of excess by the labels that were given blind, of 60 failures and 100
/// controls at least. Where the run has a plan and not all failures are labelled, only what was said in it
/// counts. All draws follow from the run's seed.
/// @param permutations of each test, at least analysis::fewestPermutations
[[nodiscard]] report::Verdict verdictOf(const VerdictInput& input,
                                        int permutations = analysis::standardPermutations);

struct VerdictMaterial;
/// The same from what was prepared of the input. Stopped it is of no use.
[[nodiscard]] report::Verdict verdictOf(const VerdictInput& input, const VerdictMaterial& material,
                                        int permutations, const base::Job& job = {});

/// Its first part, which takes no permutations: no test is made, and the word is none yet.
/// @param material features are not needed
[[nodiscard]] report::Verdict countedVerdict(const VerdictInput& input, const VerdictMaterial& material);
/// Its second part: the tests, and what follows from them. Stopped it is of no use.
void addTests(report::Verdict& verdict, const VerdictInput& input, const VerdictMaterial& material,
              int permutations, const base::Job& job = {});

} // namespace faultline::workbench
