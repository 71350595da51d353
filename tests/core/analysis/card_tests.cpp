// SPDX-License-Identifier: GPL-3.0-or-later
// What the cards beside the verdict say: class scores, calibration, labels needed, design-weighted shares,
// clusters without labels.
#include "core/analysis/calibration.h"
#include "core/analysis/class_scores.h"
#include "core/analysis/k_means.h"
#include "core/analysis/labels_needed.h"
#include "core/analysis/partitions.h"
#include "core/analysis/stratified_shares.h"
#include "tests/core/analysis/cifar_failures.h"
#include "tests/core/analysis/judged_failures.h"

#include <array>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;

namespace {

base::ClassId classId(std::size_t number) {
    return base::ClassId(static_cast<std::uint16_t>(number));
}

/// The 10,000 answers of the first bundled model, 1,000 of each true class.
std::vector<model::Prediction> cifarAnswers() {
    std::vector<model::Prediction> answers;
    for (std::size_t truth = 0; truth < 10; ++truth) {
        int right = 1000;
        const auto add = [&](std::size_t predicted, int count) {
            for (int i = 0; i < count; ++i) {
                model::Prediction answer;
                answer.sample = base::SampleIndex(static_cast<std::uint32_t>(answers.size()));
                answer.truth = classId(truth);
                answer.predicted = classId(predicted);
                answers.push_back(answer);
            }
        };
        for (std::size_t predicted = 0; predicted < 10; ++predicted) {
            add(predicted, tests::cifarFailures[truth][predicted]);
            right -= tests::cifarFailures[truth][predicted];
        }
        add(truth, right);
    }
    return answers;
}

std::vector<std::uint32_t> groups(std::string_view digits) {
    std::vector<std::uint32_t> result;
    for (const char digit : digits)
        result.push_back(static_cast<std::uint32_t>(digit - '1'));
    return result;
}

} // namespace

TEST_CASE("The bundled model fails in some classes more often than in others") {
    const auto answers = cifarAnswers();
    const auto scores = classScores(answers, 10);
    const auto test = errorRateTest(scores);
    REQUIRE(test);
    CHECK(test->chiSquare == Approx(335.0392).margin(5e-5));
    CHECK(test->degreesOfFreedom == 9);
    CHECK(test->p < 1e-60);
    CHECK(scores[3].errorRate() == Approx(.213));
    CHECK(scores[3].images == 1000);
    // Cats: 787 right; 162 others were taken for cats.
    CHECK(scores[3].precision() == Approx(787. / (787 + 162)));
    CHECK(scores[3].recall() == Approx(.787));
    CHECK(scores[3].f1() == Approx(2 * 787. / (1000 + 949)));
}

TEST_CASE("Ten of ninety class pairs hold .4396 of the bundled model's failures") {
    const auto largest = largestPairs(cifarAnswers(), 10);
    REQUIRE(largest.pairs.size() == 10);
    CHECK(largest.share == Approx(.4396).margin(5e-5));
    CHECK(largest.pairs.front().failures == 99);
    CHECK(largest.pairs.front().truth == classId(3));
    CHECK(largest.pairs.front().predicted == classId(5));
    CHECK(largestPairs({}, 10).share == 0);
}

TEST_CASE("Scores that are not defined are nothing") {
    const auto answers = tests::failures({"01", "00", "01"});
    const auto scores = classScores(answers, 3);
    CHECK(scores[0].precision() == 1);
    CHECK(scores[1].precision() == 0);
    CHECK_FALSE(scores[1].recall());
    CHECK(scores[1].f1() == 0);
    CHECK_FALSE(scores[2].precision());
    CHECK_FALSE(scores[2].f1());
    CHECK_FALSE(scores[2].errorRate());
    CHECK_FALSE(errorRateTest(scores)); // one class has images
    CHECK_FALSE(errorRateTest(classScores(tests::failures({"00", "11"}), 2)));
}

