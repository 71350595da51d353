// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/verdict_tests.h"

#include "core/workbench/verdict_draws.h"

#include <algorithm>

namespace faultline::workbench {

namespace {

analysis::VerdictTest notTested(const char* name, double threshold, std::string why) {
    return {name, std::nullopt, std::move(why), threshold};
}

analysis::VerdictTest confusionOf(const Categorised& labelled, int permutations, std::uint64_t seed,
                                  const base::Job& job) {
    auto test = notTested("confusion", analysis::confusionThreshold,
                          "no true class has labels of two modes and failures of two predicted classes");
    test.found =
        analysis::confusionTest(labelled.failures, permutations, drawSeed(seed, Draw::Confusion), job);
    return test;
}

analysis::VerdictTest representationOf(const LabelledFeatures& features, int permutations, std::uint64_t seed,
                                       const base::Job& job) {
    if (features.width == 0)
        return notTested("representation", analysis::representationThreshold,
                         "the model told no penultimate features");
    auto test = notTested("representation", analysis::representationThreshold,
                          "no class pair has labelled failures of two modes");
    if (features.isSample)
        test.sample = features.failures.size();
    test.found = analysis::representationTest(
        features.failures, analysis::nearestOf(features.nearest, analysis::standardNeighbours), permutations,
        drawSeed(seed, Draw::Representation), job);
    return test;
}

analysis::VerdictTest excessOf(const VerdictInput& input, std::span<const analysis::CategorisedItem> items,
                               int permutations, const base::Job& job) {
    auto test = notTested("excess", analysis::excessThreshold, whyNoExcess(input, items));
    if (!test.whyNotTested.empty())
        return test;
    const auto modes = static_cast<std::uint32_t>(input.agreement.taxonomy.modes().size());
    test.found =
        analysis::excessTest(items, modes, permutations, drawSeed(input.agreement.seed, Draw::Excess), job);
    return test;
}

/// One of several jobs after each other that take as many steps each.
base::Job partOf(const base::Job& job, std::uint64_t place, std::uint64_t parts, std::uint64_t steps) {
    base::Job part{job.stop, {}};
    part.progress = [&job, before = place * steps, total = parts * steps](std::uint64_t done, std::uint64_t) {
        job.tell(before + done, total);
    };
    return part;
}

} // namespace

std::string whyNoExcess(const VerdictInput& input, std::span<const analysis::CategorisedItem> items) {
    const auto failures =
        static_cast<std::size_t>(std::ranges::count(items, true, &analysis::CategorisedItem::isFailure));
    const std::size_t controls = items.size() - failures;
    if (failures < analysis::fewestFailuresOfExcess || controls < analysis::fewestControls)
        return "it needs at least 100 controls and 60 failures that were labelled blind; there are " +
               std::to_string(controls) + " and " + std::to_string(failures);
    if (const auto unequal = unequalWithinClass(input))
        return std::string("the plan drew ") +
               (*unequal == analysis::Role::Failure ? "failures" : "controls") +
               " of one true class with different probabilities";
    if (!analysis::canTestExcess(items))
        return "no true class has failures and controls of different categories";
    return {};
}

VerdictMaterial labelsOf(const VerdictInput& input, std::span<const labels::Label> labels,
                         const Consensus& consensus) {
    VerdictMaterial material;
    material.counted = labelsThatCount(input, labels, consensus);
    material.agreed = agreedLabels(consensus, material.counted, input.annotators);
    material.labelled = categorised(input, material.agreed);
    material.blind = blindItems(input, labels, consensus);
    return material;
}

VerdictMaterial materialOf(const VerdictInput& input, std::span<const labels::Label> labels,
                           const Consensus& consensus) {
    VerdictMaterial material = labelsOf(input, labels, consensus);
    material.features = labelledFeatures(input, material.labelled);
    return material;
}

std::vector<analysis::VerdictTest> verdictTests(const VerdictInput& input, const VerdictMaterial& material,
                                                int permutations, const base::Job& job) {
    constexpr std::uint64_t parts = 3;
    const auto part = [&](std::uint64_t place) {
        return partOf(job, place, parts, static_cast<std::uint64_t>(permutations));
    };
    const std::uint64_t seed = input.agreement.seed;
    std::vector<analysis::VerdictTest> tests{confusionOf(material.labelled, permutations, seed, part(0)),
                                             representationOf(material.features, permutations, seed, part(1)),
                                             excessOf(input, material.blind, permutations, part(2))};
    analysis::judge(tests);
    return tests;
}

} // namespace faultline::workbench
