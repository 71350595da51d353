// SPDX-License-Identifier: GPL-3.0-or-later
// What the verdict finds where something is planted, and how rarely it finds what is not there.
#include "core/analysis/excess_test.h"
#include "core/analysis/verdict.h"

#include "core/base/random.h"
#include "tests/core/analysis/cifar_failures.h"

#include <array>
#include <cmath>
#include <numbers>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;
using base::ClassId;
using base::Random;

namespace {

constexpr std::size_t classes = 10;
constexpr int permutations = 499;
using Shares = std::array<double, 3>;
using FourShares = std::array<double, 4>; ///< of three modes, and none
constexpr Shares usual{.5, .3, .2};

template <std::size_t N>
std::uint32_t drawn(Random& random, const std::array<double, N>& shares) {
    double sum = 0;
    for (const double share : shares)
        sum += share;
    double left = random.unit() * sum;
    for (std::uint32_t i = 0; i + 1 < N; ++i)
        if ((left -= shares[i]) < 0)
            return i;
    return N - 1;
}

/// How labels come about, and what is hidden in the features.
struct Planted {
    enum class By { Nothing, PredictedClass, HiddenGroup } by = By::Nothing;
    double strength = 0; ///< with this probability a label is the planted one
    double distance = 0; ///< of the hidden groups in the features
    Shares shares = usual;
    enum class Null { Same, RandomJudges, ClassShares, JudgesByClass, Controls } null = Null::Same;
};

struct Study {
    std::vector<CategorisedFailure> failures;
    std::vector<float> features;
    std::vector<CategorisedItem> items; ///< with controls, where those are labelled
};
constexpr std::size_t width = classes + 20;

template <std::size_t N>
std::array<double, N> scattered(Random& random, const std::array<double, N>& around) {
    std::array<double, N> shares = around;
    for (double& share : shares)
        share *= std::exp(0.4 * tests::normal(random));
    return shares;
}

/// A random sample of the failures, labelled.
Study studyOf(const Planted& planted, std::size_t labelled, std::uint64_t seed) {
    Random random(seed);
    std::vector<std::pair<int, int>> all;
    for (int truth = 0; truth < static_cast<int>(classes); ++truth)
        for (int predicted = 0; predicted < static_cast<int>(classes); ++predicted)
            for (int i = 0;
                 i <
                 tests::cifarFailures[static_cast<std::size_t>(truth)][static_cast<std::size_t>(predicted)];
                 ++i)
                all.emplace_back(truth, predicted);
    base::shuffle(all, random);
    all.resize(labelled);
    std::vector<std::uint32_t> modeOfClass;
    for (std::uint32_t i = 0; i < classes; ++i)
        modeOfClass.push_back(i % 3);
    base::shuffle(modeOfClass, random);
    std::array<Shares, classes> ofClass{};
    for (Shares& shares : ofClass)
        shares = planted.null == Planted::Null::ClassShares || planted.null == Planted::Null::Controls
                     ? scattered(random, planted.shares)
                     : planted.shares;
    std::vector<std::size_t> judged(classes);
    for (std::size_t i = 0; i < classes; ++i)
        judged[i] = i % 2;
    base::shuffle(judged, random);
    constexpr std::array<Shares, 2> habits{{{.60, .25, .15}, {.35, .35, .30}}};

    Study study;
    for (const auto& [truth, predicted] : all) {
        const auto t = static_cast<std::size_t>(truth), p = static_cast<std::size_t>(predicted);
        const std::uint32_t hidden = drawn(random, std::array<double, 3>{.40, .35, .25});
        std::uint32_t judges = 0;
        Shares shares = ofClass[t];
        if (planted.null == Planted::Null::RandomJudges)
            judges = static_cast<std::uint32_t>(random.below(2));
        if (planted.null == Planted::Null::JudgesByClass) {
            judges = static_cast<std::uint32_t>(judged[t]);
            shares = habits[judges];
        }
        std::uint32_t category = drawn(random, shares);
        if (planted.by != Planted::By::Nothing && random.unit() < planted.strength)
            category = planted.by == Planted::By::PredictedClass ? modeOfClass[p] : hidden;
        study.failures.push_back({ClassId(static_cast<std::uint16_t>(truth)),
                                  ClassId(static_cast<std::uint16_t>(predicted)), category, judges});
        for (std::size_t i = 0; i < width; ++i) {
            double value = tests::normal(random);
            if (i == p)
                value += 2;
            if (i == t)
                value += 1;
            if (i == classes + hidden)
                value += planted.distance;
            study.features.push_back(static_cast<float>(value));
        }
    }
    if (planted.null != Planted::Null::Controls)
        return study;
    for (const CategorisedFailure& failure : study.failures)
        study.items.push_back({failure.truth, true, failure.category, failure.judges});
    for (int i = 0; i < 300; ++i) {
        const ClassId truth = study.failures[random.below(study.failures.size())].truth;
        study.items.push_back({truth, false, drawn(random, ofClass[truth.value]), 0});
    }
    return study;
}

/// 300 failures and 300 controls, shares of each true class about the same for both; among failures the first
/// mode has so many times its odds.
Study excessStudyOf(double odds, std::uint64_t seed) {
    Study study = studyOf({}, 300, seed); // classes and features
    Random random(seed + 3);
    std::array<FourShares, classes> ofClass{};
    for (FourShares& shares : ofClass)
        shares = scattered(random, FourShares{.30, .20, .12, .38});
    for (CategorisedFailure& failure : study.failures) {
        FourShares shares = ofClass[failure.truth.value];
        shares[0] *= odds;
        failure.category = drawn(random, shares);
        study.items.push_back({failure.truth, true, failure.category, 0});
    }
    for (int i = 0; i < 300; ++i) {
        const ClassId truth = study.failures[random.below(study.failures.size())].truth;
        study.items.push_back({truth, false, drawn(random, ofClass[truth.value]), 0});
    }
    return study;
}

std::vector<VerdictTest> testsOf(const Study& study, std::uint64_t seed) {
    std::vector<VerdictTest> tests{
        {"confusion", confusionTest(study.failures, permutations, seed), {}, confusionThreshold},
        {"representation",
         representationTest(study.failures, nearestByCosine(study.features, width, standardNeighbours),
                            permutations, seed + 1),
         {},
         representationThreshold},
        {"excess",
         study.items.empty() ? std::nullopt : excessTest(study.items, 3, permutations, seed + 2),
         {},
         excessThreshold}};
    judge(tests);
    return tests;
}

VerdictWord verdictOf(const Study& study, std::uint64_t seed) {
    return decide(testsOf(study, seed), study.failures, std::nullopt, 0).word;
}

/// Percent of the studies in which `excess` is weak or shown, corrected for being one of three tests.
double excessRateOf(double odds, int studies) {
    int found = 0;
    for (int i = 0; i < studies; ++i) {
        const std::uint64_t seed = 1000 * static_cast<std::uint64_t>(i) + 29;
        const TestWord word = testsOf(excessStudyOf(odds, seed), seed).back().word;
        found += word == TestWord::Weak || word == TestWord::Shown ? 1 : 0;
    }
    return 100.0 * found / studies;
}

struct Rates {
    double clustered = 0; ///< percent
    double atLeastWeakly = 0;
};

Rates ratesOf(const Planted& planted, std::size_t labelled, int studies) {
    Rates rates;
    for (int i = 0; i < studies; ++i) {
        const std::uint64_t seed = 1000 * static_cast<std::uint64_t>(i) + 17;
        const VerdictWord word = verdictOf(studyOf(planted, labelled, seed), seed);
        rates.clustered += word == VerdictWord::Clustered ? 100.0 / studies : 0;
        rates.atLeastWeakly +=
            word == VerdictWord::Clustered || word == VerdictWord::WeaklyClustered ? 100.0 / studies : 0;
    }
    return rates;
}

} // namespace

