// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/named_class.h"
#include "core/report/verdict_sections.h"

namespace faultline::report {

namespace {

std::string orDash(const std::optional<double>& share) {
    return share ? percentOf(*share) : "-";
}

SectionTable classTable(const Cards::Where& card, const std::vector<std::string>& classes) {
    SectionTable table;
    table.columns = {{"class"},
                     {"images", Alignment::Right},
                     {"failures", Alignment::Right},
                     {"error rate %", Alignment::Right},
                     {"precision %", Alignment::Right},
                     {"recall %", Alignment::Right},
                     {"F1 %", Alignment::Right}};
    for (const analysis::ClassScore& score : card.classes)
        table.rows.push_back({className(score.id, classes), base::groupedText(score.images),
                              base::groupedText(score.images - score.right), orDash(score.errorRate()),
                              orDash(score.precision()), orDash(score.recall()), orDash(score.f1())});
    return table;
}

SectionTable pairTable(const Cards::Where& card, const std::vector<std::string>& classes) {
    SectionTable table;
    table.caption = "The largest class pairs hold " + percentOf(card.largest.share) + " % of the failures:";
    table.columns = {{"true"}, {"predicted"}, {"failures", Alignment::Right}};
    for (const auto& pair : card.largest.pairs)
        table.rows.push_back({className(pair.truth, classes), className(pair.predicted, classes),
                              base::groupedText(pair.failures)});
    return table;
}

void addConfidence(Section& section, const analysis::Calibration& calibration) {
    section.findings.push_back(
        "Expected calibration error " +
        withInterval(calibration.error, calibration.interval.low, calibration.interval.high, 4) + ", " +
        std::to_string(calibration.bins.size()) + " bins.");
    SectionTable table;
    table.caption = "Confidence of the answers, in %:";
    table.columns = {{"answers"},
                     {"images", Alignment::Right},
                     {"mean", Alignment::Right},
                     {"5th percentile", Alignment::Right},
                     {"median", Alignment::Right},
                     {"95th percentile", Alignment::Right}};
    const auto add = [&](const char* name, const std::optional<analysis::Spread>& spread) {
        if (spread)
            table.rows.push_back({name, base::groupedText(spread->answers), percentOf(spread->mean),
                                  percentOf(spread->low), percentOf(spread->median),
                                  percentOf(spread->high)});
    };
    add("right", calibration.right);
    add("wrong", calibration.wrong);
    section.tables.push_back(std::move(table));
    double answers = 0;
    for (const analysis::ReliabilityBin& bin : calibration.bins)
        answers += static_cast<double>(bin.answers);
    ReliabilityFigure figure{"Reliability: how often answers of a confidence are right", {}};
    for (const analysis::ReliabilityBin& bin : calibration.bins)
        if (bin.answers > 0)
            figure.points.push_back(
                {bin.confidence, bin.accuracy, static_cast<double>(bin.answers) / answers});
    section.figures.push_back(std::move(figure));
}

Section whereSection(const Cards& cards) {
    const Cards::Where& card = cards.where;
    Section section{"where", "Where the model fails, without any label"};
    section.findings = {base::groupedText(card.failures) + " of " + base::groupedText(card.images) +
                        " images fail."};
    if (card.errorRates)
        section.findings.push_back("Error rate by true class: X² " +
                                   base::fixedText(card.errorRates->chiSquare, 4) + ", df " +
                                   std::to_string(card.errorRates->degreesOfFreedom) + ", p " +
                                   probabilityOf(card.errorRates->p) + ".");
    else
        section.findings.push_back("Error rates of classes were not compared: " + card.whyNoErrorRates + ".");
    section.tables.push_back(classTable(card, cards.classes));
    if (!card.largest.pairs.empty())
        section.tables.push_back(pairTable(card, cards.classes));
    if (card.calibration)
        addConfidence(section, *card.calibration);
    else
        section.findings.push_back("Calibration was not measured: " + card.whyNoCalibration + ".");
    section.meaning = "That classes fail unequally often, and in few pairs, is usual; it says where to look, "
                      "and nothing of modes.";
    section.assumption =
        "Images are independent. Pearson's X² of classes × right or wrong; calibration error "
        "of Guo et al. (2017) with a percentile bootstrap over images (Efron 1979), which "
        "lies a little high.";
    return section;
}

std::string superiorityText(const analysis::RankSum& test) {
    return test.interval ? withInterval(test.superiority, test.interval->low, test.interval->high, 3)
                         : base::fixedText(test.superiority, 3) +
                               " (no interval: the samples do not overlap, or are all one value)";
}

void addUncertainty(Section& section, const Cards& cards) {
    SectionTable table;
    table.caption = "Share of people who gave an image its label, in the mean (images)";
    table.columns = {{"answers"},
                     {"failures", Alignment::Right},
                     {"against"},
                     {"of these", Alignment::Right},
                     {"superiority", Alignment::Right},
                     {"p", Alignment::Right}};
    const auto meanOf = [](double mean, std::size_t images) {
        return base::fixedText(mean, 4) + " (" + base::groupedText(images) + ")";
    };
    for (const HumanUncertainty& each : cards.uncertainty)
        for (const HumanUncertainty::Against& other : each.against)
            table.rows.push_back({each.covariate, meanOf(each.mean, each.failures),
                                  other.whom == "rest" ? "all other images" : other.whom,
                                  meanOf(other.mean, other.images),
                                  other.test ? superiorityText(*other.test) : "too few images",
                                  other.test ? probabilityOf(other.test->p) : "-"});
    section.tables.push_back(std::move(table));
    section.meaning +=
        " The probability of superiority is how often, of a failure and another image, fewer "
        "people gave the failure its label: above one half, the model fails where people doubt, too.";
    section.assumption +=
        " Rank-sum test of Wilcoxon (1945) and Mann and Whitney (1947) with ties; interval of "
        "Brunner and Munzel (2000). Images are independent.";
}

Section runsSection(const Cards& cards) {
    Section section{"runs", "A property of the images? Other models' failures"};
    if (cards.runs.empty())
        section.findings.push_back("The study has no other run to compare with.");
    if (cards.uncertainty.empty())
        section.findings.push_back(std::string("Human uncertainty of the images: ") + notLoaded + ".");
    SectionTable table;
    table.columns = {{"run"},
                     {"images", Alignment::Right},
                     {"both fail", Alignment::Right},
                     {"expected", Alignment::Right},
                     {"error consistency", Alignment::Right}};
    for (const Cards::OtherRun& run : cards.runs)
        table.rows.push_back(
            {run.name, base::groupedText(run.errors.images()), base::groupedText(run.errors.bothWrong),
             base::fixedText(run.errors.bothWrongExpected(), 1),
             run.consistency
                 ? withInterval(run.consistency->kappa, run.consistency->low, run.consistency->high, 3)
                 : run.why});
    if (!table.rows.empty())
        section.tables.push_back(std::move(table));
    section.meaning = "Above 0: models fail on the same images more often than their accuracies alone bring, "
                      "so that part of the failures is a property of the images.";
    section.assumption = "Geirhos, Meding and Wichmann (2020); percentile bootstrap over images.";
    if (!cards.uncertainty.empty())
        addUncertainty(section, cards);
    return section;
}

} // namespace

Section costSection(const Verdict& verdict, const Cards& cards) {
    Section section{"cost", "What each mode costs"};
    if (cards.cost.empty()) {
        section.findings = {"Not known: no failure has a label yet."};
        return section;
    }
    SectionTable table;
    table.columns = {{"if the failures of this mode were right"},
                     {"accuracy % at most", Alignment::Right},
                     {"95 % interval", Alignment::Right}};
    for (const Cards::Cost& cost : cards.cost)
        table.rows.push_back({verdict.composition.at(cost.category).name, percentOf(cost.ifRight.accuracy),
                              percentsOf(cost.ifRight.interval)});
    section.tables.push_back(std::move(table));
    section.meaning = "At most: an image that a mode no longer hides may fail all the same.";
    section.assumption = "From the shares and their intervals: failures without a label, excluded ones among "
                         "them, are taken to be like the labelled ones.";
    return section;
}

std::vector<Section> answerSections(const Verdict& verdict, const Cards& cards) {
    return {whereSection(cards), runsSection(cards), costSection(verdict, cards)};
}

} // namespace faultline::report
