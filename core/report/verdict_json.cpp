// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verdict_json.h"

namespace faultline::report {

using analysis::VerdictTest;

namespace {

Json ratioJson(const std::optional<analysis::Ratio>& ratio) {
    return ratio ? Json{{"estimate", ratio->estimate}, {"low", ratio->low}, {"high", ratio->high}}
                 : Json(nullptr);
}

Json measureJson(const Measure& measure) {
    return measure.value ? Json{{"estimate", measure.value->estimate},
                                {"low", measure.value->low},
                                {"high", measure.value->high}}
                         : Json(nullptr);
}

Json agreementJson(const Agreement& agreement) {
    return Json{{"units", agreement.units},
                {"raw", measureJson(agreement.raw)},
                {"krippendorff_alpha", measureJson(agreement.krippendorffAlpha)},
                {"gwet_ac1", measureJson(agreement.gwetAc1)},
                {"why", textOrNull(agreement.krippendorffAlpha.why)}};
}

} // namespace

Json testJson(const analysis::VerdictTest& test, std::uint64_t labelled) {
    Json object{{"test", test.name},
                {"word", base::nameOf(test.word)},
                {"n", test.sample.value_or(labelled)},
                {"is_sample", test.sample.has_value()}};
    for (const char* key : {"statistic", "expected", "p", "p_adjusted", "effect"})
        object[key] = nullptr;
    object["threshold"] = test.threshold;
    object["permutations"] = 0;
    object["why_not_tested"] = test.found ? Json(nullptr) : Json(test.whyNotTested);
    if (!test.found)
        return object;
    object["statistic"] = test.found->test.statistic;
    object["expected"] = test.found->test.expected;
    object["p"] = test.found->test.p;
    object["p_adjusted"] = test.adjusted;
    object["effect"] = test.found->effect;
    object["permutations"] = test.found->test.permutations;
    return object;
}

Json verdictObject(const Verdict& verdict) {
    Json object;
    object["verdict"] = base::nameOf(verdict.decision.word);
    object["provisional"] = verdict.provisional;
    object["sentence"] = verdictSentence(verdict);
    object["reasons"] = verdict.decision.reasons;
    object["weaknesses"] = Json::array();
    for (const Verdict::Weakness& weakness : verdict.weaknesses)
        object["weaknesses"].push_back(
            Json{{"code", weakness.code}, {"share", weakness.share ? Json(*weakness.share) : Json(nullptr)}});
    object["tests"] = Json::array();
    for (const VerdictTest& test : verdict.tests)
        object["tests"].push_back(testJson(test, verdict.labelled));
    object["composition"] = Json::array();
    for (const Verdict::OfMode& mode : verdict.composition)
        object["composition"].push_back(Json{{"mode", mode.slug},
                                             {"count", mode.count},
                                             {"share_of_labels", mode.ofLabels},
                                             {"share", mode.share},
                                             {"low", mode.interval.low},
                                             {"high", mode.interval.high}});
    object["composition_weighted"] = verdict.isWeighted;
    object["failures"] = verdict.failures;
    object["labelled"] = verdict.labelled;
    object["excluded"] = verdict.excluded;
    object["undecided"] = verdict.undecided;
    object["agreement"] = agreementJson(verdict.agreement);
    object["excess"] = Json::array();
    for (const analysis::ModeExcess& excess : verdict.excess)
        object["excess"].push_back(Json{{"mode", verdict.modes.at(excess.category)},
                                        {"failures", excess.failuresWith},
                                        {"controls", excess.controlsWith},
                                        {"prevalence_ratio", ratioJson(excess.prevalenceRatio)},
                                        {"odds_ratio", ratioJson(excess.oddsRatio)}});
    object["design"] = Json{{"plan", verdict.plan ? Json(*verdict.plan) : Json(nullptr)}};
    object["consensus"] = verdict.consensus;
    object["annotators"] = verdict.annotators;
    object["seed"] = verdict.seed;
    return object;
}

} // namespace faultline::report
