// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/verdict.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline::analysis {

namespace {

/// How many failures lie in true classes (of one set of annotators) that could show which wrong class goes
/// with which mode.
std::size_t tellingFailures(std::span<const CategorisedFailure> failures) {
    struct Stratum {
        std::size_t failures = 0;
        std::set<base::ClassId> predicted;
    };
    std::map<std::pair<base::ClassId, std::uint32_t>, Stratum> strata;
    for (const CategorisedFailure& failure : failures) {
        Stratum& stratum = strata[{failure.truth, failure.judges}];
        ++stratum.failures;
        stratum.predicted.insert(failure.predicted);
    }
    std::size_t telling = 0;
    for (const auto& [unused, stratum] : strata)
        if (stratum.failures >= 2 && stratum.predicted.size() >= 2)
            telling += stratum.failures;
    return telling;
}

std::size_t fullCategories(std::span<const CategorisedFailure> failures) {
    std::map<std::uint32_t, std::size_t> counts;
    for (const CategorisedFailure& failure : failures)
        ++counts[failure.category];
    return static_cast<std::size_t>(
        std::ranges::count_if(counts, [](const auto& each) { return each.second >= fewestOfCategory; }));
}

} // namespace

void judge(std::vector<VerdictTest>& tests) {
    std::vector<double> p;
    for (const VerdictTest& test : tests)
        if (test.found)
            p.push_back(test.found->test.p);
    const std::vector<double> adjusted = holmAdjusted(p);
    std::size_t place = 0;
    for (VerdictTest& test : tests) {
        if (!test.found)
            continue;
        test.adjusted = adjusted[place++];
        test.word = test.adjusted <= shownP && test.found->effect >= test.threshold ? TestWord::Shown
                    : test.adjusted <= weakP                                        ? TestWord::Weak
                                                                                    : TestWord::NotShown;
    }
}

Decision decide(const std::vector<VerdictTest>& tests, std::span<const CategorisedFailure> failures,
                const std::optional<Estimate>& alpha, std::uint64_t doublyLabelled) {
    const auto has = [&](TestWord word) {
        return std::ranges::find(tests, word, &VerdictTest::word) != tests.end();
    };
    const bool excessIsTested = std::ranges::any_of(
        tests, [](const VerdictTest& test) { return test.name == "excess" && test.found.has_value(); });
    if (failures.size() < fewestLabels)
        return {VerdictWord::NotEnoughLabels, {"too_few"}};
    if (!excessIsTested && fullCategories(failures) < 2)
        return {VerdictWord::NotEnoughLabels, {"too_few_per_category"}};
    if (has(TestWord::Shown)) {
        if (doublyLabelled >= fewestDoublyLabelled && alpha && alpha->low <= 0)
            return {VerdictWord::WeaklyClustered, {"no_agreement"}};
        return {VerdictWord::Clustered, {}};
    }
    if (has(TestWord::Weak))
        return {VerdictWord::WeaklyClustered, {}};
    if (tellingFailures(failures) >= fewestForNotShown)
        return {VerdictWord::NotShown, {}};
    return {VerdictWord::NotEnoughLabels,
            {failures.size() >= fewestForNotShown ? "too_few_per_class" : "too_few"}};
}

} // namespace faultline::analysis
