// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/condition.h"
#include "core/workbench/selection.h"
#include "core/workbench/sorting.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using Catch::Contains;
using labels::Judgement;
using workbench::Condition;
using workbench::Filter;
using workbench::PredictedClass;
using workbench::SortDirection;
using workbench::SortKey;
using workbench::TrueClass;
using Places = std::vector<std::size_t>;

namespace {

const labels::Taxonomy& taxonomy = labels::standardTaxonomy();

Judgement mode(std::string_view slug) {
    return Judgement::of(taxonomy.find(slug)->id);
}

/// The words of a data set with these classes.
struct Words {
    std::vector<std::string> classes;

    [[nodiscard]] workbench::Vocabulary vocabulary() const { return {classes, taxonomy}; }
    [[nodiscard]] Condition read(std::string_view text) const {
        const auto condition = workbench::parsedCondition(text, vocabulary());
        CAPTURE(text);
        REQUIRE(condition.has_value());
        return *condition;
    }
    [[nodiscard]] std::string refused(std::string_view text) const {
        const auto condition = workbench::parsedCondition(text, vocabulary());
        CAPTURE(text);
        REQUIRE_FALSE(condition.has_value());
        return condition.error().message;
    }
};

const Words animals{{"cat", "dog", "frog"}};

Places sorted(SortKey key, SortDirection direction, const std::vector<model::Prediction>& failures) {
    return workbench::sortedPlaces({key, direction}, failures);
}

} // namespace

TEST_CASE("A filter keeps what meets every condition that is set") {
    const model::Prediction failure{SampleIndex(7), ClassId(0), ClassId(1), 0.5F, 0.1F};
    CHECK(Filter().isEmpty());
    CHECK(Filter().matches(failure, Judgement()));
    Filter filter;
    filter.truth = ClassId(0);
    CHECK_FALSE(filter.isEmpty());
    CHECK(filter.matches(failure, Judgement()));
    filter.predicted = ClassId(2);
    CHECK_FALSE(filter.matches(failure, Judgement()));
    filter.predicted = ClassId(1);
    filter.judgement = mode("scale");
    CHECK_FALSE(filter.matches(failure, Judgement()));
    CHECK(filter.matches(failure, mode("scale")));
    filter.sample = SampleIndex(8);
    CHECK_FALSE(filter.matches(failure, mode("scale")));
    filter.sample = SampleIndex(7);
    CHECK(filter.matches(failure, mode("scale")));
}

TEST_CASE("Each key orders in both directions") {
    const std::vector<model::Prediction> failures{{SampleIndex(40), ClassId(3), ClassId(5), 0.9F, 0.80F},
                                                  {SampleIndex(10), ClassId(5), ClassId(3), 0.5F, 0.05F},
                                                  {SampleIndex(30), ClassId(3), ClassId(4), 0.7F, 0.50F}};
    CHECK(sorted(SortKey::Arrival, SortDirection::Ascending, failures) == Places{0, 1, 2});
    CHECK(sorted(SortKey::Arrival, SortDirection::Descending, failures) == Places{2, 1, 0});
    CHECK(sorted(SortKey::Confidence, SortDirection::Ascending, failures) == Places{1, 2, 0});
    CHECK(sorted(SortKey::Confidence, SortDirection::Descending, failures) == Places{0, 2, 1});
    CHECK(sorted(SortKey::Margin, SortDirection::Ascending, failures) == Places{1, 2, 0});
    CHECK(sorted(SortKey::Index, SortDirection::Descending, failures) == Places{0, 2, 1});
    CHECK(sorted(SortKey::ClassPair, SortDirection::Ascending, failures) == Places{2, 0, 1});
    CHECK(sorted(SortKey::ClassPair, SortDirection::Descending, failures) == Places{1, 0, 2});
}

TEST_CASE("Sort keys are named, and any other word is none") {
    CHECK(workbench::sortKeyNamed("arrival") == SortKey::Arrival);
    CHECK(workbench::sortKeyNamed("index") == SortKey::Index);
    CHECK(workbench::sortKeyNamed("confidence") == SortKey::Confidence);
    CHECK(workbench::sortKeyNamed("margin") == SortKey::Margin);
    CHECK(workbench::sortKeyNamed("pair") == SortKey::ClassPair);
    for (const SortKey key : {SortKey::Label, SortKey::Decided, SortKey::Brightness, SortKey::Sharpness})
        CHECK(workbench::sortKeyNamed(workbench::name(key)) == key);
    CHECK_FALSE(workbench::sortKeyNamed("taste").has_value());
}