TEST_CASE("What is planted in 200 studies is found as often as it was measured to be", "[slow]") {
    using enum Planted::By;
    struct Row {
        Planted planted;
        std::size_t labelled;
        double clustered, atLeastWeakly; ///< percent, at least: three standard errors below what was measured
    };
    const auto row =
        GENERATE(Row{{PredictedClass, .8}, 150, 98, 99}, Row{{PredictedClass, .4}, 300, 88, 95},
                 Row{{PredictedClass, .4}, 903, 98, 99}, Row{{HiddenGroup, .8, 1.5}, 150, 91, 96},
                 Row{{HiddenGroup, .5, 2}, 300, 95, 98});
    const Rates rates = ratesOf(row.planted, row.labelled, 200);
    CAPTURE(row.labelled, row.planted.strength, rates.clustered, rates.atLeastWeakly);
    CHECK(rates.clustered >= row.clustered);
    CHECK(rates.atLeastWeakly >= row.atLeastWeakly);
}

namespace {

void checkNulls(std::size_t labelled) {
    using enum Planted::Null;
    const auto null = GENERATE(Planted{}, Planted{Planted::By::Nothing, 0, 0, Shares{.9, .07, .03}},
                               Planted{Planted::By::Nothing, 0, 0, usual, RandomJudges},
                               Planted{Planted::By::Nothing, 0, 0, usual, ClassShares},
                               Planted{Planted::By::Nothing, 0, 0, usual, JudgesByClass},
                               Planted{Planted::By::Nothing, 0, 0, usual, Controls});
    const Rates rates = ratesOf(null, labelled, 1000);
    CAPTURE(labelled, static_cast<int>(null.null), null.shares[0], rates.clustered, rates.atLeastWeakly);
    CHECK(rates.clustered <= 2);
    CHECK(rates.atLeastWeakly <= 7.5);
}

} // namespace

TEST_CASE("Where nothing is planted in 1,000 studies with 150 labels hardly anything is found", "[slow]") {
    checkNulls(150);
}

TEST_CASE("Where nothing is planted in 1,000 studies with 300 labels hardly anything is found", "[slow]") {
    checkNulls(300);
}

TEST_CASE("Where nothing is planted in 1,000 studies with all labels hardly anything is found", "[slow]") {
    checkNulls(903);
}

TEST_CASE("A mode of twice the odds among failures is found, and one of the same odds hardly ever",
          "[slow]") {
    CHECK(excessRateOf(2, 200) >= 78);
    CHECK(excessRateOf(1, 1000) <= 7.5);
}
