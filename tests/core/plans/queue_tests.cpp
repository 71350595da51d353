// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/queue.h"

#include "core/base/random.h"
#include "core/base/uuid.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using base::AnnotatorId;
using base::Random;
using base::SampleIndex;
using plans::Plan;
using plans::PlanItem;
using plans::QueuePlace;
using plans::Role;

namespace {

const labels::Annotator ada{AnnotatorId(1), "11111111-1111-4111-8111-111111111111", "ada"};
const labels::Annotator ben{AnnotatorId(2), "22222222-2222-4222-8222-222222222222", "ben"};

/// So many failures and controls, of which so many are in the overlap.
Plan plan(std::size_t failures, std::size_t failuresOfOverlap, std::size_t controls,
          std::size_t controlsOfOverlap, std::uint64_t seed) {
    Plan plan;
    plan.options.seed = seed;
    for (std::uint32_t i = 0; i < failures + controls; ++i) {
        PlanItem item;
        item.sample = SampleIndex(i);
        item.role = i < failures ? Role::Failure : Role::Control;
        item.isOverlap = i < failures ? i < failuresOfOverlap : i - failures < controlsOfOverlap;
        plan.items.push_back(item);
    }
    return plan;
}

std::vector<SampleIndex> firstShowings(const std::vector<QueuePlace>& queue) {
    std::vector<SampleIndex> samples;
    for (const QueuePlace& place : queue)
        if (!place.isRepeat)
            samples.push_back(place.sample);
    return samples;
}

/// The largest distance of a block's count from the plan's share.
double worstBlock(const Plan& plan, const std::vector<SampleIndex>& order, bool PlanItem::*member, Role role,
                  bool isOfRole) {
    const auto counts = [&](const PlanItem& item) { return isOfRole ? item.role == role : item.*member; };
    const auto all = static_cast<double>(std::ranges::count_if(plan.items, counts));
    double worst = 0;
    for (std::size_t begin = 0; begin < order.size(); begin += plans::blockLength) {
        const std::size_t end = std::min(begin + plans::blockLength, order.size());
        double count = 0;
        for (std::size_t i = begin; i < end; ++i)
            count += counts(*plan.find(order[i])) ? 1 : 0;
        const double share = all * static_cast<double>(end - begin) / static_cast<double>(order.size());
        worst = std::max(worst, std::abs(count - share));
    }
    return worst;
}

} // namespace

TEST_CASE(
    "In every block of 1,000 random plans failures, controls and overlap have their share to within one") {
    Random random(20261127);
    for (int i = 0; i < 1000; ++i) {
        const std::size_t failures = random.below(i < 500 ? 60 : 400),
                          controls = random.below(i < 500 ? 60 : 400);
        const std::size_t ofFailures = random.below(3) == 0 ? 0 : random.below(failures + 1);
        const std::size_t ofControls = random.below(3) == 0 ? 0 : random.below(controls + 1);
        const Plan made = plan(failures, ofFailures, controls, ofControls, random.next());
        CAPTURE(i, failures, ofFailures, controls, ofControls);
        const auto queue = plans::queueOf(made, ada);
        const auto order = firstShowings(queue);
        REQUIRE(order.size() == made.items.size());
        REQUIRE(std::set(order.begin(), order.end()).size() == order.size());
        REQUIRE(worstBlock(made, order, &PlanItem::isOverlap, Role::Failure, true) <= 1);
        REQUIRE(worstBlock(made, order, &PlanItem::isOverlap, Role::Control, true) <= 1);
        REQUIRE(worstBlock(made, order, &PlanItem::isOverlap, Role::Failure, false) <= 1);
        REQUIRE(queue.size() == order.size() + std::min<std::size_t>(20, order.size()));
    }
}

