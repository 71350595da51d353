// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verdict_json.h"

#include "core/report/named_class.h"

namespace faultline::report {

namespace {

template <class Value>
Json orNull(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json intervalJson(const analysis::Interval& interval) {
    return Json{{"low", interval.low}, {"high", interval.high}};
}

Json structureJson(const analysis::StructureTest& test) {
    return Json{{"statistic", test.test.statistic},
                {"expected", test.test.expected},
                {"p", test.test.p},
                {"h", test.effect},
                {"permutations", test.test.permutations}};
}

Json compositionJson(const Verdict& verdict, const Cards::Composition& card) {
    Json object{{"fit", nullptr}, {"exact", nullptr}, {"weighted", nullptr}};
    if (card.fit)
        object["fit"] = Json{{"pearson", card.fit->pearson},
                             {"pearson_p", card.fit->pearsonP},
                             {"g", card.fit->g},
                             {"g_p", card.fit->gP},
                             {"df", card.fit->degreesOfFreedom}};
    else
        object["why_no_fit"] = card.whyNoFit;
    if (card.exact)
        object["exact"] = Json{{"p_by_probability", card.exact->byProbability},
                               {"p_by_likelihood_ratio", card.exact->byLikelihoodRatio},
                               {"p_by_pearson", card.exact->byPearson},
                               {"samples", card.exact->samples}};
    else
        object["why_not_exact"] = card.whyNotExact;
    if (!verdict.isWeighted)
        return object;
    object["weighted"] = Json::array();
    for (const Verdict::OfMode& mode : verdict.composition)
        object["weighted"].push_back(Json{{"mode", mode.slug},
                                          {"share", mode.share},
                                          {"variance", orNull(mode.variance)},
                                          {"low", mode.interval.low},
                                          {"high", mode.interval.high}});
    return object;
}

Json associationJson(const Verdict& verdict, const Cards::Association& card,
                     std::span<const std::string> classes) {
    Json object{{"by", card.by}, {"categories", Json::array()}, {"rows", Json::array()}};
    for (const Verdict::OfMode& mode : verdict.composition)
        object["categories"].push_back(mode.slug);
    for (std::size_t row = 0; row < card.rows.size(); ++row) {
        Json line;
        if (card.rows[row].truth)
            line["true"] = className(*card.rows[row].truth, classes);
        if (card.rows[row].predicted)
            line["predicted"] = className(*card.rows[row].predicted, classes);
        line["counts"] = line["residuals"] = Json::array();
        for (std::size_t column = 0; column < card.table.columns; ++column) {
            line["counts"].push_back(card.table.at(row, column));
            line["residuals"].push_back(card.residuals[row * card.table.columns + column]);
        }
        object["rows"].push_back(std::move(line));
    }
    for (const char* key :
         {"chi_square", "df", "cramers_v", "bergsmas_v", "p", "method", "tables", "largest_usual_residual"})
        object[key] = nullptr;
    if (card.association) {
        object["chi_square"] = card.association->chiSquare;
        object["df"] = card.association->degreesOfFreedom;
        object["cramers_v"] = card.association->cramersV;
        object["bergsmas_v"] = card.association->bergsmasV;
    }
    if (card.test) {
        object["p"] = card.test->p;
        object["method"] = card.test->isExact ? "fisher-freeman-halton, exact"
                                              : "fisher-freeman-halton, random tables (Patefield 1981)";
        object["tables"] = card.test->tables;
        object["largest_usual_residual"] = card.test->largestResidual;
    }
    object["why"] = textOrNull(card.why);
    return object;
}

Json representationJson(const Verdict& verdict, const Cards::Representation& card) {
    Json object{{"failures", card.failures}, {"is_sample", card.isSample}, {"by_neighbours", Json::array()},
                {"by_mode", Json::array()},  {"clusters", nullptr},        {"why", textOrNull(card.why)}};
    for (const auto& each : card.byNeighbours) {
        Json line{{"neighbours", each.neighbours}};
        line.update(structureJson(each.found));
        object["by_neighbours"].push_back(std::move(line));
    }
    for (const auto& each : card.byCategory) {
        Json line{{"mode", verdict.composition.at(each.category).slug}, {"failures", each.failures}};
        line.update(structureJson(each.found));
        object["by_mode"].push_back(std::move(line));
    }
    if (card.agreement)
        object["clusters"] = Json{{"clusters", card.clusters},
                                  {"adjusted_rand", card.agreement->adjustedRand},
                                  {"adjusted_rand_expected", card.agreement->randExpected},
                                  {"adjusted_rand_p", card.agreement->randP},
                                  {"adjusted_mutual_information", card.agreement->adjustedMutualInformation},
                                  {"adjusted_mutual_information_p", card.agreement->mutualP},
                                  {"permutations", card.agreement->permutations}};
    else
        object["why_no_clusters"] = card.whyNoClusters;
    return object;
}

Json spreadJson(const std::optional<analysis::Spread>& spread) {
    if (!spread)
        return nullptr;
    return Json{{"answers", spread->answers},   {"mean", spread->mean},     {"q05", spread->low},
                {"q25", spread->lowerQuartile}, {"median", spread->median}, {"q75", spread->upperQuartile},
                {"q95", spread->high}};
}

Json calibrationJson(const analysis::Calibration& calibration) {
    Json bins = Json::array();
    for (const analysis::ReliabilityBin& bin : calibration.bins)
        bins.push_back(Json{{"low", bin.low},
                            {"high", bin.high},
                            {"images", bin.answers},
                            {"confidence", bin.answers > 0 ? Json(bin.confidence) : Json(nullptr)},
                            {"accuracy", bin.answers > 0 ? Json(bin.accuracy) : Json(nullptr)}});
    return Json{{"ece", calibration.error},
                {"low", calibration.interval.low},
                {"high", calibration.interval.high},
                {"resamples", calibration.resamples},
                {"bins", std::move(bins)}};
}

Json whereJson(const Cards::Where& card, std::span<const std::string> classes) {
    Json object{{"images", card.images}, {"failures", card.failures}, {"classes", Json::array()},
                {"error_rate", nullptr}, {"largest_pairs", nullptr},  {"confidence", nullptr},
                {"calibration", nullptr}};
    for (const analysis::ClassScore& score : card.classes)
        object["classes"].push_back(Json{{"class", className(score.id, classes)},
                                         {"images", score.images},
                                         {"failures", score.images - score.right},
                                         {"precision", orNull(score.precision())},
                                         {"recall", orNull(score.recall())},
                                         {"f1", orNull(score.f1())},
                                         {"error_rate", orNull(score.errorRate())}});
    if (card.errorRates)
        object["error_rate"] = Json{{"chi_square", card.errorRates->chiSquare},
                                    {"df", card.errorRates->degreesOfFreedom},
                                    {"p", card.errorRates->p}};
    else
        object["why_no_error_rate"] = card.whyNoErrorRates;
    Json pairs = Json::array();
    for (const auto& pair : card.largest.pairs)
        pairs.push_back(Json{{"true", className(pair.truth, classes)},
                             {"predicted", className(pair.predicted, classes)},
                             {"failures", pair.failures}});
    object["largest_pairs"] = Json{{"share", card.largest.share}, {"pairs", std::move(pairs)}};
    if (card.calibration) {
        object["confidence"] = Json{{"right", spreadJson(card.calibration->right)},
                                    {"wrong", spreadJson(card.calibration->wrong)}};
        object["calibration"] = calibrationJson(*card.calibration);
    } else {
        object["why_no_calibration"] = card.whyNoCalibration;
    }
    return object;
}

Json uncertaintyJson(const HumanUncertainty& card) {
    Json against = Json::array();
    for (const HumanUncertainty::Against& each : card.against) {
        Json object{
            {"whom", each.whom}, {"images", each.images}, {"mean_share", each.mean}, {"test", nullptr}};
        if (each.test)
            object["test"] =
                Json{{"u", each.test->u},
                     {"z", each.test->z},
                     {"p", each.test->p},
                     {"superiority", each.test->superiority},
                     {"interval", each.test->interval ? intervalJson(*each.test->interval) : Json(nullptr)}};
        against.push_back(std::move(object));
    }
    return Json{{"covariate", card.covariate},
                {"failures", card.failures},
                {"mean_share", card.mean},
                {"against", std::move(against)}};
}

Json runsJson(const Cards& cards) {
    Json object{{"others", Json::array()}, {"human_uncertainty", nullptr}};
    if (cards.uncertainty.empty())
        object["why_no_human_uncertainty"] = notLoaded;
    else
        object["human_uncertainty"] = Json::array();
    for (const HumanUncertainty& each : cards.uncertainty)
        object["human_uncertainty"].push_back(uncertaintyJson(each));
    for (const Cards::OtherRun& run : cards.runs)
        object["others"].push_back(Json{{"run", run.name},
                                        {"images", run.errors.images()},
                                        {"both_wrong", run.errors.bothWrong},
                                        {"both_wrong_expected", run.errors.bothWrongExpected()},
                                        {"kappa", run.consistency ? Json{{"estimate", run.consistency->kappa},
                                                                         {"low", run.consistency->low},
                                                                         {"high", run.consistency->high}}
                                                                  : Json(nullptr)},
                                        {"why", textOrNull(run.why)}});
    if (cards.runs.empty())
        object["why"] = "the study has no other run";
    return object;
}

Json robustnessJson(const Cards::Variant& variant) {
    Json object{{"labels", variant.name},
                {"labelled", variant.tests.empty() ? Json(nullptr) : Json(variant.labelled)},
                {"tests", nullptr},
                {"why", textOrNull(variant.why)}};
    if (!variant.tests.empty())
        object["tests"] = Json::array();
    for (const analysis::VerdictTest& test : variant.tests)
        object["tests"].push_back(testJson(test, variant.labelled));
    return object;
}

Json designJson(const Verdict& verdict, const Cards::Design& design) {
    Json object{{"plan", verdict.plan ? Json(*verdict.plan) : Json(nullptr)}};
    if (!design.plan)
        return object;
    object["failures"] = design.failures;
    object["controls"] = design.controls;
    object["overlap"] = design.overlap;
    object["failures_asked"] = plans::textOf(design.plan->failures);
    object["controls_asked"] = plans::textOf(design.plan->controls);
    object["blind"] = design.plan->sight == plans::Sight::Blind;
    object["truth_shown"] = design.plan->truth == plans::Truth::Shown;
    object["minimum"] = orNull(design.plan->minimum);
    object["seed"] = std::to_string(design.plan->seed);
    return object;
}

} // namespace

void addCards(Json& object, const Verdict& verdict, const Cards& cards) {
    object["composition_test"] = compositionJson(verdict, cards.composition);
    object["pairs"] = Json::array();
    for (const Cards::Association& card : cards.pairs)
        object["pairs"].push_back(associationJson(verdict, card, cards.classes));
    object["representation"] = representationJson(verdict, cards.representation);
    object["where"] = whereJson(cards.where, cards.classes);
    object["runs"] = runsJson(cards);
    object["cost"] = Json::array();
    for (const Cards::Cost& cost : cards.cost) {
        Json line{{"mode", verdict.composition.at(cost.category).slug},
                  {"accuracy_if_right_at_most", cost.ifRight.accuracy}};
        line.update(intervalJson(cost.ifRight.interval));
        object["cost"].push_back(std::move(line));
    }
    object["robustness"] = Json::array();
    for (const Cards::Variant& variant : cards.robustness)
        object["robustness"].push_back(robustnessJson(variant));
    object["labels_needed"] = cards.needed ? Json{{"half_width", cards.needed->halfWidth},
                                                  {"present_half_width", cards.needed->presentWidth},
                                                  {"in_all", cards.needed->decided},
                                                  {"further", cards.needed->further},
                                                  {"why", nullptr}}
                                           : Json{{"half_width", analysis::wantedHalfWidth},
                                                  {"present_half_width", nullptr},
                                                  {"in_all", nullptr},
                                                  {"further", nullptr},
                                                  {"why", cards.whyNotNeeded}};
    object["design"] = designJson(verdict, cards.design);
}

} // namespace faultline::report
