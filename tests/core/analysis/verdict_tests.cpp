// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/verdict.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;

namespace {

VerdictTest test(const std::string& name, std::optional<double> p, double effect, double threshold) {
    VerdictTest made{name, std::nullopt, {}, threshold};
    if (p)
        made.found = StructureTest{{1, 0, *p, 9999}, effect};
    return made;
}

/// So many failures of one class in two predicted classes and two categories.
std::vector<CategorisedFailure> failures(std::size_t n) {
    std::vector<CategorisedFailure> made;
    for (std::size_t i = 0; i < n; ++i)
        made.push_back({base::ClassId(0), base::ClassId(static_cast<std::uint16_t>(1 + i % 2)),
                        static_cast<std::uint32_t>(i / 2 % 2), 0});
    return made;
}

VerdictWord wordOf(std::vector<VerdictTest> tests, std::size_t n, std::optional<Estimate> alpha = {},
                   std::uint64_t doubly = 0) {
    judge(tests);
    return decide(tests, failures(n), alpha, doubly).word;
}

} // namespace

TEST_CASE("A test is shown by p and effect together, weak by p alone, after Holm") {
    std::vector<VerdictTest> tests{test("confusion", .004, .2, .15), test("representation", .004, .01, .03),
                                   test("excess", std::nullopt, 0, 1.25)};
    judge(tests);
    CHECK(tests[0].adjusted == Approx(.008));
    CHECK(tests[0].word == TestWord::Shown);
    CHECK(tests[1].word == TestWord::Weak);
    CHECK(tests[2].word == TestWord::NotTested);
    tests[0].found->test.p = .006; // twice that is above .01
    tests[1].found->test.p = .5;
    judge(tests);
    CHECK(tests[0].word == TestWord::Weak);
    tests[0].found->test.p = tests[1].found->test.p = .03;
    judge(tests);
    CHECK(tests[0].word == TestWord::NotShown);
}

TEST_CASE("The first row of the table that holds gives the word") {
    const auto shown = test("confusion", .001, .5, .15), weak = test("confusion", .03, .5, .15);
    const auto nothing = test("confusion", .5, .0, .15);
    CHECK(wordOf({shown}, 59) == VerdictWord::NotEnoughLabels);
    CHECK(wordOf({shown}, 60) == VerdictWord::Clustered);
    CHECK(wordOf({weak}, 60) == VerdictWord::WeaklyClustered);
    CHECK(wordOf({nothing}, 299) == VerdictWord::NotEnoughLabels);
    CHECK(wordOf({nothing}, 300) == VerdictWord::NotShown);
    std::vector<VerdictTest> none;
    std::vector<CategorisedFailure> lone = failures(300);
    for (std::size_t i = 0; i < lone.size(); ++i)
        lone[i].truth = base::ClassId(static_cast<std::uint16_t>(10 + i)); // one failure a class
    const Decision perClass = decide(none, lone, {}, 0);
    CHECK(perClass.word == VerdictWord::NotEnoughLabels);
    CHECK(perClass.reasons == std::vector<std::string>{"too_few_per_class"});
    std::vector<CategorisedFailure> oneMode = failures(100);
    for (CategorisedFailure& failure : oneMode)
        failure.category = 0;
    CHECK(decide(none, oneMode, {}, 0).reasons == std::vector<std::string>{"too_few_per_category"});
}

TEST_CASE("Without agreement beyond chance clustered becomes weakly clustered") {
    const auto shown = test("confusion", .001, .5, .15);
    const Estimate none{.05, .1, -.1, .2}, some{.5, .1, .3, .7};
    CHECK(wordOf({shown}, 100, none, 30) == VerdictWord::WeaklyClustered);
    CHECK(wordOf({shown}, 100, none, 29) == VerdictWord::Clustered);
    CHECK(wordOf({shown}, 100, some, 30) == VerdictWord::Clustered);
}
