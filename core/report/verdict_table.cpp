// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verdict_table.h"

#include "core/base/text.h"
#include "core/report/verdict_json.h"
#include "core/report/verdict_sections.h"

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
constexpr std::array<WeaknessText, 10> weaknessTexts{
    {{"no_agreement", "the annotators do not agree beyond chance", ""},
     {"low_agreement", "the annotators agree little", ""},
     {"one_annotator", "one person labelled", ""},
     {"agreement_not_measured", "agreement was not measured", ""},
     {"not_blind", "the labels were not given blind", "were not given blind"},
     {"bulk", "the labels were given to several failures at once", "were given to several failures at once"},
     {"convenience", "the labelled failures were not drawn at random", "are of failures not drawn at random"},
     {"label_errors", "the images' own labels are suspected to be wrong",
      "are of images whose own label is suspected to be wrong"},
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

} // namespace

std::string weaknessWords(const Verdict::Weakness& weakness) {
    return wordsOf(weakness);
}

std::string verdictSentence(const Verdict& verdict) {
    std::string sentence = firstSentence(verdict);
    if (const std::string modes = modesText(verdict);
        !modes.empty() && verdict.decision.word != VerdictWord::NotEnoughLabels)
        sentence += (verdict.isWeighted ? " Of all failures, class pairs weighted by theirs: "
                                        : " Of the labelled failures: ") +
                    modes + ".";
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

std::string verdictText(const Verdict& verdict, std::span<const Section> sections) {
    std::string text(base::nameOf(verdict.decision.word));
    text += !verdict.provisional ? "\n\n"
            : verdict.plan       ? " (provisional: the plan is not done)\n\n"
                                 : " (provisional: failures are still unlabelled)\n\n";
    text += verdictSentence(verdict) + "\n";
    for (const Section& section : sections)
        text += "\n" + sectionText(section);
    return text;
}

std::string verdictTable(TableFormat format, const Verdict& verdict, const Cards& cards) {
    if (format == TableFormat::Json) {
        Json object = verdictObject(verdict);
        addCards(object, verdict, cards);
        return jsonText(object);
    }
    std::vector<Section> sections = verdictSections(verdict, cards);
    for (Section& section : cardSections(verdict, cards))
        sections.push_back(std::move(section));
    return verdictText(verdict, sections);
}

} // namespace faultline::report
