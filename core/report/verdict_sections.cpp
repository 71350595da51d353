// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verdict_sections.h"

#include "core/base/text.h"
#include "core/report/consensus_name.h"

namespace faultline::report {

namespace {

std::string questionOf(const std::string& test) {
    if (test == "confusion")
        return "Does the mode go with which wrong class was predicted?";
    if (test == "representation")
        return "Do failures that the network sees alike share the mode?";
    return "Are modes more frequent among failures than among controls?";
}

std::string fitText(const Cards::Composition& card) {
    if (!card.fit)
        return "Whether the shares are equal was not tested: " + card.whyNoFit + ".";
    std::string text = "Against equal shares of the categories in use: Pearson's X² " +
                       base::fixedText(card.fit->pearson, 2) + ", df " +
                       std::to_string(card.fit->degreesOfFreedom) + ", p " +
                       probabilityOf(card.fit->pearsonP) + "; G " + base::fixedText(card.fit->g, 2) + ", p " +
                       probabilityOf(card.fit->gP);
    if (card.exact)
        text += "; exact p " + probabilityOf(card.exact->byProbability) + " by probability, " +
                probabilityOf(card.exact->byLikelihoodRatio) + " by likelihood ratio, " +
                probabilityOf(card.exact->byPearson) + " by X²";
    return text + ".";
}

Section compositionSection(const Verdict& verdict, const Cards& cards) {
    Section section{"composition", "Composition: how frequent each mode is"};
    section.findings = {consensusName(verdict.consensus) + ".",
                        base::groupedText(verdict.labelled) + " of " + base::groupedText(verdict.failures) +
                            " failures have a label, " + base::groupedText(verdict.excluded) +
                            " are excluded, " + base::groupedText(verdict.undecided) +
                            " have labels that tie.",
                        fitText(cards.composition)};
    SectionTable table;
    table.columns = {{"mode"}, {"labels", Alignment::Right}};
    if (verdict.isWeighted)
        table.columns.push_back({"of the labels %", Alignment::Right});
    table.columns.push_back({verdict.isWeighted ? "weighted share %" : "share %", Alignment::Right});
    table.columns.push_back({"95 % interval", Alignment::Right});
    ShareFigure figure{std::string(verdict.isWeighted ? "Weighted shares" : "Shares") +
                           " of the modes with 95 % intervals",
                       {}};
    for (const Verdict::OfMode& mode : verdict.composition) {
        const bool isKnown = verdict.labelled > 0;
        std::vector<std::string> row{mode.name, base::groupedText(mode.count)};
        if (verdict.isWeighted)
            row.push_back(percentOf(mode.ofLabels));
        row.push_back(isKnown ? percentOf(mode.share) : "-");
        row.push_back(isKnown ? percentsOf(mode.interval) : "-");
        table.rows.push_back(std::move(row));
        figure.bars.push_back({mode.name, mode.share, mode.interval});
    }
    section.tables.push_back(std::move(table));
    if (verdict.labelled > 0)
        section.figures.push_back(std::move(figure));
    section.meaning = "Unequal shares are no clustering: shuffled labels keep them. They never enter the "
                      "verdict.";
    section.assumption =
        !verdict.isWeighted
            ? "Labelled failures are a random sample of all. Goodman's (1965) simultaneous intervals in a "
              "finite population, rounded outwards to whole failures."
            : "The plan drew so many of each class pair: the weighted shares count each pair by its "
              "failures (Cochran 1977), with Goodman's intervals of the effective number of labels.";
    return section;
}

Section excessSection(const Verdict& verdict, const Cards& cards) {
    Section section{"excess", "Failures against controls"};
    if (!verdict.whyNoExcess.empty()) {
        section.findings = {
            "Not compared: " + verdict.whyNoExcess + ".",
            "Without that comparison the shares count attributions, not causes: what annotators see "
            "in failures. Whether it is more than in other images stays open."};
        if (lacksControls(cards))
            section.findings.back() += " A plan adds controls.";
        return section;
    }
    if (verdict.excess.empty())
        section.findings = {"No mode is in use among the labels that were given blind."};
    SectionTable table;
    table.columns = {{"mode"},
                     {"failures", Alignment::Right},
                     {"controls", Alignment::Right},
                     {"prevalence ratio", Alignment::Right},
                     {"odds ratio", Alignment::Right}};
    const auto text = [](const std::optional<analysis::Ratio>& ratio) {
        return ratio ? withInterval(ratio->estimate, ratio->low, ratio->high, 2) : std::string("-");
    };
    for (const analysis::ModeExcess& each : verdict.excess)
        table.rows.push_back({verdict.composition.at(each.category).name,
                              base::groupedText(each.failuresWith), base::groupedText(each.controlsWith),
                              text(each.prevalenceRatio), text(each.oddsRatio)});
    section.tables.push_back(std::move(table));
    section.meaning = "A ratio above 1: annotators see the mode more often in failures than in correctly "
                      "classified images of the same class. It counts attributions, not causes.";
    section.assumption =
        "Labels that were given blind. Mantel and Haenszel's (1959) ratios over true classes; variances of "
        "Greenland and Robins (1985) and of Robins, Breslow and Greenland (1986); Bonferroni intervals.";
    return section;
}

Section agreementSection(const Verdict& verdict) {
    Section section{"agreement", "Agreement of the annotators", {agreementReading(verdict.agreement)}};
    SectionTable table;
    table.columns = {{"measure"}, {"estimate", Alignment::Right}, {"95 % interval", Alignment::Right}};
    const auto add = [&](const char* name, const Measure& measure) {
        if (measure.value)
            table.rows.push_back(
                {name, base::fixedText(measure.value->estimate, 3),
                 base::fixedText(measure.value->low, 3) + " to " + base::fixedText(measure.value->high, 3)});
    };
    add("raw agreement", verdict.agreement.raw);
    add("Krippendorff's alpha", verdict.agreement.krippendorffAlpha);
    add("Gwet's AC1", verdict.agreement.gwetAc1);
    if (!table.rows.empty())
        section.tables.push_back(std::move(table));
    section.meaning =
        base::groupedText(verdict.agreement.units) + " items have labels of two annotators or more.";
    section.assumption =
        "Wilson's interval (1927), bootstrap over items (Efron 1979), Gwet's variance (2008).";
    return section;
}

Section weaknessSection(const Verdict& verdict) {
    Section section{"weaknesses", "What stands against it"};
    for (const Verdict::Weakness& weakness : verdict.weaknesses) {
        std::string words = weaknessWords(weakness);
        words[0] = words[0] >= 'a' && words[0] <= 'z' ? static_cast<char>(words[0] - 'a' + 'A') : words[0];
        section.findings.push_back(words + ".");
    }
    if (section.findings.empty())
        section.findings.push_back(verdict.labelled == 0 ? "There are no labels yet."
                                                         : "Nothing that is known.");
    section.findings.push_back("Suspected label errors of the data set: " +
                               (verdict.suspected
                                    ? base::groupedText(*verdict.suspected) + " of " +
                                          base::groupedText(verdict.labelled) + " failures with a category."
                                    : std::string(notLoaded) + "."));
    return section;
}

} // namespace

Section testsSection(const Verdict& verdict) {
    Section section{"tests", "The tests, each within the true class"};
    SectionTable table;
    table.columns = {{"question"},
                     {"word"},
                     {"adjusted p", Alignment::Right},
                     {"effect", Alignment::Right},
                     {"least", Alignment::Right},
                     {"p", Alignment::Right},
                     {"statistic", Alignment::Right},
                     {"expected", Alignment::Right}};
    for (const analysis::VerdictTest& test : verdict.tests) {
        std::string question = questionOf(test.name);
        if (test.sample)
            question += " Of " + base::groupedText(*test.sample) + " labelled failures, drawn at random.";
        if (!test.found) {
            section.findings.push_back(question + " Not tested: " + test.whyNotTested + ".");
            table.rows.push_back(
                {question, "not tested", "-", "-", base::fixedText(test.threshold, 2), "-", "-", "-"});
            continue;
        }
        table.rows.push_back({question, std::string(base::nameOf(test.word)), probabilityOf(test.adjusted),
                              base::fixedText(test.found->effect, 3), base::fixedText(test.threshold, 2),
                              probabilityOf(test.found->test.p),
                              base::fixedText(test.found->test.statistic, 2),
                              base::fixedText(test.found->test.expected, 2)});
    }
    for (const analysis::VerdictTest& test : verdict.tests)
        if (test.found)
            table.caption = "By " +
                            base::groupedText(static_cast<std::uint64_t>(test.found->test.permutations)) +
                            " permutations of the labels each:";
    section.tables.push_back(std::move(table));
    section.meaning = "A test is shown at an adjusted p of .01 or less with an effect that reaches the least "
                      "one, weak at .05 or less, else not shown.";
    section.assumption =
        "p-values by permuting labels within the true class (representation: within the class pair) among "
        "the same annotators, (b + 1)/(m + 1); corrected by Holm (1979).";
    return section;
}

std::vector<Section> verdictSections(const Verdict& verdict, const Cards& cards) {
    return {testsSection(verdict), compositionSection(verdict, cards), excessSection(verdict, cards),
            agreementSection(verdict), weaknessSection(verdict)};
}

std::vector<Section> countedSections(const Verdict& verdict, const Cards& cards) {
    return {compositionSection(verdict, cards), excessSection(verdict, cards), agreementSection(verdict),
            weaknessSection(verdict),           neededSection(cards),          costSection(verdict, cards)};
}

bool lacksControls(const Cards& cards) {
    return cards.design.controls == 0;
}

std::vector<Section> cardSections(const Verdict& verdict, const Cards& cards) {
    std::vector<Section> sections = labelSections(verdict, cards);
    for (Section& section : answerSections(verdict, cards))
        sections.push_back(std::move(section));
    return sections;
}

} // namespace faultline::report
