// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/excess_test.h"
#include "core/analysis/proportions.h"
#include "core/analysis/verdict.h"
#include "core/report/agreement_table.h"

namespace faultline::report {

/// What the labels of a run say to the question whether its failures occur at random, and on what that
/// stands.
struct Verdict {
    struct OfMode {
        std::string slug, name;
        std::uint64_t count = 0;
        double share = 0;            ///< of the failures with a mode
        analysis::Interval interval; ///< 95 % simultaneous, of all failures of the run
    };
    struct Weakness {
        std::string code;
        std::optional<double> share; ///< of the labels that it concerns
    };

    analysis::Decision decision;
    std::vector<analysis::VerdictTest> tests;
    bool provisional = false; ///< more labels are to come: stopping at a welcome word raises false alarms
    std::string consensus;    ///< whose labels: "annotator:ada", "majority"
    std::vector<std::string> annotators;
    std::uint64_t failures = 0, labelled = 0, excluded = 0, undecided = 0; ///< undecided: a tie
    std::vector<OfMode> composition;
    std::vector<Weakness> weaknesses;
    Agreement agreement;
    std::uint64_t seed = 0;
    std::optional<std::uint32_t> plan{}; ///< its version
    /// Labelled failures whose label in the data set is suspected to be wrong; nothing: no list is loaded.
    std::optional<std::uint64_t> suspected{};
    std::vector<analysis::ModeExcess> excess{}; ///< of each mode in use, where that was tested
    std::vector<std::string> modes{};           ///< slugs, by the category of an excess
};

/// The answer in a sentence or three, built by rule from the word, the modes with their intervals and the
/// first weaknesses; docs/methods.md has the rules.
[[nodiscard]] std::string verdictSentence(const Verdict& verdict);

/// JSON: {verdict, provisional, sentence, reasons, weaknesses: [{code, share}], tests: [{test, word, n,
/// statistic, expected, p, p_adjusted, effect, threshold, permutations, why_not_tested}], composition:
/// [{mode, count, share, low, high}], failures, labelled, excluded, undecided, agreement: {units,
/// krippendorff_alpha}, excess: [{mode, failures,
/// controls, prevalence_ratio, odds_ratio}], design: {plan}, consensus, annotators, seed}.
[[nodiscard]] std::string verdictTable(TableFormat format, const Verdict& verdict);

} // namespace faultline::report