TEST_CASE("Ties stand in arrival order, whatever the direction") {
    const std::vector<model::Prediction> failures{{SampleIndex(1), ClassId(3), ClassId(5), 0.5F, 0.2F},
                                                  {SampleIndex(2), ClassId(3), ClassId(5), 0.9F, 0.2F},
                                                  {SampleIndex(3), ClassId(3), ClassId(5), 0.5F, 0.2F},
                                                  {SampleIndex(4), ClassId(3), ClassId(5), 0.9F, 0.2F}};
    CHECK(sorted(SortKey::Confidence, SortDirection::Ascending, failures) == Places{0, 2, 1, 3});
    CHECK(sorted(SortKey::Confidence, SortDirection::Descending, failures) == Places{1, 3, 0, 2});
    for (const SortDirection direction : {SortDirection::Ascending, SortDirection::Descending}) {
        CHECK(sorted(SortKey::Margin, direction, failures) == Places{0, 1, 2, 3});
        CHECK(sorted(SortKey::ClassPair, direction, failures) == Places{0, 1, 2, 3});
    }
}

TEST_CASE("A confidence that is not known stands last in both directions") {
    const std::vector<model::Prediction> failures{{SampleIndex(1), ClassId(0), ClassId(1), {}, {}},
                                                  {SampleIndex(2), ClassId(0), ClassId(1), 0.2F, 0.1F},
                                                  {SampleIndex(3), ClassId(0), ClassId(1), {}, {}},
                                                  {SampleIndex(4), ClassId(0), ClassId(1), 0.7F, 0.1F}};
    CHECK(sorted(SortKey::Confidence, SortDirection::Ascending, failures) == Places{1, 3, 0, 2});
    CHECK(sorted(SortKey::Confidence, SortDirection::Descending, failures) == Places{3, 1, 0, 2});
}

TEST_CASE("Labels, times of decision and looks order failures, and what is not known stands last") {
    const model::Prediction failure{SampleIndex(1), ClassId(0), ClassId(1), 0.5F, 0.2F};
    const base::Timestamp moment = base::parsedIso("2026-11-28T12:00:00Z").value();
    const workbench::Looks dark{0.1, 90}, bright{0.9, 10};
    const std::vector<workbench::SortItem> items{
        {failure, {}, &bright},
        {failure, {Judgement::excluded(labels::Exclusion::Ambiguous), {}, false, moment}, nullptr},
        {failure, {mode("background"), {}, false, moment - std::chrono::hours(1)}, &dark},
        {failure, {Judgement::none(), {}, false, moment + std::chrono::milliseconds(1)}, nullptr},
        {failure, {mode("scale"), {}, false, moment}, nullptr}};
    const auto order = [&](SortKey key, SortDirection direction) {
        return workbench::sortedPlaces({key, direction}, items);
    };
    CHECK(order(SortKey::Label, SortDirection::Ascending) == Places{4, 2, 3, 1, 0});
    CHECK(order(SortKey::Label, SortDirection::Descending) == Places{1, 3, 2, 4, 0});
    CHECK(order(SortKey::Decided, SortDirection::Ascending) == Places{2, 1, 4, 3, 0});
    CHECK(order(SortKey::Decided, SortDirection::Descending) == Places{3, 1, 4, 2, 0});
    CHECK(order(SortKey::Brightness, SortDirection::Ascending) == Places{2, 0, 1, 3, 4});
    CHECK(order(SortKey::Sharpness, SortDirection::Ascending) == Places{0, 2, 1, 3, 4});
    CHECK(workbench::asksForLooks(SortKey::Sharpness));
    CHECK_FALSE(workbench::asksForLooks(SortKey::Decided));
}

TEST_CASE("Every form of a condition is read, blanks and the case of letters ignored") {
    CHECK(animals.read("true: cat") == Condition(TrueClass{ClassId(0)}));
    CHECK(animals.read("  TRUE :Cat ") == Condition(TrueClass{ClassId(0)}));
    CHECK(animals.read("true:2") == Condition(TrueClass{ClassId(2)}));
    CHECK(animals.read("predicted: DOG") == Condition(PredictedClass{ClassId(1)}));
    CHECK(animals.read("mode: background") == Condition(mode("background")));
    CHECK(animals.read("mode: excluded") == Condition(Judgement::excluded()));
    CHECK(animals.read("mode: unlabelled") == Condition(Judgement()));
    CHECK(animals.read("Unlabelled") == Condition(Judgement()));
    CHECK(animals.read("excluded") == Condition(Judgement::excluded()));
    CHECK(animals.read("#123") == Condition(SampleIndex(123)));
    CHECK(animals.read("Dog") == Condition(TrueClass{ClassId(1)}));
    CHECK(animals.read("Scale") == Condition(mode("scale")));
}

TEST_CASE("A word that is a class and a mode is refused, and both of its full forms are named and read") {
    const Words words{{"cat", "Background", "excluded"}};
    CHECK_THAT(words.refused("background"),
               Contains("\"true: background\"") && Contains("\"mode: background\""));
    CHECK_THAT(words.refused("excluded"), Contains("\"true: excluded\"") && Contains("\"mode: excluded\""));
    CHECK(words.read("true: background") == Condition(TrueClass{ClassId(1)}));
    CHECK(words.read("mode: background") == Condition(mode("background")));
    CHECK(words.read("mode: excluded") == Condition(Judgement::excluded()));
    CHECK(words.read("scale") == Condition(mode("scale")));
    CHECK(workbench::isAmbiguous(" Background", words.vocabulary()));
    CHECK_FALSE(workbench::isAmbiguous("mode: background", words.vocabulary()));
    CHECK_FALSE(workbench::isAmbiguous("cat", words.vocabulary()));
    CHECK_FALSE(workbench::isAmbiguous("scale", words.vocabulary()));
}

