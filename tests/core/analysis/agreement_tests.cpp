// SPDX-License-Identifier: GPL-3.0-or-later
// Held to published figures: SAS's and R's (irrCAC, irr) outputs, Fleiss 1971, Krippendorff's and Gwet's own
// examples, and figures recomputed from their formulas.
#include "core/analysis/agreement.h"
#include "core/base/random.h"
#include "tests/support/real_data.h"

#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using namespace faultline::analysis;

namespace {

/// Two raters whose units are those of a table, row by row.
Ratings fromTable(std::size_t categories, const std::vector<int>& table) {
    Ratings ratings{2, categories, {}};
    for (std::size_t row = 0; row < categories; ++row)
        for (std::size_t column = 0; column < categories; ++column)
            for (int i = 0; i < table[row * categories + column]; ++i) {
                ratings.values.push_back(static_cast<std::int16_t>(row));
                ratings.values.push_back(static_cast<std::int16_t>(column));
            }
    return ratings;
}

/// Raters whose counts by category each unit has.
Ratings fromCounts(std::size_t raters, const std::vector<std::vector<int>>& units) {
    Ratings ratings{raters, units.front().size(), {}};
    for (const std::vector<int>& unit : units) {
        const std::size_t begin = ratings.values.size();
        for (std::size_t category = 0; category < unit.size(); ++category)
            for (int i = 0; i < unit[category]; ++i)
                ratings.values.push_back(static_cast<std::int16_t>(category));
        ratings.values.resize(begin + raters, Ratings::none);
    }
    return ratings;
}

/// The same, a digit for each count.
Ratings fromDigits(std::size_t raters, const std::vector<std::string>& units) {
    std::vector<std::vector<int>> counts;
    for (const std::string& unit : units) {
        counts.emplace_back();
        for (const char digit : unit)
            counts.back().push_back(digit - '0');
    }
    return fromCounts(raters, counts);
}

/// Units as text, one character a rater; "-" is no rating, "1" category 0.
Ratings fromText(std::size_t raters, std::size_t categories, const std::vector<std::string>& units) {
    Ratings ratings{raters, categories, {}};
    for (const std::string& unit : units)
        for (const char rating : unit)
            ratings.values.push_back(rating == '-' ? Ratings::none : static_cast<std::int16_t>(rating - '1'));
    return ratings;
}

} // namespace

TEST_CASE("Cohen's kappa and its standard error are those of SAS and R") {
    const auto sas = cohenKappa(fromTable(3, {0, 4, 1, 0, 8, 0, 0, 1, 5}));
    REQUIRE(sas);
    CHECK(sas->estimate == Approx(.4841629).margin(5e-8));
    CHECK(sas->standardError == Approx(.1380136).margin(5e-8));
    CHECK(sas->low == Approx(.2137).margin(5e-5));
    CHECK(sas->high == Approx(.7547).margin(5e-5));
    CHECK(cohenKappa(fromTable(2, {20, 5, 10, 15}))->estimate == Approx(.4));
    CHECK(cohenKappa(fromTable(2, {45, 15, 25, 15}))->estimate == Approx(.130435).margin(5e-7));
    CHECK(cohenKappa(fromTable(2, {25, 35, 5, 35}))->estimate == Approx(.259259).margin(5e-7));
    CHECK(gwetAc1(fromTable(2, {20, 5, 10, 15}))->estimate == Approx(.405941).margin(5e-7));
    CHECK(gwetAc1(fromTable(2, {45, 15, 25, 15}))->estimate == Approx(.266055).margin(5e-7));
    CHECK(gwetAc1(fromTable(2, {25, 35, 5, 35}))->estimate == Approx(.207921).margin(5e-7));
}

TEST_CASE("Where one category prevails kappa is low though people agree, and AC1 is not") {
    const Ratings paradox = fromTable(2, {118, 5, 2, 0});
    CHECK(cohenKappa(paradox)->estimate == Approx(-.023392).margin(5e-7));
    CHECK(gwetAc1(paradox)->estimate == Approx(.940776).margin(5e-7));
    CHECK(rawAgreement(paradox)->estimate == Approx(118.0 / 125));
}

