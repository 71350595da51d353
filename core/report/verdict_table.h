// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/excess_test.h"
#include "core/analysis/proportions.h"
#include "core/analysis/verdict.h"
#include "core/report/agreement_table.h"
#include "core/report/section.h"

#include <span>

namespace faultline::report {

/// What the labels of a run say to the question whether its failures occur at random, and on what that
/// stands.
struct Verdict {
    struct OfMode {
        std::string slug, name;
        std::uint64_t count = 0;
        double ofLabels = 0; ///< of the labelled failures that have a category
        /// Of all failures of the run that have one: the same, or weighted where the plan drew class pairs
        /// with different probabilities.
        double share = 0;
        analysis::Interval interval;      ///< 95 % simultaneous, of the share
        std::optional<double> variance{}; ///< of a weighted share
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
    bool isWeighted = false; ///< the shares of the composition are
    std::vector<Weakness> weaknesses;
    Agreement agreement;
    std::uint64_t seed = 0;
    std::optional<std::uint32_t> plan{}; ///< its version
    /// Labelled failures whose label in the data set is suspected to be wrong; nothing: no list is loaded.
    std::optional<std::uint64_t> suspected{};
    std::vector<analysis::ModeExcess> excess{}; ///< of each mode in use, where that can be tested
    std::string whyNoExcess{};                  ///< where not
    std::vector<std::string> modes{};           ///< slugs, by the category of an excess
};

/// The answer in a sentence or three, built by rule from the word, the modes with their intervals and the
/// first weaknesses; docs/methods.md has the rules.
[[nodiscard]] std::string verdictSentence(const Verdict& verdict);

/// For a terminal: the word, the sentence, and sections below them.
[[nodiscard]] std::string verdictText(const Verdict& verdict, std::span<const Section> sections);

} // namespace faultline::report