TEST_CASE("What is no condition is refused with a sentence that says what would be one") {
    CHECK_THAT(animals.refused("zebra"), Contains("\"zebra\"") && Contains("predicted: CLASS"));
    CHECK_THAT(animals.refused("zebra"),
               Contains("shared: RUN") && Contains("new: RUN") && Contains("fixed: RUN"));
    CHECK_THAT(animals.refused(""), Contains("true: CLASS"));
    CHECK_THAT(animals.refused("2"), Contains("\"2\"")); // a number alone says not what it counts
    CHECK_THAT(animals.refused("true: zebra"), Contains("0 cat, 1 dog, 2 frog"));
    CHECK_THAT(animals.refused("predicted:"), Contains("0 cat, 1 dog, 2 frog"));
    CHECK_THAT(animals.refused("mode: smell"),
               Contains("scale, background, occlusion, none, excluded, unlabelled"));
    CHECK_THAT(animals.refused("mode:"), Contains("scale, background"));
    for (const char* text : {"#", "#-1", "#1.5", "#x", "#99999999999"})
        CHECK_THAT(animals.refused(text), Contains("#123"));
}

TEST_CASE("A class may have the form of a condition in its name") {
    const Words words{{"#5", "true: cat", "ratio 16:9", ": ", ""}};
    CHECK(words.read("true: #5") == Condition(TrueClass{ClassId(0)}));
    CHECK(words.read("#5") == Condition(SampleIndex(5)));
    CHECK(words.read("true: true: cat") == Condition(TrueClass{ClassId(1)}));
    CHECK(words.read("ratio 16:9") == Condition(TrueClass{ClassId(2)}));
}

TEST_CASE("Every condition has a text that is read as the same condition") {
    for (const Words& words : {animals, Words{{"background", "unlabelled", "Excluded"}},
                               Words{{"a", "A", "a", " b ", "", "true: x"}}}) {
        const auto checkText = [&](const Condition& condition) {
            const std::string text = workbench::conditionText(condition, words.vocabulary());
            CAPTURE(text);
            CHECK(words.read(text) == condition);
        };
        const auto classes = static_cast<std::uint16_t>(words.classes.size());
        for (std::uint16_t i = 0; i < classes; ++i) {
            checkText(TrueClass{ClassId(i)});
            checkText(PredictedClass{ClassId(i)});
        }
        for (const labels::Mode& known : taxonomy.modes())
            checkText(Judgement::of(known.id));
        checkText(Judgement::excluded());
        checkText(Judgement());
        checkText(SampleIndex(123));
        for (const std::string& offer :
             workbench::offeredConditions(words.vocabulary(), words.classes.size()))
            static_cast<void>(words.read(offer));
    }
    CHECK(workbench::conditionText(mode("scale"), animals.vocabulary()) == "scale");
    CHECK(workbench::conditionText(TrueClass{ClassId(1)}, animals.vocabulary()) == "true: dog");
}

TEST_CASE("Offers are all modes and classes, the true ones only as far as the data set has them") {
    const auto offers = workbench::offeredConditions(animals.vocabulary(), 2);
    CHECK(offers == std::vector<std::string>{
                        "unlabelled", "scale", "background", "occlusion", "none", "excluded", "true: cat",
                        "true: dog", "predicted: cat", "predicted: dog", "predicted: frog", "confidence<0.5",
                        "confidence>=0.9", "margin<0.1", "note", "flagged", "since: 1 d", "before: 1 d"});
}

TEST_CASE("A condition takes the place of the one of its kind") {
    Filter filter = workbench::with({}, TrueClass{ClassId(1)});
    filter = workbench::with(filter, PredictedClass{ClassId(2)});
    filter = workbench::with(filter, mode("scale"));
    filter = workbench::with(filter, SampleIndex(9));
    filter = workbench::with(filter, TrueClass{ClassId(0)});
    CHECK(filter == Filter{ClassId(0), ClassId(2), mode("scale"), SampleIndex(9)});
}

TEST_CASE("A decision is named by a mode or excluded, and not by unlabelled") {
    CHECK(workbench::judgementNamed("Scale", taxonomy) == mode("scale"));
    CHECK(workbench::judgementNamed("EXCLUDED", taxonomy) == Judgement::excluded());
    for (const char* unknown : {"", "unlabelled", "smell"}) {
        const auto judgement = workbench::judgementNamed(unknown, taxonomy);
        REQUIRE_FALSE(judgement.has_value());
        CHECK_THAT(judgement.error().message, Contains("scale, background, occlusion, none, excluded"));
    }
}