TEST_CASE("A mode costs at most what its failures would add to the accuracy") {
    const auto cost = accuracyIfRight(10'000, 903, .5, {.4, .6});
    CHECK(cost.accuracy == Approx(.9097 + .04515));
    CHECK(cost.interval.low == Approx(.9097 + .03612));
    CHECK(cost.interval.high == Approx(.9097 + .05418));
}

TEST_CASE("The calibration error weighs each bin's distance between confidence and accuracy") {
    auto answers = tests::failures({"00", "00", "01", "00"});
    for (std::size_t i = 0; i < answers.size(); ++i)
        answers[i].confidence = std::array<float, 4>{0.95F, 0.95F, 0.95F, 0.25F}[i];
    const auto found = calibrationOf(answers, 1);
    REQUIRE(found);
    // .95 of three of which two are right, and .25 of one that is right.
    CHECK(found->error == Approx((3 * (.95 - 2. / 3) + .75) / 4));
    CHECK(found->bins.size() == 15);
    CHECK(found->bins[14].answers == 3);
    CHECK(found->bins[3].answers == 1);
    CHECK(found->bins[3].low == Approx(.2));
    CHECK(found->right->answers == 3);
    CHECK(found->right->median == Approx(.95));
    CHECK(found->wrong->mean == Approx(.95));
    CHECK(found->interval.low <= found->error);
    CHECK(found->interval.high >= found->error);
    CHECK(found->resamples == 2000);
    CHECK(calibrationOf(answers, 1)->interval.high == found->interval.high);
    answers[2].confidence.reset();
    CHECK_FALSE(calibrationOf(answers, 1));
    CHECK_FALSE(calibrationOf({}, 1));
}

TEST_CASE("A confidence on the edge of two bins lies in the lower one, and 0 and 1 in the outer ones") {
    auto answers = tests::failures({"00", "00", "00"});
    answers[0].confidence = 0.0F;
    answers[1].confidence = 1.0F;
    answers[2].confidence = 0.5F;
    const auto found = calibrationOf(answers, 1, 2);
    CHECK(found->bins[0].answers == 2);
    CHECK(found->bins[1].answers == 1);
    CHECK(found->right);
    CHECK_FALSE(found->wrong);
}

TEST_CASE(
    "A half, a quarter and a quarter of 903 failures need 349 labels until shares are known to five points") {
    using Counts = std::vector<std::uint64_t>;
    const auto three = labelsNeeded(Counts{50, 25, 25}, 100, 903);
    REQUIRE(three);
    CHECK(three->decided == 349);
    CHECK(three->further == 249);
    CHECK(three->presentWidth > .05);
    CHECK(labelsNeeded(Counts{100, 50, 25, 25}, 200, 903)->decided == 368);
    CHECK(labelsNeeded(Counts{200, 100, 100}, 400, 903)->further == 0);
    CHECK(labelsNeeded(Counts{450, 225, 225}, 903, 903)->presentWidth == 0);
    // A quarter is excluded: so it goes on.
    const auto excluded = labelsNeeded(Counts{30, 30, 15}, 100, 903);
    CHECK(excluded->decided > labelsNeeded(Counts{40, 40, 20}, 100, 903)->decided);
    CHECK_FALSE(labelsNeeded(Counts{0, 0}, 5, 903));
    CHECK_FALSE(labelsNeeded(Counts{}, 0, 0));
}

TEST_CASE("The stratified mean of three strata is the textbook's") {
    const std::array<StratumMean, 3> strata{
        {{155, 20, 33.900, 5.95}, {62, 8, 25.125, 15.25}, {93, 12, 19.000, 9.36}}};
    const auto mean = stratifiedMean(strata);
    CHECK(mean.mean == Approx(27.675).margin(5e-4));
    CHECK(mean.variance == Approx(1.970).margin(5e-4));
    CHECK(std::sqrt(mean.variance) == Approx(1.404).margin(5e-4));
}

TEST_CASE("Shares of a plan by class pairs weigh each pair by its failures") {
    // A large pair of which few were drawn, a small one that was drawn whole.
    const std::vector<Stratum> strata{{classId(0), classId(1), 90, {5, 5}},
                                      {classId(0), classId(2), 10, {10, 0}}};
    const auto shares = stratifiedShares(strata);
    REQUIRE(shares.size() == 2);
    CHECK(shares[0].share == Approx(.9 * .5 + .1)); // not 15 of 20
    const double variance = .9 * .9 * (1 - 10. / 90) * (.25 * 10 / 9) / 10;
    CHECK(shares[0].variance == Approx(variance));
    CHECK(shares[1].variance == Approx(variance));
    const double n = .55 * .45 / variance;
    const auto goodman = goodmanIntervals(std::vector<double>{.55, .45}, n);
    CHECK(shares[0].interval.low == Approx(goodman[0].low));
    CHECK(shares[0].interval.high == Approx(goodman[0].high));
    CHECK(stratifiedShares(std::vector<Stratum>{{classId(0), classId(1), 9, {0, 0}}}).empty());
}

TEST_CASE("A plan that is labelled whole has points for intervals") {
    const std::vector<Stratum> whole{{classId(0), classId(1), 1, {1, 0}},
                                     {classId(1), classId(0), 3, {1, 2}}};
    const auto shares = stratifiedShares(joinedStrata(whole));
    CHECK(shares[0].interval.low == Approx(.5));
    CHECK(shares[0].interval.high == Approx(.5));
}

TEST_CASE("A stratum with one label is joined to the next of its true class") {
    const auto joined = joinedStrata({{classId(1), classId(3), 7, {1, 0}},
                                      {classId(0), classId(1), 5, {1, 0}},
                                      {classId(0), classId(2), 6, {2, 2}},
                                      {classId(0), classId(3), 4, {0, 1}},
                                      {classId(1), classId(0), 1, {1, 0}},
                                      {classId(1), classId(2), 9, {3, 0}}});
    REQUIRE(joined.size() == 3);
    CHECK(joined[0].population == 15); // 5 to 6, and 4, the last one, back to both
    CHECK(joined[0].counts == std::vector<std::uint64_t>{3, 3});
    CHECK(joined[1].population == 1); // seen whole: it needs no company
    CHECK(joined[2].population == 16);
    CHECK(joinedStrata({{classId(0), classId(1), 5, {1, 0}}, {classId(1), classId(0), 5, {2, 2}}}).size() ==
          1);
}

TEST_CASE("Adjusted Rand and adjusted mutual information of two partitions are the reference's") {
    const auto table = crossTable(groups("1112223333"), groups("1122233331"));
    CHECK(adjustedRand(table) == Approx(.2045455).margin(5e-8));
    CHECK(adjustedMutualInformation(table) == Approx(.2372888).margin(5e-8));
    const auto same = crossTable(groups("112233"), groups("332211"));
    CHECK(adjustedRand(same) == Approx(1));
    CHECK(adjustedMutualInformation(same) == Approx(1));
    CHECK_FALSE(adjustedRand(crossTable(groups("1111"), groups("1111"))));
    CHECK_FALSE(adjustedMutualInformation(crossTable(groups("1111"), groups("1111"))));
    CHECK_FALSE(adjustedRand(crossTable(groups("1"), groups("1"))));
}

TEST_CASE("Clusters are found where rows lie apart, and the same seed finds the same") {
    base::Random random(5);
    std::vector<float> rows;
    for (int i = 0; i < 90; ++i)
        for (int j = 0; j < 4; ++j)
            rows.push_back(static_cast<float>(tests::normal(random) * 0.2 + (j == i % 3 ? 5 : 0)));
    const Clusters found = kMeans(rows, 4, 3, 10, 1);
    for (std::size_t i = 0; i < 90; ++i)
        CHECK(found.of[i] == found.of[i % 3]);
    CHECK(found.of[0] != found.of[1]);
    CHECK(found.of[1] != found.of[2]);
    CHECK(kMeans(rows, 4, 3, 10, 1).of == found.of);
    CHECK(found.inertia < kMeans(rows, 4, 2, 10, 1).inertia);
    CHECK(kMeans({}, 4, 3, 10, 1).of.empty());
    CHECK(kMeans(std::vector<float>(12, 1.0F), 4, 3, 2, 1).of == std::vector<std::uint32_t>{0, 0, 0});
}

TEST_CASE("Rows that are centred by class pair tell nothing of the pair") {
    std::vector<CategorisedFailure> failures{
        {classId(0), classId(1), 0, 0}, {classId(0), classId(1), 0, 0}, {classId(1), classId(0), 0, 0}};
    const auto centred = centredByPair(failures, std::vector<float>{1, 2, 3, 6, 9, 9}, 2);
    CHECK(centred == std::vector<float>{-1, -2, 1, 2, 0, 0});
}

TEST_CASE("Clusters that are the modes agree with them beyond what class pairs bring") {
    std::vector<CategorisedFailure> failures;
    std::vector<std::uint32_t> modes, nothing;
    base::Random random(8);
    for (std::size_t i = 0; i < 200; ++i) {
        const auto mode = static_cast<std::uint32_t>(random.below(3));
        failures.push_back({classId(i % 4), classId(4 + i % 2), mode, 0});
        modes.push_back(random.below(10) < 8 ? mode : static_cast<std::uint32_t>(random.below(3)));
        nothing.push_back(static_cast<std::uint32_t>(random.below(3)));
    }
    const auto found = clusterAgreement(failures, modes, 499, 1);
    REQUIRE(found);
    CHECK(found->adjustedRand > .4);
    CHECK(found->randP == Approx(1. / 500));
    CHECK(found->mutualP == Approx(1. / 500));
    CHECK(std::abs(found->randExpected) < .02);
    CHECK(clusterAgreement(failures, nothing, 499, 1)->randP > .05);
    CHECK(clusterAgreement(failures, std::vector<std::uint32_t>(200, 0), 499, 1)->adjustedRand == Approx(0));
}
