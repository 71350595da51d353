// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/verdict_tests.h"

#include "core/base/random.h"

#include <algorithm>

namespace faultline::workbench {

namespace {

analysis::VerdictTest notTested(const char* name, double threshold, std::string why) {
    return {name, std::nullopt, std::move(why), threshold};
}

analysis::VerdictTest confusionOf(const Categorised& labelled, int permutations, std::uint64_t seed,
                                  const std::stop_token& stop) {
    auto test = notTested("confusion", analysis::confusionThreshold,
                          "no true class has labels of two modes and failures of two predicted classes");
    test.found = analysis::confusionTest(labelled.failures, permutations, base::seededHash(seed, 1), stop);
    return test;
}

analysis::VerdictTest representationOf(const LabelledFeatures& features, int permutations, std::uint64_t seed,
                                       const std::stop_token& stop) {
    if (features.width == 0)
        return notTested("representation", analysis::representationThreshold,
                         "the model told no penultimate features");
    auto test = notTested("representation", analysis::representationThreshold,
                          "no class pair has labelled failures of two modes");
    test.found = analysis::representationTest(
        features.failures, analysis::nearestOf(features.nearest, analysis::standardNeighbours), permutations,
        base::seededHash(seed, 2), stop);
    return test;
}

analysis::VerdictTest excessOf(const VerdictInput& input, std::span<const analysis::CategorisedItem> items,
                               int permutations, const std::stop_token& stop) {
    const auto failures =
        static_cast<std::size_t>(std::ranges::count(items, true, &analysis::CategorisedItem::isFailure));
    auto test =
        notTested("excess", analysis::excessThreshold,
                  "it needs at least 100 controls and 60 failures that were labelled blind; there are " +
                      std::to_string(items.size() - failures) + " and " + std::to_string(failures));
    if (failures < analysis::fewestFailuresOfExcess || items.size() - failures < analysis::fewestControls)
        return test;
    if (isUnequalWithinClass(input)) {
        test.whyNotTested = "the plan drew failures of one true class with different probabilities";
        return test;
    }
    const auto modes = static_cast<std::uint32_t>(input.agreement.taxonomy.modes().size());
    test.whyNotTested = "no true class has failures and controls of different categories";
    test.found =
        analysis::excessTest(items, modes, permutations, base::seededHash(input.agreement.seed, 4), stop);
    return test;
}

} // namespace

VerdictMaterial labelsOf(const VerdictInput& input, std::span<const labels::Label> labels,
                         const Consensus& consensus) {
    VerdictMaterial material;
    material.counted = labelsThatCount(input, labels, consensus);
    material.agreed = agreedLabels(consensus, material.counted, input.annotators);
    material.labelled = categorised(input, material.agreed);
    return material;
}

VerdictMaterial materialOf(const VerdictInput& input, std::span<const labels::Label> labels,
                           const Consensus& consensus) {
    VerdictMaterial material = labelsOf(input, labels, consensus);
    material.features = labelledFeatures(input, material.labelled);
    material.blind = blindItems(input, labels, consensus);
    return material;
}

std::vector<analysis::VerdictTest> verdictTests(const VerdictInput& input, const VerdictMaterial& material,
                                                int permutations, const std::stop_token& stop) {
    std::vector<analysis::VerdictTest> tests{
        confusionOf(material.labelled, permutations, input.agreement.seed, stop),
        representationOf(material.features, permutations, input.agreement.seed, stop),
        excessOf(input, material.blind, permutations, stop)};
    analysis::judge(tests);
    return tests;
}

} // namespace faultline::workbench
