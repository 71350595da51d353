// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verdict_table.h"

#include "core/base/text.h"
#include "core/report/json_text.h"
#include "core/report/text_table.h"

#include <array>

namespace faultline::report {

using analysis::TestWord;
using analysis::VerdictTest;
using analysis::VerdictWord;

namespace {

/// `words` of all labels; `partly` behind "23 % of the labels", where it may be of some.
struct WeaknessText {
    std::string_view code, words, partly;
};
constexpr std::array<WeaknessText, 9> weaknessTexts{
    {{"no_agreement", "the annotators do not agree beyond chance", ""},
     {"low_agreement", "the annotators agree little", ""},
     {"one_annotator", "one person labelled", ""},
     {"agreement_not_measured", "agreement was not measured", ""},
     {"not_blind", "the labels were not given blind", "were not given blind"},
     {"bulk", "the labels were given to several failures at once", "were given to several failures at once"},
     {"convenience", "the labelled failures were not drawn at random", "are of failures not drawn at random"},
     {"shortfall_of_controls", "there are fewer controls than failures", ""},
     {"one_mode", "nearly all labels are one mode", ""}}};

std::string percent(double share) {
    return base::fixedText(100 * share, 0);
}

std::string wordsOf(const Verdict::Weakness& weakness) {
    for (const WeaknessText& text : weaknessTexts)
        if (text.code == weakness.code)
            return text.partly.empty() || weakness.share.value_or(1) >= 1
                       ? std::string(text.words)
                       : percent(*weakness.share) + " % of the labels " + std::string(text.partly);
    return weakness.code;
}

Json ratioJson(const std::optional<analysis::Ratio>& ratio) {
    return ratio ? Json{{"estimate", ratio->estimate}, {"low", ratio->low}, {"high", ratio->high}}
                 : Json(nullptr);
}

/// "which wrong class was predicted" and the like.
std::string meaningOf(const std::string& test) {
    if (test == "confusion")
        return "the mode goes with which wrong class was predicted";
    if (test == "representation")
        return "failures that the network sees alike share the mode";
    return "some modes are more frequent among failures than among controls";
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text;
}

std::string modesText(const Verdict& verdict) {
    std::vector<std::string> parts;
    for (const Verdict::OfMode& mode : verdict.composition)
        if (mode.count > 0)
            parts.push_back(mode.name + " " + percent(mode.share) + " % (" + percent(mode.interval.low) +
                            " to " + percent(mode.interval.high) + ")");
    return joined(parts);
}

std::string weaknessText(const Verdict& verdict) {
    constexpr std::size_t most = 2;
    std::vector<std::string> parts;
    for (const Verdict::Weakness& weakness : verdict.weaknesses)
        if (parts.size() < most)
            parts.push_back(wordsOf(weakness));
    return parts.empty() ? std::string() : " Its weaknesses: " + joined(parts) + ".";
}

std::vector<std::string> foundBy(const Verdict& verdict, TestWord word) {
    std::vector<std::string> meanings;
    for (const VerdictTest& test : verdict.tests)
        if (test.word == word)
            meanings.push_back(meaningOf(test.name));
    return meanings;
}

std::string labelsText(const Verdict& verdict) {
    return base::groupedText(verdict.labelled) + (verdict.labelled == 1 ? " label" : " labels");
}

std::string firstSentence(const Verdict& verdict) {
    switch (verdict.decision.word) {
    case VerdictWord::Clustered:
        return "The failures cluster into recurring modes: " + joined(foundBy(verdict, TestWord::Shown)) +
               ".";
    case VerdictWord::WeaklyClustered: {
        const auto shown = foundBy(verdict, TestWord::Shown), weak = foundBy(verdict, TestWord::Weak);
        return "There are signs that the failures cluster into recurring modes (" +
               joined(shown.empty() ? weak : shown) + "), but the evidence is weak" +
               (shown.empty() ? "." : ": " + wordsOf({"no_agreement", {}}) + ".");
    }
    case VerdictWord::NotShown:
        return "That the failures cluster into recurring modes is not shown with " + labelsText(verdict) +
               "; effects of V ≥ 0.3 or H ≥ 0.07 would have been found in about nine studies of ten "
               "(simulated on 903 "
               "failures of ten classes).";
    case VerdictWord::NotEnoughLabels:
        break;
    }
    const bool isThin = !verdict.decision.reasons.empty() && verdict.decision.reasons.front() != "too_few";
    return "There are not enough labels to tell whether the failures cluster: " + labelsText(verdict) +
           (isThin && verdict.decision.reasons.front() == "too_few_per_class"
                ? ", too few in each true class."
            : isThin ? ", fewer than two modes with five of them."
                     : "; 60 are the least, 300 to say that nothing is shown.");
}

Json testJson(const VerdictTest& test, std::uint64_t labelled) {
    Json object{{"test", test.name}, {"word", base::nameOf(test.word)}, {"n", labelled}};
    if (test.found) {
        object["statistic"] = test.found->test.statistic;
        object["expected"] = test.found->test.expected;
        object["p"] = test.found->test.p;
        object["p_adjusted"] = test.adjusted;
        object["effect"] = test.found->effect;
        object["threshold"] = test.threshold;
        object["permutations"] = test.found->test.permutations;
        object["why_not_tested"] = nullptr;
    } else {
        for (const char* key : {"statistic", "expected", "p", "p_adjusted", "effect"})
            object[key] = nullptr;
        object["threshold"] = test.threshold;
        object["permutations"] = 0;
        object["why_not_tested"] = test.whyNotTested;
    }
    return object;
}

std::string verdictJson(const Verdict& verdict) {
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
                                             {"share", mode.share},
                                             {"low", mode.interval.low},
                                             {"high", mode.interval.high}});
    object["failures"] = verdict.failures;
    object["labelled"] = verdict.labelled;
    object["excluded"] = verdict.excluded;
    object["undecided"] = verdict.undecided;
    const auto& alpha = verdict.agreement.krippendorffAlpha.value;
    object["agreement"] =
        Json{{"units", verdict.agreement.units},
             {"krippendorff_alpha",
              alpha ? Json{{"estimate", alpha->estimate}, {"low", alpha->low}, {"high", alpha->high}}
                    : Json(nullptr)}};
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
    return jsonText(object);
}