TEST_CASE("Every item may stand at every place: over 200 seeds its positions are uniform") {
    constexpr std::size_t bins = 10;
    constexpr int seeds = 200;
    for (const auto& [failures, ofFailures, controls, ofControls] :
         {std::array<std::size_t, 4>{90, 30, 90, 6}, {150, 20, 30, 20}, {37, 37, 90, 0}}) {
        const std::size_t items = failures + controls;
        std::vector<std::array<double, bins>> counts(items);
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            const auto order =
                firstShowings(plans::queueOf(plan(failures, ofFailures, controls, ofControls, seed), ada));
            for (std::size_t position = 0; position < items; ++position)
                ++counts[order[position].value][position * bins / items];
        }
        // Wilson and Hilferty's (1931) normal deviate of the largest chi square with nine degrees of freedom.
        double largest = 0;
        for (const auto& ofItem : counts) {
            double chiSquare = 0;
            for (std::size_t bin = 0; bin < bins; ++bin) {
                std::size_t width = 0;
                for (std::size_t position = 0; position < items; ++position)
                    width += position * bins / items == bin ? 1 : 0;
                const double expected =
                    double{seeds} * static_cast<double>(width) / static_cast<double>(items);
                chiSquare += (ofItem[bin] - expected) * (ofItem[bin] - expected) / expected;
            }
            largest = std::max(largest, chiSquare);
        }
        constexpr double freedom = bins - 1;
        const double deviate =
            (std::cbrt(largest / freedom) - (1 - 2 / (9 * freedom))) / std::sqrt(2 / (9 * freedom));
        const double p = std::erfc(deviate / std::sqrt(2)) / 2;
        CAPTURE(items, largest, p);
        CHECK(p * static_cast<double>(items) > 0.001);
    }
}

TEST_CASE("Annotators with orders of their own are asked independently, with a shared order alike") {
    std::vector<double> correlations;
    for (std::uint64_t seed = 0; seed < 41; ++seed) {
        Plan made = plan(100, 20, 100, 20, seed);
        const auto ofAda = firstShowings(plans::queueOf(made, ada));
        const auto ofBen = firstShowings(plans::queueOf(made, ben));
        std::vector<double> place(ofBen.size());
        for (std::size_t i = 0; i < ofBen.size(); ++i)
            place[ofBen[i].value] = static_cast<double>(i);
        const double middle = (static_cast<double>(ofAda.size()) - 1) / 2;
        double products = 0, squares = 0;
        for (std::size_t i = 0; i < ofAda.size(); ++i) {
            const double a = static_cast<double>(i) - middle;
            products += a * (place[ofAda[i].value] - middle);
            squares += a * a;
        }
        correlations.push_back(std::abs(products / squares));
        made.options.order = plans::Order::Shared;
        REQUIRE(plans::queueOf(made, ada) == plans::queueOf(made, ben));
    }
    std::ranges::sort(correlations);
    CHECK(correlations[correlations.size() / 2] < 0.2);
}

TEST_CASE("A repeat stands fifty places or more behind the first showing, or at the end") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto queue = plans::queueOf(plan(60, 10, 50, 10, seed), ada);
        std::map<SampleIndex, std::size_t> first;
        std::size_t repeats = 0;
        for (std::size_t i = 0; i < queue.size(); ++i) {
            if (!queue[i].isRepeat) {
                REQUIRE(first.emplace(queue[i].sample, i).second);
                continue;
            }
            ++repeats;
            REQUIRE(first.contains(queue[i].sample));
            const bool isAtEnd = std::all_of(queue.begin() + static_cast<std::ptrdiff_t>(i), queue.end(),
                                             [](const QueuePlace& place) { return place.isRepeat; });
            REQUIRE((isAtEnd || i - first[queue[i].sample] >= plans::repeatDistance));
        }
        REQUIRE(repeats == 20);
    }
    CHECK(plans::queueOf(plan(3, 0, 2, 0, 1), ada).size() == 10); // each of five twice
    CHECK(plans::queueOf(plan(0, 0, 0, 0, 1), ada).empty());
}

TEST_CASE("A queue follows from seed, version and annotator alone") {
    Plan made = plan(40, 10, 40, 10, 5);
    const auto queue = plans::queueOf(made, ada);
    CHECK(plans::queueOf(made, ada) == queue);
    labels::Annotator renamed = ada;
    renamed.name = "Ada L.";
    CHECK(plans::queueOf(made, renamed) == queue);
    made.version = 2;
    CHECK(plans::queueOf(made, ada) != queue);
}

TEST_CASE("Nobody is asked for another one's items") {
    Plan made = plan(40, 10, 40, 10, 5);
    for (PlanItem& item : made.items)
        if (!item.isOverlap)
            item.owner = item.sample.value % 2 == 0 ? ada.id : ben.id;
    for (const labels::Annotator& annotator : {ada, ben}) {
        const auto order = firstShowings(plans::queueOf(made, annotator));
        CHECK(order.size() == 20 + 30);
        for (const SampleIndex sample : order)
            CHECK(made.find(sample)->owner.value_or(annotator.id) == annotator.id);
    }
}
