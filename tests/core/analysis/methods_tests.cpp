// SPDX-License-Identifier: GPL-3.0-or-later
// The worked examples of docs/methods.md: each figure is computed here and must stand in the text.
#include "core/analysis/agreement.h"
#include "core/analysis/calibration.h"
#include "core/analysis/class_scores.h"
#include "core/analysis/error_consistency.h"
#include "core/analysis/excess_test.h"
#include "core/analysis/goodness_of_fit.h"
#include "core/analysis/labels_needed.h"
#include "core/analysis/partitions.h"
#include "core/analysis/rank_sum.h"
#include "core/analysis/stratified_shares.h"
#include "core/analysis/structure_tests.h"
#include "core/analysis/table_test.h"
#include "core/base/text.h"
#include "tests/core/analysis/cifar_failures.h"
#include "tests/core/analysis/countries.h"
#include "tests/core/analysis/judged_failures.h"

#include <array>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;
using base::fixedText;
using Counts = std::vector<std::uint64_t>;

namespace {

base::ClassId classId(std::size_t number) {
    return base::ClassId(static_cast<std::uint16_t>(number));
}

/// The page with its line breaks as blanks.
const std::string& page() {
    static const std::string text = [] {
        std::ifstream file(FAULTLINE_SOURCE_DIR "/docs/methods.md");
        std::stringstream all;
        all << file.rdbuf();
        std::string words = all.str();
        for (char& letter : words)
            letter = letter == '\n' ? ' ' : letter;
        return words;
    }();
    return text;
}

/// What stands below a heading, up to the next one.
std::string below(const std::string& heading) {
    const std::size_t begin = page().find("# " + heading + " ");
    REQUIRE(begin != std::string::npos);
    return page().substr(begin, page().find(" ##", begin + heading.size()) - begin);
}

std::string percent(double share) {
    return fixedText(100 * share, 1);
}

void says(const std::string& heading, const std::string& figure) {
    CAPTURE(heading);
    CHECK_THAT(below(heading), Catch::Contains(figure));
}

} // namespace

