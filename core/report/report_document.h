// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/plan_table.h"
#include "core/report/section.h"
#include "core/report/verdict_cards.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline::report {

/// All that a report of a study tells.
struct StudyReport {
    struct Example {
        base::SampleIndex sample;
        base::ClassId truth, predicted;
        std::string png; ///< empty: without pictures
    };
    struct OfCategory {
        std::size_t category = 0; ///< place in Verdict::composition
        std::uint64_t failures = 0;
        std::vector<Example> examples; ///< drawn at random
    };
    /// What one annotator gave, on failures and controls.
    struct OfAnnotator {
        std::string name;
        std::uint64_t failures = 0, controls = 0, excluded = 0;
        std::uint64_t blind = 0, bulk = 0;
        std::string from, to; ///< days of the first and the last label; empty without one
    };

    std::string title;
    Verdict verdict;
    Cards cards;
    std::vector<OfCategory> examples;
    std::vector<OfAnnotator> annotators;
    std::string labelledBy; ///< who they are, where it was said: "the developers"
    std::optional<PlanView> plan;
    std::vector<std::pair<std::string, std::string>> definitions; ///< of the modes: name and definition
    std::vector<std::pair<std::string, std::string>> provenance;  ///< what and which
};

/// The report as a document: the verdict, every card, the confusion matrix, examples, who labelled what, the
/// plan, methods with their references, provenance.
[[nodiscard]] Document reportDocument(const StudyReport& report);

/// What the statistics are and where they are from.
[[nodiscard]] Section methodsSection();

} // namespace faultline::report
