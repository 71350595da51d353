// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/clause_text.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using Catch::Contains;
using labels::Judgement;
using workbench::Clause;
using workbench::Condition;
using workbench::Decided;
using workbench::Filter;
using workbench::HasNote;
using workbench::Held;
using workbench::NumberRange;
using workbench::PredictedClass;
using workbench::TrueClass;
using Sense = workbench::Clause::Sense;
using namespace std::chrono_literals;

namespace {

const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
const base::Timestamp noon = base::parsedIso("2026-11-28T12:00:00Z").value();

Judgement mode(std::string_view slug) {
    return Judgement::of(taxonomy.find(slug)->id);
}

struct Words {
    std::vector<std::string> classes{"cat", "dog", "frog"};

    [[nodiscard]] workbench::Vocabulary vocabulary() const { return {classes, taxonomy, {}, {}, noon}; }
    [[nodiscard]] Clause read(std::string_view text) const {
        const auto clause = workbench::parsedClause(text, vocabulary());
        CAPTURE(text, clause ? std::string() : clause.error().message);
        REQUIRE(clause.has_value());
        return *clause;
    }
    [[nodiscard]] std::string refused(std::string_view text) const {
        const auto clause = workbench::parsedClause(text, vocabulary());
        CAPTURE(text);
        REQUIRE_FALSE(clause.has_value());
        return clause.error().message;
    }
    /// The indices of those that pass.
    [[nodiscard]] std::vector<std::uint32_t> passing(const std::vector<std::string>& texts) const;
};

const Words animals;

struct Item {
    model::Prediction failure;
    Held held;
};

const std::vector<Item> items{
    {{SampleIndex(0), ClassId(0), ClassId(1), 0.9F, 0.8F}, {mode("scale"), "Very BLURRED", false, noon - 1h}},
    {{SampleIndex(1), ClassId(1), ClassId(2), 0.5F, 0.1F}, {Judgement::none(), {}, true, noon - 49h}},
    {{SampleIndex(2), ClassId(2), ClassId(0), 0.2F, 0.05F}, {Judgement(), "dark or blurred", false, {}}},
    {{SampleIndex(3), ClassId(0), ClassId(2), {}, {}}, {Judgement::excluded(), {}, false, noon}}};

std::vector<std::uint32_t> Words::passing(const std::vector<std::string>& texts) const {
    const auto filter = workbench::parsedFilter(texts, vocabulary());
    CAPTURE(texts.front());
    REQUIRE(filter.has_value());
    std::vector<std::uint32_t> found;
    for (const Item& item : items)
        if (filter->matches(item.failure, item.held))
            found.push_back(item.failure.sample.value);
    return found;
}

using Indices = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("Several conditions with or need one of them to hold, with not before them none") {
    CHECK(animals.passing({"cat or dog"}) == Indices{0, 1, 3});
    CHECK(animals.passing({"NOT cat OR dog"}) == Indices{2});
    CHECK(animals.passing({"not unlabelled"}) == Indices{0, 1, 3});
    CHECK(animals.passing({"not cat", "not dog"}) == Indices{2});
    CHECK(animals.passing({"scale or excluded or predicted: cat"}) == Indices{0, 2, 3});
    CHECK(animals.passing({"#1 or #3"}) == Indices{1, 3});
    CHECK(animals.passing({"cat or dog", "not confidence>0.6"}) == Indices{1, 3});
}

TEST_CASE("A value behind or takes the form of the one before it, where it can be read so") {
    CHECK(animals.read("predicted: cat or dog").conditions ==
          std::vector<Condition>{PredictedClass{ClassId(0)}, PredictedClass{ClassId(1)}});
    CHECK(animals.read("true: cat or unlabelled").conditions ==
          std::vector<Condition>{TrueClass{ClassId(0)}, Judgement()});
    CHECK(animals.read("cat or predicted: dog or frog").conditions ==
          std::vector<Condition>{TrueClass{ClassId(0)}, PredictedClass{ClassId(1)},
                                 PredictedClass{ClassId(2)}});
    CHECK(animals.read("note: dark or pale").conditions ==
          std::vector<Condition>{HasNote{"dark"}, HasNote{"pale"}});
    CHECK(animals.read("note: dark or unlabelled").conditions ==
          std::vector<Condition>{HasNote{"dark"}, Judgement()});
    CHECK(animals.read("cat or cat") == Clause{Sense::AnyOf, {TrueClass{ClassId(0)}}});
}

TEST_CASE("A name that has or or not in it is read as that name") {
    const Words odd{{"packet or box", "not a dog", "box", "packet"}};
    CHECK(odd.read("packet or box") == Clause{Sense::AnyOf, {TrueClass{ClassId(0)}}});
    CHECK(odd.read("not a dog") == Clause{Sense::AnyOf, {TrueClass{ClassId(1)}}});
    CHECK(odd.read("not packet or box") == Clause{Sense::NoneOf, {TrueClass{ClassId(0)}}});
    CHECK(odd.read("true: packet or box or box").conditions ==
          std::vector<Condition>{TrueClass{ClassId(0)}, TrueClass{ClassId(2)}});
    CHECK(odd.read("not not a dog") == Clause{Sense::NoneOf, {TrueClass{ClassId(1)}}});
}

TEST_CASE("Confidence and margin are asked for by one bound or two, also in per cent") {
    CHECK(animals.passing({"confidence>=0.9"}) == Indices{0}); // as a float, as it is stored and shown
    CHECK(animals.passing({"confidence>90%"}).empty());
    CHECK(animals.passing({"Confidence < 0.5"}) == Indices{2});
    CHECK(animals.passing({"confidence: 0.2..0.5"}) == Indices{1, 2});
    CHECK(animals.passing({"confidence: 20% to 50%"}) == Indices{1, 2});
    CHECK(animals.passing({"confidence>0.2<0.9"}) == Indices{1});
    CHECK(animals.passing({"margin<=0.1"}) == Indices{1, 2});
    CHECK(animals.passing({"not margin<=1"}) == Indices{3}); // which the model did not tell
    for (const char* text : {"confidence<", "confidence<2", "confidence<<0.1", "confidence>0.5>0.6",
                             "confidence: 0.8..0.2", "confidence: 0.2", "confidence:", "confidence>0.8<0.2"})
        CHECK_THAT(animals.refused(text), Contains("is no range of the confidence: write confidence<0.5"));
    CHECK_THAT(animals.refused("margin: low"), Contains("margin: 0.2..0.8"));
}

TEST_CASE("A second bound narrows a range, unless nothing would be left") {
    const auto filter = [](const std::vector<std::string>& texts) {
        return workbench::filterTexts(*workbench::parsedFilter(texts, animals.vocabulary()),
                                      animals.vocabulary());
    };
    using Texts = std::vector<std::string>;
    CHECK(filter({"confidence>=0.2", "confidence<=0.8"}) == Texts{"confidence: 0.2..0.8"});
    CHECK(filter({"confidence>0.2", "margin<0.1", "confidence<0.8"}) ==
          Texts{"margin<0.1", "confidence>0.2<0.8"});
    CHECK(filter({"confidence>=0.9", "confidence<0.5"}) == Texts{"confidence<0.5"});
    CHECK(filter({"confidence: 0.2..0.8", "confidence>=0.4"}) == Texts{"confidence: 0.4..0.8"});
}

TEST_CASE("Notes are asked for by being there or by a text in them") {
    CHECK(animals.passing({"note"}) == Indices{0, 2});
    CHECK(animals.passing({"not note"}) == Indices{1, 3});
    CHECK(animals.passing({"note: blurred"}) == Indices{0, 2});
    CHECK(animals.passing({"note: \"dark or\""}) == Indices{2});
    CHECK(animals.passing({"flagged"}) == Indices{1});
    CHECK(animals.passing({"not flagged"}) == Indices{0, 2, 3});
}

TEST_CASE("Labels of a mode that was split are asked for, to be decided anew, and of no other mode") {
    std::vector<labels::Mode> modes = labels::standardTaxonomy().modes();
    const auto count = [&](const std::string& text) {
        const auto made = labels::Taxonomy::make(modes);
        REQUIRE(made);
        const workbench::Vocabulary vocabulary{animals.classes, *made};
        const auto filter = workbench::parsedFilter(std::vector{text}, vocabulary);
        REQUIRE(filter);
        CHECK(workbench::filterTexts(*filter, vocabulary) == std::vector<std::string>{text});
        CHECK(filter->asksForLabels());
        const model::Prediction failure{SampleIndex(1), ClassId(0), ClassId(1), 0.5F, 0.1F};
        int passing = 0;
        for (const labels::Judgement& judgement : {mode("scale"), mode("background"), mode("occlusion"),
                                                   labels::Judgement::none(), labels::Judgement()})
            passing += filter->matches(failure, judgement) ? 1 : 0;
        return passing;
    };
    CHECK(count("split") == 0);
    modes[0].splitInto = {modes[1].slug, modes[2].slug};
    CHECK(count("split") == 1);
    CHECK(count("not split") == 4);
    // A filter follows what is split and made whole again.
    const auto split = *labels::Taxonomy::make(modes);
    const auto filter = *workbench::parsedFilter(std::vector<std::string>{"split"}, {animals.classes, split});
    CHECK(workbench::withPresentModes(filter, split) == filter);
    CHECK(workbench::withPresentModes(filter, labels::standardTaxonomy()).isEmpty());
    const auto offers = workbench::offeredConditions({animals.classes, split}, 2);
    CHECK(std::find(offers.begin(), offers.end(), "split") != offers.end());
}

TEST_CASE("Decisions are asked for by the moment, a day or how long ago") {
    CHECK(animals.passing({"since: 2 h"}) == Indices{0, 3});
    CHECK(animals.passing({"since: 60min"}) == Indices{0, 3});
    CHECK(animals.passing({"since: 59 minutes"}) == Indices{3});
    CHECK(animals.passing({"before: 2 d"}) == Indices{1});
    CHECK(animals.passing({"since: 2026-11-28"}) == Indices{0, 3});
    CHECK(animals.passing({"before: 2026-11-28"}) == Indices{1});
    CHECK(animals.passing({"since: 2026-11-28T13:00:00+01:00"}) == Indices{3});
    CHECK(animals.passing({"since: 3 d", "before: 1 h"}) == Indices{1});
    for (const char* text : {"since:", "since: yesterday", "since: 2", "since: 2 years", "before: 2026-13-01",
                             "since: -1 d", "since: 999999999 w"})
        CHECK_THAT(animals.refused(text), Contains("is no time: write a day (2026-11-28, in UTC)"));
}

TEST_CASE("What is no line of a filter says what of it is none") {
    CHECK_THAT(animals.refused("cat or zebra"), Contains("neither a class nor a mode \"zebra\""));
    CHECK_THAT(animals.refused("not zebra"), Contains("neither a class nor a mode \"zebra\""));
    CHECK_THAT(animals.refused("cat or not dog"), Contains("not stands once, before all conditions"));
    CHECK_THAT(animals.refused("zebra"), Contains("several with or, all but these with not before them"));
    static_cast<void>(animals.refused("cat or "));
    static_cast<void>(animals.refused("not "));
}

TEST_CASE("Every clause has a text that is read as the same clause") {
    const Words odd{{"packet or box", "not a dog", "note", "flagged", "split", "a"}};
    const NumberRange::Bound open{0.25, false};
    const std::vector<Condition> conditions{
        TrueClass{ClassId(0)},
        TrueClass{ClassId(1)},
        PredictedClass{ClassId(2)},
        mode("scale"),
        SampleIndex(7),
        NumberRange{NumberRange::Quantity::Margin, open, {}},
        NumberRange{NumberRange::Quantity::Confidence, open, NumberRange::Bound{0.5}},
        NumberRange{NumberRange::Quantity::Confidence, NumberRange::Bound{0.1}, NumberRange::Bound{0.5}},
        HasNote{},
        HasNote{"a \"word\" or two"},
        HasNote{"\"quoted\""},
        HasNote{" blanks "},
        HasNote{"\""},
        workbench::Flagged{},
        workbench::OfSplitMode{},
        Decided{Decided::When::Since, noon - 48h, "2 d"},
        Decided{Decided::When::Before, noon, "2026-11-28T12:00:00Z"}};
    for (const Words& words : {animals, odd})
        for (const auto sense : {Sense::AnyOf, Sense::NoneOf})
            for (const Condition& first : conditions)
                for (const Condition& second : conditions) {
                    Clause clause{sense, {first}};
                    if (second != first)
                        clause.conditions.push_back(second);
                    const std::string text = workbench::clauseText(clause, words.vocabulary());
                    CAPTURE(text);
                    CHECK(words.read(text) == clause);
                }
}

TEST_CASE("A filter is the same one after it was put into words") {
    const auto words = animals.vocabulary();
    const Filter filter =
        workbench::parsedFilter(std::vector<std::string>{"cat", "predicted: dog or frog", "not scale or none",
                                                         "note: x", "confidence>0.5", "since: 2 d"},
                                words)
            .value();
    CHECK(filter.truth == ClassId(0));
    CHECK(filter.clauses.size() == 5);
    CHECK(filter.asksForLabels());
    CHECK(workbench::parsedFilter(workbench::filterTexts(filter, words), words) == filter);
}

TEST_CASE("A choice takes the place of a value of its kind, and the other way round") {
    const auto read = [](const char* text) { return animals.read(text); };
    Filter filter = workbench::with({}, read("cat"));
    filter = workbench::with(filter, read("dog or frog"));
    CHECK_FALSE(filter.truth);
    CHECK(filter.clauses.size() == 1);
    filter = workbench::with(filter, read("not cat"));
    filter = workbench::with(filter, read("frog"));
    CHECK(filter.truth == ClassId(2));
    CHECK(filter.clauses == std::vector<Clause>{read("not cat")});
    filter = workbench::with(filter, read("not cat"));
    CHECK(filter.clauses.size() == 1);
    filter = workbench::without(workbench::with(filter, read("cat or unlabelled")), TrueClass{});
    CHECK_FALSE(filter.truth);
    CHECK(filter.clauses.size() == 2); // one asks for more than the class, one for what must not be
}

TEST_CASE("A filter for modes follows them into what they were merged into") {
    labels::Mode kept = taxonomy.modes()[0];
    labels::Mode gone = taxonomy.modes()[1];
    const auto merged = labels::Taxonomy::make({kept}, {{gone, kept.slug}}).value();
    Filter filter = workbench::with({}, animals.read("not background or cat"));
    filter = workbench::with(filter, animals.read("occlusion"));
    const Filter present = workbench::withPresentModes(filter, merged);
    CHECK_FALSE(present.judgement);
    CHECK(present.clauses ==
          std::vector<Clause>{{Sense::NoneOf, {Judgement::of(kept.id), TrueClass{ClassId(0)}}}});
    CHECK(workbench::withPresentModes(filter, taxonomy) == filter);
}

TEST_CASE("The condition that is being written begins behind the last or, or behind not") {
    CHECK(workbench::lastConditionAt("cat") == 0);
    CHECK(workbench::lastConditionAt("cat or do") == 7);
    CHECK(workbench::lastConditionAt("Not do") == 4);
    CHECK(workbench::lastConditionAt("not cat OR dog or ") == 18);
    CHECK(workbench::lastConditionAt("") == 0);
}

TEST_CASE("The condition that is being written goes on with the form of the one before it") {
    CHECK(workbench::formGoingOn("predicted: cat or do") == "predicted:");
    CHECK(workbench::formGoingOn("not Predicted : cat or dog or ") == "predicted:");
    CHECK(workbench::formGoingOn("predicted: cat or true: dog or b") == "true:");
    CHECK(workbench::formGoingOn("cat or do").empty());
    CHECK(workbench::formGoingOn(" not predicted: cat or do") == "predicted:");
    CHECK(workbench::formGoingOn("predicted: do").empty());
    CHECK(workbench::formGoingOn("").empty());
}
