// SPDX-License-Identifier: GPL-3.0-or-later
// Held to the example of Dawid and Skene (1979): 45 patients, whose fitness for anaesthesia five observers
// judged, the first one three times. Figures: theirs, recomputed to more digits.
#include "core/analysis/dawid_skene.h"
#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;

namespace {

/// Table 1 of the paper: of each patient the three judgements of observer 1, then those of 2 to 5.
constexpr std::array<std::string_view, 45> patients{
    "1111111", "3334334", "1122122", "2223121", "2223222", "2223322", "1222111", "3333433", "2222223",
    "2322223", "4444444", "2223343", "1111111", "2223212", "1211111", "1112111", "1111111", "1111111",
    "2222221", "2221322", "2222222", "2222221", "2223222", "2212222", "1111111", "1111111", "2322222",
    "1111111", "1111111", "1121121", "1111111", "3333233", "1111111", "2222222", "2223232", "4334343",
    "2212232", "2323233", "3333432", "1111111", "1111111", "1212111", "2322222", "1211111", "2222222"};

std::vector<Response> paperResponses() {
    std::vector<Response> responses;
    for (std::size_t patient = 0; patient < patients.size(); ++patient)
        for (std::size_t i = 0; i < patients[patient].size(); ++i)
            responses.push_back(
                {patient, i < 3 ? 0 : i - 2, static_cast<std::size_t>(patients[patient][i] - '1')});
    return responses;
}

DawidSkene paper() {
    return dawidSkene(paperResponses(), patients.size(), 5, 4);
}

void checkRows(const DawidSkene& found, std::size_t rater, const std::vector<std::vector<double>>& rows) {
    for (std::size_t truth = 0; truth < rows.size(); ++truth)
        for (std::size_t said = 0; said < rows[truth].size(); ++said) {
            INFO("rater " << rater + 1 << ", truth " << truth + 1 << ", said " << said + 1);
            CHECK(found.errorRate(rater, truth, said) == Approx(rows[truth][said]).margin(.00005));
        }
}

/// Units of known categories, and raters who err at these rates in any other category.
std::vector<Response> drawn(std::size_t units, std::size_t categories, const std::vector<double>& errs,
                            std::uint64_t seed) {
    base::Random random(seed);
    std::vector<Response> responses;
    for (std::size_t unit = 0; unit < units; ++unit)
        for (std::size_t rater = 0; rater < errs.size(); ++rater) {
            std::size_t said = unit % categories;
            if (random.unit() < errs[rater])
                said = (said + 1 + random.below(categories - 1)) % categories;
            responses.push_back({unit, rater, said});
        }
    return responses;
}

} // namespace

TEST_CASE("Dawid and Skene's anaesthetists are as in their paper") {
    const DawidSkene found = paper();
    const std::vector<double> shares{.3996, .4220, .1118, .0667};
    for (std::size_t j = 0; j < shares.size(); ++j)
        CHECK(found.shares[j] == Approx(shares[j]).margin(.00005));
    CHECK(found.logLikelihood == Approx(-192.89088).margin(.000005));
    CHECK(found.iterations == 30);
    checkRows(found, 0,
              {{.8895, .1105, 0, 0}, {.0706, .8764, .0530, 0}, {0, .3388, .6612, 0}, {0, 0, .5556, .4444}});
    checkRows(found, 1, {{.8342, .1658, 0, 0}, {.0527, .6329, .3143, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}});
}

TEST_CASE("Dawid and Skene's patients fall into 18, 19, 5 and 3") {
    const DawidSkene found = paper();
    std::array<int, 4> counts{};
    for (std::size_t patient = 0; patient < patients.size(); ++patient) {
        REQUIRE(found.category(patient));
        ++counts[*found.category(patient)];
    }
    CHECK(counts == std::array<int, 4>{18, 19, 5, 3});
    CHECK(found.category(2) == 1u);  // patient 3
    CHECK(found.category(11) == 2u); // patient 12
    CHECK(found.category(35) == 3u); // patient 36
}

TEST_CASE("The estimate does not depend on the order of the responses") {
    std::vector<Response> responses = paperResponses();
    base::Random random(7);
    base::shuffle(responses, random);
    const DawidSkene found = dawidSkene(responses, patients.size(), 5, 4);
    CHECK(found.posteriors == paper().posteriors);
    CHECK(found.errorRates == paper().errorRates);
}

TEST_CASE("Two raters who are right count more than three who guess") {
    constexpr std::size_t units = 600, raters = 5;
    const std::vector<Response> responses = drawn(units, 3, {.1, .1, .6, .6, .6}, 11);
    const DawidSkene found = dawidSkene(responses, units, raters, 3);
    std::size_t right = 0, majorityRight = 0;
    for (std::size_t unit = 0; unit < units; ++unit) {
        right += found.category(unit) == unit % 3 ? 1 : 0;
        std::array<int, 3> votes{};
        for (std::size_t rater = 0; rater < raters; ++rater)
            ++votes[responses[unit * raters + rater].category];
        const auto most = std::ranges::max_element(votes);
        majorityRight += std::ranges::count(votes, *most) == 1 && votes[unit % 3] == *most ? 1 : 0;
    }
    INFO(right << " of " << units << ", majority " << majorityRight);
    CHECK(right > majorityRight + units / 20);
    CHECK(found.errorRate(0, 0, 0) == Approx(.9).margin(.1));
    CHECK(found.errorRate(4, 1, 1) == Approx(.4).margin(.1));
}

TEST_CASE("Missing responses, units without any and one category alone are no error") {
    const DawidSkene found = dawidSkene(std::vector<Response>{{0, 0, 0}, {0, 1, 0}, {2, 1, 0}}, 3, 2, 2);
    CHECK(found.category(0) == 0u);
    CHECK(found.category(1) == std::nullopt);
    CHECK(found.category(2) == 0u);
    CHECK(found.shares == std::vector<double>{1, 0});
    for (const double value : found.errorRates)
        CHECK(std::isfinite(value));
    CHECK(found.logLikelihood == Approx(0).margin(1e-12));
    CHECK(dawidSkene({}, 0, 0, 0).posteriors.empty());
}

TEST_CASE("A unit whose two raters are alike in everything and differ is of no category") {
    // Each says what the other one does not, as often in either direction.
    const DawidSkene found =
        dawidSkene(std::vector<Response>{{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}}, 2, 2, 2);
    CHECK(found.category(0) == std::nullopt);
    CHECK(found.category(1) == std::nullopt);
}
