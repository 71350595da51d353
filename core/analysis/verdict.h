// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/agreement.h"
#include "core/analysis/structure_tests.h"
#include "core/base/named.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::analysis {

/// Do failures occur at random, or do they cluster into recurring failure modes?
enum class VerdictWord { NotEnoughLabels, NotShown, WeaklyClustered, Clustered };

enum class TestWord { NotTested, NotShown, Weak, Shown };

/// One of the tests on which the verdict stands.
struct VerdictTest {
    std::string name;                   ///< "confusion", "representation", "excess"
    std::optional<StructureTest> found; ///< nothing: not tested
    std::string whyNotTested;
    double threshold = 0; ///< of the effect
    double adjusted = 1;  ///< Holm's p over the tests that were made
    TestWord word = TestWord::NotTested;
    std::optional<std::uint64_t>
        sample{}; ///< so many of the labelled failures, drawn at random, were compared
};

struct Decision {
    VerdictWord word = VerdictWord::NotEnoughLabels;
    /// "too_few", "too_few_per_category", "too_few_per_class", "no_agreement"
    std::vector<std::string> reasons;
};

inline constexpr std::size_t fewestLabels = 60;       ///< failures with a category
inline constexpr std::size_t fewestOfCategory = 5;    ///< in two categories at least
inline constexpr std::size_t fewestForNotShown = 300; ///< in classes that could show it
inline constexpr double shownP = 0.01, weakP = 0.05;
inline constexpr double confusionThreshold = 0.15, representationThreshold = 0.03;
inline constexpr std::uint64_t fewestDoublyLabelled = 30;

/// Fills in the adjusted p-values and the words: `shown` at adjusted p ≤ .01 with an effect that reaches the
/// threshold, else `weak` at adjusted p ≤ .05, else `not shown`.
void judge(std::vector<VerdictTest>& tests);

/// The first that holds: fewer than 60 labels, or (without the test of excess) fewer than two categories with
/// five: not enough labels; a test is shown: clustered; a test is weak: weakly clustered; 300 labels or more
/// lie where a class could show it: not shown; else not enough labels. Where 30 or more items are doubly
/// labelled and alpha's interval reaches 0, clustered becomes weakly clustered.
/// @param tests judged
/// @param alpha of `doublyLabelled` items
[[nodiscard]] Decision decide(const std::vector<VerdictTest>& tests,
                              std::span<const CategorisedFailure> failures,
                              const std::optional<Estimate>& alpha, std::uint64_t doublyLabelled);

} // namespace faultline::analysis

template <>
struct faultline::base::Names<faultline::analysis::VerdictWord> {
    using enum analysis::VerdictWord;
    static constexpr std::array<std::pair<analysis::VerdictWord, std::string_view>, 4> all{
        {{NotEnoughLabels, "not enough labels"},
         {NotShown, "not shown"},
         {WeaklyClustered, "weakly clustered"},
         {Clustered, "clustered"}}};
};

template <>
struct faultline::base::Names<faultline::analysis::TestWord> {
    using enum analysis::TestWord;
    static constexpr std::array<std::pair<analysis::TestWord, std::string_view>, 4> all{
        {{NotTested, "not tested"}, {NotShown, "not shown"}, {Weak, "weak"}, {Shown, "shown"}}};
};
