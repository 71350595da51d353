// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/calibration.h"
#include "core/analysis/class_scores.h"
#include "core/analysis/confusion.h"
#include "core/analysis/error_consistency.h"
#include "core/analysis/goodness_of_fit.h"
#include "core/analysis/labels_needed.h"
#include "core/analysis/partitions.h"
#include "core/analysis/table_test.h"
#include "core/plans/plan.h"
#include "core/report/uncertainty_card.h"
#include "core/report/verdict_table.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::report {

/// What stands beside a verdict; none of it changes the word. What is lacking is said in `why…`, as a part of
/// a sentence that ends without a stop.
struct Cards {
    /// Are the shares equal?
    struct Composition {
        std::optional<analysis::GoodnessOfFit> fit; ///< of the categories in use against equal shares
        std::string whyNoFit;
        std::optional<analysis::MultinomialTest> exact; ///< of at most 100 labels
        std::string whyNotExact;
    };
    /// Does the category go with a class, or a pair of them?
    struct Association {
        struct Row {
            std::optional<base::ClassId> truth, predicted; ///< what makes the row
        };
        std::string by; ///< "pair", "true" or "predicted"
        std::vector<Row> rows;
        analysis::ContingencyTable table; ///< rows × Verdict::composition
        std::optional<analysis::Association> association;
        std::optional<analysis::TableTest> test;
        std::vector<double> residuals; ///< adjusted, row-major
        std::string why;
    };
    /// Do failures that the network sees alike share the category?
    struct Representation {
        struct AtNeighbours {
            std::size_t neighbours = 0;
            analysis::StructureTest found;
        };
        struct OfCategory {
            std::size_t category = 0; ///< place in Verdict::composition
            std::uint64_t failures = 0;
            analysis::StructureTest found;
        };
        std::uint64_t failures = 0; ///< compared
        bool isSample = false;      ///< they are some of the labelled ones, drawn at random
        std::vector<AtNeighbours> byNeighbours;
        std::vector<OfCategory> byCategory;
        std::size_t clusters = 0; ///< of k-means; 0: there is no agreement
        std::optional<analysis::ClusterAgreement> agreement;
        std::string why, whyNoClusters;
    };
    /// Where the model fails, without any label.
    struct Where {
        std::uint64_t images = 0, failures = 0;
        std::vector<analysis::ClassScore> classes;
        std::optional<analysis::ErrorRateTest> errorRates;
        std::optional<analysis::ConfusionMatrix> confusion; ///< of all answers
        analysis::LargestPairs largest;
        std::optional<analysis::Calibration> calibration;
        std::string whyNoErrorRates, whyNoCalibration;
    };
    /// Do other runs of the study fail on the same images?
    struct OtherRun {
        std::string name;
        analysis::PairedErrors errors;
        std::optional<analysis::ErrorConsistency> consistency;
        std::string why;
    };
    struct Cost {
        std::size_t category = 0; ///< a mode's place in Verdict::composition
        analysis::AccuracyIfRight ifRight;
    };
    /// The tests once more, by fewer labels.
    struct Variant {
        std::string name; ///< "without bulk labels", "blind labels only", "annotator ada"
        std::uint64_t labelled = 0;
        std::vector<analysis::VerdictTest> tests; ///< empty: see why
        std::string why;
    };
    struct Design {
        std::optional<plans::PlanOptions> plan;
        std::uint64_t failures = 0, controls = 0, overlap = 0; ///< items of the plan
    };

    std::vector<std::string> classes; ///< names, by ClassId
    Composition composition;
    std::vector<Association> pairs;
    Representation representation;
    Where where;
    std::vector<OtherRun> runs;
    std::vector<HumanUncertainty> uncertainty; ///< empty: nobody's answers are loaded
    std::vector<Cost> cost;
    std::vector<Variant> robustness;
    std::optional<analysis::LabelsNeeded> needed;
    std::string whyNotNeeded;
    Design design;
};

/// JSON: {verdict, provisional, sentence, reasons, weaknesses: [{code, share}], tests: [{test, word, n,
/// statistic, expected, p, p_adjusted, effect, threshold, permutations, why_not_tested}], composition:
/// [{mode, count, share_of_labels, share, low, high}], composition_weighted, failures, labelled, excluded,
/// undecided, agreement, excess: [{mode, failures, controls, prevalence_ratio, odds_ratio}], consensus,
/// annotators, seed} and the members of addCards(); as text all sections.
[[nodiscard]] std::string verdictTable(TableFormat format, const Verdict& verdict, const Cards& cards);

/// What a card about data that was never loaded says.
inline constexpr const char* notLoaded = "not loaded";

} // namespace faultline::report