std::string verdictText(const Verdict& verdict) {
    std::string text(base::nameOf(verdict.decision.word));
    text += !verdict.provisional ? "\n\n"
            : verdict.plan       ? " (provisional: the plan is not done)\n\n"
                                 : " (provisional: failures are still unlabelled)\n\n";
    text += verdictSentence(verdict) + "\n\n";
    std::vector<std::vector<std::string>> rows;
    for (const VerdictTest& test : verdict.tests) {
        if (!test.found) {
            rows.push_back(
                {test.name, std::string(base::nameOf(test.word)), "", "", "", "", test.whyNotTested});
            continue;
        }
        rows.push_back({test.name, std::string(base::nameOf(test.word)),
                        base::fixedText(test.found->test.statistic, 2),
                        base::fixedText(test.found->test.expected, 2), base::fixedText(test.adjusted, 4),
                        base::fixedText(test.found->effect, 3) + " of " + base::fixedText(test.threshold, 2),
                        std::to_string(test.found->test.permutations) + " permutations"});
    }
    text += alignedTable({{"test"},
                          {"word"},
                          {"statistic", Alignment::Right},
                          {"expected", Alignment::Right},
                          {"adjusted p", Alignment::Right},
                          {"effect", Alignment::Right},
                          {""}},
                         rows);
    rows.clear();
    for (const Verdict::OfMode& mode : verdict.composition)
        rows.push_back({mode.name, base::groupedText(mode.count), base::fixedText(100 * mode.share, 1),
                        base::fixedText(100 * mode.interval.low, 1) + " to " +
                            base::fixedText(100 * mode.interval.high, 1)});
    text += "\n" + alignedTable({{"mode"},
                                 {"labels", Alignment::Right},
                                 {"share %", Alignment::Right},
                                 {"95 % interval (composition; it does not enter the verdict)"}},
                                rows);
    return text;
}

} // namespace

std::string verdictSentence(const Verdict& verdict) {
    std::string sentence = firstSentence(verdict);
    if (const std::string modes = modesText(verdict);
        !modes.empty() && verdict.decision.word != VerdictWord::NotEnoughLabels)
        sentence += " Of the labelled failures: " + modes + ".";
    sentence += weaknessText(verdict);
    if (verdict.provisional && verdict.plan)
        sentence += " This is provisional: the plan is not done, and stopping at a welcome word raises false "
                    "alarms.";
    else if (verdict.provisional)
        sentence += " This is provisional: " +
                    base::groupedText(verdict.failures - verdict.labelled - verdict.excluded) +
                    " failures are still undecided, and stopping at a welcome word raises false alarms.";
    return sentence;
}

std::string verdictTable(TableFormat format, const Verdict& verdict) {
    return format == TableFormat::Json ? verdictJson(verdict) : verdictText(verdict);
}

} // namespace faultline::report
