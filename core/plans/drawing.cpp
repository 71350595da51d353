// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/drawing.h"

#include "core/base/random.h"
#include "core/base/text.h"

#include <algorithm>
#include <numeric>

namespace faultline::plans {

namespace {

using base::ClassId;
using base::Random;
using model::Prediction;

/// What each part of the drawing takes its numbers from, so that none depends on how much another one took.
enum class Draw : std::uint64_t { Failures = 1, Controls, Overlap, Owners };

Random randomFor(Draw draw, std::uint64_t seed) {
    return Random(base::seededHash(seed, static_cast<std::uint64_t>(draw)));
}

struct Stratum {
    std::string name;
    std::uint32_t size = 0;                 ///< of the population
    std::vector<base::SampleIndex> offered; ///< ascending; all of it, or a random sample
    std::uint32_t wanted = 0;
};

std::vector<Stratum> failureStrata(const FailureChoice& choice, std::span<const Prediction> failures) {
    std::map<std::pair<ClassId, ClassId>, Stratum> strata;
    const bool isPerPair = choice.kind == FailureChoice::Kind::PerPair;
    for (const Prediction& failure : failures) {
        const auto key =
            isPerPair ? std::pair(failure.truth, failure.predicted) : std::pair<ClassId, ClassId>();
        Stratum& stratum = strata[key];
        stratum.name = isPerPair ? "failures " + std::to_string(failure.truth.value) + " > " +
                                       std::to_string(failure.predicted.value)
                                 : "failures";
        stratum.offered.push_back(failure.sample);
    }
    std::vector<Stratum> all;
    for (auto& [key, stratum] : strata) {
        std::ranges::sort(stratum.offered);
        stratum.size = static_cast<std::uint32_t>(stratum.offered.size());
        stratum.wanted =
            choice.kind == FailureChoice::Kind::All ? stratum.size : std::min(choice.number, stratum.size);
        all.push_back(std::move(stratum));
    }
    return all;
}

/// Draws as many as are wanted, or as there are, from each stratum.
std::vector<PlanItem> drawnFrom(std::vector<Stratum> strata, Role role, Random random) {
    std::vector<PlanItem> items;
    for (Stratum& stratum : strata) {
        base::shuffle(stratum.offered, random);
        const std::size_t count = std::min<std::size_t>(stratum.wanted, stratum.offered.size());
        for (std::size_t i = 0; i < count; ++i)
            items.push_back({stratum.offered[i], role, stratum.name, stratum.size,
                             static_cast<double>(count) / stratum.size, false, std::nullopt});
    }
    return items;
}

/// `total` over the classes in proportion to `weights`, by largest remainders; ties to the smaller class.
std::map<ClassId, std::uint32_t> apportioned(std::uint32_t total,
                                             const std::map<ClassId, std::uint32_t>& weights) {
    std::uint64_t sum = 0;
    for (const auto& [id, weight] : weights)
        sum += weight;
    std::map<ClassId, std::uint32_t> parts;
    std::vector<std::pair<std::uint64_t, ClassId>> remainders;
    std::uint32_t given = 0;
    for (const auto& [id, weight] : weights) {
        const std::uint64_t exact = std::uint64_t{total} * weight;
        parts[id] = static_cast<std::uint32_t>(exact / sum);
        given += parts[id];
        remainders.emplace_back(exact % sum, id);
    }
    std::ranges::stable_sort(remainders, std::ranges::greater{}, &std::pair<std::uint64_t, ClassId>::first);
    for (std::size_t i = 0; given < total; ++i, ++given)
        ++parts[remainders[i].second];
    return parts;
}

std::vector<Stratum> controlStrata(const ControlChoice& choice, const Population& population,
                                   const std::map<ClassId, std::uint32_t>& plannedFailures) {
    std::map<ClassId, Stratum> strata;
    const auto wanted = choice.kind == ControlChoice::Kind::Matched
                            ? plannedFailures
                            : apportioned(choice.number, plannedFailures);
    for (const auto& [id, count] : wanted) {
        const auto correct = population.correct.find(id);
        strata[id] = {"correct " + std::to_string(id.value),
                      correct == population.correct.end() ? 0 : correct->second,
                      {},
                      count};
    }
    for (const Prediction& control : population.controls)
        if (const auto found = strata.find(control.truth); found != strata.end())
            found->second.offered.push_back(control.sample);
    std::vector<Stratum> all;
    for (auto& [id, stratum] : strata) {
        std::ranges::sort(stratum.offered);
        all.push_back(std::move(stratum));
    }
    return all;
}

void divide(std::vector<PlanItem>& items, std::uint32_t overlap,
            std::span<const base::AnnotatorId> annotators, std::uint64_t seed) {
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random forOverlap = randomFor(Draw::Overlap, seed);
    base::shuffle(order, forOverlap);
    for (std::size_t i = 0; i < overlap; ++i)
        items[order[i]].isOverlap = true;
    if (annotators.empty())
        return;
    // Failures among themselves and controls among themselves, so that everybody gets their share of both.
    std::size_t next = randomFor(Draw::Owners, seed).below(annotators.size());
    for (const Role role : {Role::Failure, Role::Control})
        for (std::size_t i = overlap; i < order.size(); ++i)
            if (items[order[i]].role == role)
                items[order[i]].owner = annotators[next++ % annotators.size()];
}

} // namespace

base::Result<Drawn> drawn(const PlanOptions& options, const Population& population,
                          std::span<const base::AnnotatorId> annotators) {
    if (population.failures.empty())
        return base::failure(base::ErrorKind::InvalidInput, "the run has no failure that could be planned");
    Drawn result;
    result.items = drawnFrom(failureStrata(options.failures, population.failures), Role::Failure,
                             randomFor(Draw::Failures, options.seed));
    std::map<base::SampleIndex, ClassId> truths;
    for (const Prediction& failure : population.failures)
        truths.emplace(failure.sample, failure.truth);
    std::map<ClassId, std::uint32_t> plannedFailures;
    for (const PlanItem& item : result.items)
        ++plannedFailures[truths.at(item.sample)];

    std::vector<Stratum> controls = controlStrata(options.controls, population, plannedFailures);
    std::size_t place = 0;
    for (const auto& [id, count] : plannedFailures) { // one stratum each, in this order
        const Stratum& stratum = controls[place++];
        if (stratum.offered.size() < stratum.wanted)
            result.lackingControls[id] = stratum.wanted - static_cast<std::uint32_t>(stratum.offered.size());
    }
    for (PlanItem& item :
         drawnFrom(std::move(controls), Role::Control, randomFor(Draw::Controls, options.seed)))
        result.items.push_back(std::move(item));
    std::ranges::sort(result.items, {}, &PlanItem::sample);

    const auto all = static_cast<std::uint32_t>(result.items.size());
    constexpr std::uint32_t usualOverlap = 100;
    const std::uint32_t overlap = options.overlap.value_or(std::min(usualOverlap, all / 5));
    if (overlap > all)
        return base::failure(base::ErrorKind::InvalidInput, "the overlap of " + base::groupedText(overlap) +
                                                                " is larger than the plan, which has " +
                                                                base::groupedText(all) + " items");
    divide(result.items, overlap, annotators, options.seed);
    return result;
}

} // namespace faultline::plans