TEST_CASE("The example of confusion in the methods is what the test finds") {
    std::vector<CategorisedFailure> failures;
    const auto add = [&](std::size_t truth, std::size_t predicted, const Counts& counts) {
        for (std::size_t category = 0; category < counts.size(); ++category)
            for (std::uint64_t i = 0; i < counts[category]; ++i)
                failures.push_back(
                    {classId(truth), classId(predicted), static_cast<std::uint32_t>(category), 0});
    };
    add(0, 10, {4, 1, 0});
    add(0, 11, {1, 3, 1});
    add(1, 10, {2, 2, 1});
    add(1, 11, {0, 1, 4});
    const auto found = confusionTest(failures, 99'999, 1);
    says("confusion", "X² = " + fixedText(found->test.statistic, 3));
    says("confusion", "it is 4.444 on average");
    CHECK(found->test.expected == Approx(4.444).margin(.02));
    says("confusion", "p = 0.080 and V = 0.295");
    CHECK(found->test.p == Approx(.080).margin(.003));
    CHECK(found->effect == Approx(.295).margin(.001));
}

TEST_CASE("The example of representation in the methods is what the test finds") {
    constexpr std::array<std::uint32_t, 12> labels{1, 1, 2, 2, 1, 1, 2, 1, 1, 2, 2, 1};
    std::vector<CategorisedFailure> failures;
    for (std::size_t i = 0; i < labels.size(); ++i)
        failures.push_back({classId(0), classId(i < 6 ? 1 : 2), labels[i] - 1, 0});
    const auto found = representationTest(failures, tests::nearestCountries(2), 99'999, 3);
    says("representation", "S = " + fixedText(found->test.statistic, 0) + " of 24 pairs, " +
                               fixedText(found->test.expected, 1) + " on average");
    says("representation", "2 of the 300 possible deals: p = " + fixedText(2. / 300, 4));
    CHECK(found->test.p == Approx(2. / 300).margin(.0013));
}

TEST_CASE("The example of excess in the methods is what the ratios are") {
    const std::array<TwoByTwo, 2> strata{{{12, 8, 5, 15}, {9, 21, 6, 24}}};
    const auto text = [](const Ratio& ratio) {
        return fixedText(ratio.estimate, 2) + " (" + fixedText(ratio.low, 2) + " to " +
               fixedText(ratio.high, 2) + ")";
    };
    says("excess", "Prevalence ratio " + text(*commonPrevalenceRatio(strata)));
    says("excess", "odds ratio " + text(*commonOddsRatio(strata)));
}

TEST_CASE("The example of Holm's correction in the methods is what it makes") {
    const auto adjusted = holmAdjusted(std::array{.01, .04, .03});
    const auto text = [](double p) { return fixedText(p, 2).substr(1); };
    says("Several tests",
         "become " + text(adjusted[0]) + ", " + text(adjusted[1]) + " and " + text(adjusted[2]));
}

TEST_CASE("The examples of composition in the methods are what is computed") {
    const auto interval = finiteGoodmanIntervals(Counts{75, 45, 30}, 150, 903).front();
    says("Composition", "50.0 % (" + percent(interval.low) + " to " + percent(interval.high) + " %)");
    const auto fit = goodnessOfFit(Counts{8, 3, 1});
    const auto exact = exactMultinomial(Counts{8, 3, 1});
    says("Composition", "X² = " + fixedText(fit->pearson, 2) + " with p = " + fixedText(fit->pearsonP, 4));
    says("Composition",
         fixedText(exact->byPearson, 4) + " exactly, and " + fixedText(exact->byProbability, 4));
    const std::vector<Stratum> strata{{classId(0), classId(1), 90, {5, 5}},
                                      {classId(0), classId(2), 10, {10, 0}}};
    says("Composition",
         "75 % of the labels, but " + percent(stratifiedShares(strata)[0].share) + " % of the failures");
}

TEST_CASE("The examples of mode and class in the methods are what is computed") {
    const std::string heading = "Mode and class pair, true class, predicted class";
    const auto small = fisherFreemanHalton({3, 3, {3, 1, 0, 1, 3, 1, 0, 1, 4}}, 0, 1);
    says(heading, std::to_string(small->tables) + " tables have these totals, p = " + fixedText(small->p, 4));
    const ContingencyTable parties{2, 3, {762, 327, 468, 484, 239, 477}};
    const auto found = associationOf(parties);
    says(heading,
         "Cramér's V " + fixedText(found->cramersV, 3) + ", Bergsma's V " + fixedText(found->bergsmasV, 3));
    says(heading, "cell " + fixedText(adjustedResiduals(parties)[0], 2));
}

TEST_CASE("The example of clusters in the methods is what is computed") {
    const std::array<std::uint32_t, 10> first{0, 0, 0, 1, 1, 1, 2, 2, 2, 2},
        second{0, 0, 1, 1, 1, 2, 2, 2, 2, 0};
    const auto table = crossTable(first, second);
    says("Modes in the network's features", "adjusted Rand " + fixedText(*adjustedRand(table), 3) +
                                                ", adjusted mutual information " +
                                                fixedText(*adjustedMutualInformation(table), 3));
}

TEST_CASE("The examples of where the model fails in the methods are what is computed") {
    const std::string heading = "Where the model fails, without any label";
    std::vector<model::Prediction> answers;
    for (std::size_t truth = 0; truth < 10; ++truth) {
        int right = 1000;
        const auto add = [&](std::size_t predicted, int count) {
            model::Prediction answer;
            answer.truth = classId(truth);
            answer.predicted = classId(predicted);
            answers.insert(answers.end(), static_cast<std::size_t>(count), answer);
        };
        for (std::size_t predicted = 0; predicted < 10; ++predicted) {
            add(predicted, tests::cifarFailures[truth][predicted]);
            right -= tests::cifarFailures[truth][predicted];
        }
        add(truth, right);
    }
    const auto scores = classScores(answers, 10);
    says(heading, std::to_string(scores[3].right) + " of 1,000 cats are right, " +
                      std::to_string(scores[3].predicted) + " images are called cats");
    says(heading, "precision " + percent(*scores[3].precision()) + " %, recall " +
                      percent(*scores[3].recall()) + " %, F1 " + percent(*scores[3].f1()) + " %");
    says(heading, "X² = " + fixedText(errorRateTest(scores)->chiSquare, 2) + ", df 9");
    says(heading, "hold " + fixedText(100 * largestPairs(answers, 10).share, 2) + " % of the failures");
    auto few = tests::failures({"00", "00", "01", "00"});
    for (std::size_t i = 0; i < few.size(); ++i)
        few[i].confidence = std::array{0.95F, 0.95F, 0.95F, 0.25F}[i];
    says(heading, "/ 4 = " + fixedText(calibrationOf(few, 1)->error, 3));
    says("What each mode costs", percent(accuracyIfRight(10'000, 903, .5, {}).accuracy) + " % instead of " +
                                     percent(accuracyIfRight(10'000, 903, 0, {}).accuracy) + " %");
}

TEST_CASE("The examples of other runs, labels needed and agreement in the methods are what is computed") {
    const auto found = errorConsistency({5, 5, 10, 80}, 1);
    says("A property of the images?", "observed " + fixedText(found->observed, 2).substr(1) + ", expected " +
                                          fixedText(found->expected, 2).substr(1) + ", consistency " +
                                          fixedText(found->kappa, 3));
    const auto doubt = rankSum(std::array{.5, .6, .7, .9}, std::array{.8, .9, .95, 1., 1.});
    says("A property of the images?",
         "in " + fixedText(doubt->u, 1) + " of 20 pairs fewer gave it to the failure, " +
             fixedText(doubt->superiority, 3) + " (" + fixedText(doubt->interval->low, 3) + " to " +
             fixedText(doubt->interval->high, 3) + "), p = " + fixedText(doubt->p, 3));
    says("Labels needed", std::to_string(labelsNeeded(Counts{50, 25, 25}, 100, 903)->decided) + " in all");
    Ratings ratings{4, 5, {}};
    for (const char* unit :
         {"11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", "..3."})
        for (std::size_t i = 0; i < 4; ++i)
            ratings.values.push_back(unit[i] == '.' ? Ratings::none
                                                    : static_cast<std::int16_t>(unit[i] - '1'));
    says("Agreement", "raw " + fixedText(rawAgreement(ratings)->estimate, 3) + ", alpha " +
                          fixedText(krippendorffAlpha(ratings, 1)->estimate, 3) + ", AC1 " +
                          fixedText(gwetAc1(ratings)->estimate, 3));
}
