// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/agreement.h"
#include "core/report/tables.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::report {

/// A measure, or why there is none.
struct Measure {
    std::optional<analysis::Estimate> value;
    std::string why; ///< a sentence, where there is no value
};

/// How far annotators agree on the items that two or more of them decided.
struct Agreement {
    struct OfMode {
        std::string mode; ///< slug
        std::optional<double> specificAgreement;
        Measure kappa; ///< against all other modes: Cohen's of two annotators, else Fleiss'
    };
    struct OfPair {
        std::string a, b;
        std::uint64_t units = 0;              ///< items to which both gave a mode
        std::vector<std::uint64_t> confusion; ///< categories²: rows of a, columns of b
        Measure cohenKappa;
    };

    struct OfSelf {
        std::string annotator;
        std::uint64_t units = 0; ///< items that were shown twice and given a category both times
        Measure raw, kappa;
    };

    std::vector<std::string> annotators;
    std::string items;                   ///< which: "all", or the "overlap" of the plan
    std::uint64_t units = 0;             ///< items to which two or more gave a category
    std::uint64_t ratings = 0;           ///< labels on them
    std::vector<std::string> categories; ///< slugs of the modes, and none
    Measure raw, cohenKappa, fleissKappa, krippendorffAlpha, gwetAc1;
    std::vector<OfMode> byMode;
    std::vector<OfPair> pairs;
    std::uint64_t excludedUnits = 0;    ///< items that two or more decided, whether by a mode or by excluding
    Measure excludedRaw, excludedKappa; ///< of excluded or not
    std::vector<OfSelf> self{};         ///< how far annotators agree with themselves, by a plan's repeats
};

/// How many doubly labelled items would bring the 95 % interval of alpha to ± 0.1 at the present agreement: n
/// (h / 0.1)², h half its width now. Nothing where there is no alpha.
[[nodiscard]] std::optional<std::uint64_t> unitsNeeded(const Agreement& agreement);

/// What follows, in one sentence chosen by rule; the first that holds: no alpha: why; raw at least .8 and
/// alpha .3 or more below AC1: one mode prevails; alpha's interval reaches 0: no agreement beyond chance is
/// shown; else by alpha and Krippendorff's (2004) marks .8 and .667.
[[nodiscard]] std::string agreementReading(const Agreement& agreement);

/// JSON: {annotators, items, units, ratings, categories, raw, cohen_kappa, fleiss_kappa, krippendorff_alpha,
/// gwet_ac1: each {estimate, standard_error, low, high, method} or null; why: {measure: sentence} of those
/// that are null; by_mode:
/// [{mode, specific_agreement, kappa}], pairs: [{a, b, units, confusion, cohen_kappa}], excluded_agreement:
/// {units, raw, kappa}, self: [{annotator, units, raw, kappa}], units_needed, reading}.
[[nodiscard]] std::string agreementTable(TableFormat format, const Agreement& agreement);

} // namespace faultline::report