TEST_CASE("Gwet's example of three categories") {
    const Ratings table = fromTable(3, {13, 0, 0, 0, 20, 7, 0, 4, 56});
    CHECK(rawAgreement(table)->estimate == Approx(.89));
    CHECK(cohenKappa(table)->estimate == Approx(.7964094).margin(5e-8));
    CHECK(cohenKappa(table)->standardError == Approx(.0589107).margin(5e-8));
    CHECK(fleissKappa(table)->estimate == Approx(.7962397).margin(5e-8)); // of two raters: Scott's pi
    CHECK(gwetAc1(table)->estimate == Approx(.8493305).margin(5e-8));
    CHECK(gwetAc1(table)->standardError == Approx(.0434352).margin(5e-8));
    CHECK(krippendorffAlpha(table, 1)->estimate == Approx(.7972585).margin(5e-8));
    CHECK(*specificAgreement(table, 0) == Approx(1));
    CHECK(*specificAgreement(table, 1) == Approx(.784314).margin(5e-7));
    CHECK(*specificAgreement(table, 2) == Approx(.910569).margin(5e-7));
    CHECK(confusionOf(table, 0, 1) == std::vector<std::uint64_t>{13, 0, 0, 0, 20, 7, 0, 4, 56});
    CHECK(confusionOf(table, 1, 0) == std::vector<std::uint64_t>{13, 0, 0, 0, 20, 4, 0, 7, 56});
}

TEST_CASE("Fleiss' kappa of ten subjects and fourteen raters") {
    const Ratings ratings = fromCounts(14, {{0, 0, 0, 0, 14},
                                            {0, 2, 6, 4, 2},
                                            {0, 0, 3, 5, 6},
                                            {0, 3, 9, 2, 0},
                                            {2, 2, 8, 1, 1},
                                            {7, 7, 0, 0, 0},
                                            {3, 2, 6, 3, 0},
                                            {2, 5, 3, 2, 2},
                                            {6, 5, 2, 1, 0},
                                            {0, 2, 2, 3, 7}});
    CHECK(fleissKappa(ratings)->estimate == Approx(.2099307).margin(5e-8));
}

TEST_CASE("Gwet's example of six raters, with his standard errors and intervals") {
    const std::vector<std::string> rows{"00060", "03003", "01401", "00006", "03030",
                                        "20400", "00402", "20310", "20040", "00006",
                                        "10050", "11040", "03300", "10050", "02031"};
    const Ratings ratings = fromDigits(6, rows);
    const auto ac1 = gwetAc1(ratings);
    CHECK(ac1->estimate == Approx(.4448007).margin(5e-8));
    CHECK(ac1->standardError == Approx(.0841876).margin(5e-8));
    CHECK(ac1->low == Approx(.264).margin(5e-4));
    CHECK(ac1->high == Approx(.625).margin(5e-4));
    CHECK(fleissKappa(ratings)->estimate == Approx(.4139265).margin(5e-8));
    CHECK(fleissKappa(ratings)->standardError == Approx(.0811929).margin(5e-8));
    CHECK(krippendorffAlpha(ratings, 1)->estimate == Approx(.4204384).margin(5e-8));
}

TEST_CASE("Krippendorff's example with missing ratings, in all three measures") {
    const Ratings ratings = fromText(
        4, 5,
        {"11-1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "-555", "--11", "--3-"});
    CHECK(krippendorffAlpha(ratings, 1)->estimate == Approx(.74342).margin(5e-6));
    CHECK(gwetAc1(ratings)->estimate == Approx(.77544).margin(5e-6));
    CHECK(fleissKappa(ratings)->estimate == Approx(.76117).margin(5e-6));
    CHECK(rawAgreement(ratings)->estimate == Approx(.8181818).margin(5e-8));
    CHECK(ratings.count() == 41);
}

TEST_CASE("Alpha of three coders and fifteen units, and of words") {
    const Ratings coders = fromText(3, 4,
                                    {"-1-", "---", "-22", "-11", "-33", "334", "444", "13-", "2-2", "1-1",
                                     "1-1", "3-3", "3-3", "---", "3-4"});
    CHECK(krippendorffAlpha(coders, 1)->estimate == Approx(.691358).margin(5e-7));
    const Ratings words = fromText(3, 3, {"111", "222", "331", "-11"});
    CHECK(krippendorffAlpha(words, 1)->estimate == Approx(.722222).margin(5e-7));
}

TEST_CASE("Fleiss' own example: thirty patients, six psychiatrists, five diagnoses") {
    const std::vector<std::string> rows{
        "00060", "03003", "01401", "00006", "03030", "20400", "00402", "20310", "20040", "00006",
        "10050", "11040", "03300", "10050", "02031", "00501", "30012", "51000", "02040", "10203",
        "00006", "01050", "02013", "20040", "10041", "05010", "40002", "02040", "10500", "00006"};
    CHECK(fleissKappa(fromDigits(6, rows))->estimate == Approx(.4302445).margin(5e-8));
}

TEST_CASE("Perfect agreement is 1; one category alone is not defined") {
    const Ratings perfect = fromTable(2, {6, 0, 0, 6});
    CHECK(cohenKappa(perfect)->estimate == Approx(1));
    CHECK(fleissKappa(perfect)->estimate == Approx(1));
    CHECK(gwetAc1(perfect)->estimate == Approx(1));
    CHECK(krippendorffAlpha(perfect, 1)->estimate == Approx(1));
    const Ratings single = fromTable(2, {12, 0, 0, 0});
    CHECK_FALSE(cohenKappa(single));
    CHECK_FALSE(fleissKappa(single));
    CHECK_FALSE(krippendorffAlpha(single, 1));
    CHECK_FALSE(specificAgreement(single, 1));
    CHECK_FALSE(rawAgreement(fromText(2, 2, {"1-", "-2"})));
    CHECK_FALSE(gwetAc1(fromText(2, 2, {"1-", "-2"})));
    CHECK_FALSE(cohenKappa(fromText(3, 2, {"111", "222"})));
}

TEST_CASE("One category against all others, of two raters, is the two-by-two table") {
    const Ratings table = fromTable(3, {13, 0, 0, 0, 20, 7, 0, 4, 56});
    CHECK(confusionOf(table.dichotomised(1), 0, 1) == std::vector<std::uint64_t>{69, 4, 7, 20});
}

TEST_CASE("The bootstrap interval of alpha is that of its seed and covers the planted agreement") {
    // Two raters who see the same of three equally frequent categories with probability .6, else guess: alpha
    // .6.
    int covered = 0;
    constexpr int studies = 200;
    for (int study = 0; study < studies; ++study) {
        base::Random random(static_cast<std::uint64_t>(study));
        Ratings ratings{2, 3, {}};
        for (int unit = 0; unit < 150; ++unit) {
            const auto first = static_cast<std::int16_t>(random.below(3));
            ratings.values.push_back(first);
            ratings.values.push_back(random.unit() < 0.6 ? first
                                                         : static_cast<std::int16_t>(random.below(3)));
        }
        const auto alpha = krippendorffAlpha(ratings, 5);
        REQUIRE(alpha);
        covered += alpha->low <= 0.6 && 0.6 <= alpha->high ? 1 : 0;
        if (study == 0) {
            CHECK(krippendorffAlpha(ratings, 5)->low == alpha->low);
        }
    }
    CHECK(covered >= 180); // 95 % of 200, less three standard errors
    CHECK(covered <= 199);
}

TEST_CASE("Five people's answers on suspected label errors of CIFAR-10 agree as other programs say",
          "[real]") {
    const auto folder = tests::extraDataFolder();
    if (!folder)
        SKIP_TEST("no further real files: set FAULTLINE_TEST_DATA");
    std::ifstream file(*folder / "real/cifar10_mturk.json");
    std::vector<std::vector<int>> units;
    std::vector<int> totals(4);
    for (const auto& item : nlohmann::json::parse(file)) {
        units.emplace_back();
        for (const char* answer : {"given", "guessed", "neither", "both"}) {
            units.back().push_back(item.at("mturk").at(answer));
            totals[units.back().size() - 1] += units.back().back();
        }
    }
    REQUIRE(units.size() == 275);
    CHECK(totals == std::vector<int>{990, 187, 89, 109});
    const Ratings ratings = fromCounts(5, units);
    CHECK(rawAgreement(ratings)->estimate == Approx(.612727).margin(5e-7));
    CHECK(fleissKappa(ratings)->estimate == Approx(.144395).margin(5e-7));
    CHECK(krippendorffAlpha(ratings, 1)->estimate == Approx(.145017).margin(5e-7));
    CHECK(gwetAc1(ratings)->estimate == Approx(.543915).margin(5e-7));
}
