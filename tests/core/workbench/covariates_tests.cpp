// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/covariates.h"

#include "core/base/files.h"
#include "core/exchange/covariate_file.h"
#include "core/formats/npy.h"
#include "core/workbench/clause_text.h"
#include "core/workbench/covariate_condition.h"
#include "core/workbench/human_uncertainty.h"
#include "tests/support/dataset_files.h"
#include "tests/support/first_run.h"
#include "tests/support/real_data.h"
#include "tests/support/synthetic_covariates.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <fstream>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using Catch::Contains;
using workbench::Covariates;
using workbench::SortDirection;

namespace {

const std::vector<std::string> classes{"cat", "dog", "frog"};

workbench::CovariatePtr shared(dataset::Covariate covariate) {
    return std::make_shared<const dataset::Covariate>(std::move(covariate));
}

workbench::CovariatePtr answers(const std::string& name, std::vector<float> values) {
    return shared({name, dataset::HumanAnswers::make(3, std::move(values)).value()});
}

workbench::CovariatePtr list(const std::string& name, std::vector<dataset::SuspectedError> errors) {
    return shared({name, dataset::SuspectedErrors::make(std::move(errors)).value()});
}

/// Of three images: a sure cat, a cat that is rather a dog, a dog that one of four calls so.
const Covariates both{answers("humans", {51, 0, 0, 20, 31, 0, 3, 1, 0}),
                      list("list", {{SampleIndex(1), {}, ClassId(1)}, {SampleIndex(2), {}, {}}})};

workbench::Vocabulary words(const Covariates& covariates) {
    return {classes, labels::standardTaxonomy(), {}, covariates};
}

std::string refusalOf(std::string_view text, const Covariates& covariates) {
    const auto condition = workbench::parsedCondition(text, words(covariates));
    return condition ? "taken" : condition.error().message;
}

const std::vector<model::Prediction> failures{{SampleIndex(0), ClassId(0), ClassId(1), 0.5F, 0.1F},
                                              {SampleIndex(1), ClassId(0), ClassId(1), 0.5F, 0.1F},
                                              {SampleIndex(2), ClassId(1), ClassId(0), 0.5F, 0.1F},
                                              {SampleIndex(3), ClassId(1), ClassId(0), 0.5F, 0.1F}};

std::vector<std::uint32_t> passing(std::string_view text, const Covariates& covariates = both) {
    CAPTURE(text);
    const auto condition = workbench::parsedCondition(text, words(covariates));
    REQUIRE(condition);
    const workbench::Filter filter = workbench::with({}, *condition);
    CHECK_FALSE(filter.isEmpty());
    // What it is called is read as the same.
    CHECK(workbench::parsedCondition(workbench::conditionText(*condition, words(covariates)),
                                     words(covariates)) == *condition);
    CHECK(workbench::filterTexts(filter, words(covariates)).size() == 1);
    std::vector<std::uint32_t> samples;
    for (const model::Prediction& failure : failures)
        if (filter.matches(failure, labels::Judgement()))
            samples.push_back(failure.sample.value);
    return samples;
}

} // namespace

TEST_CASE("A filter compares the share of people who gave the label, and takes what is suspected") {
    using Samples = std::vector<std::uint32_t>;
    CHECK(passing("people<0.5") == Samples{1, 2}); // nobody was asked about image 3
    CHECK(passing("People <= 0.25") == Samples{2});
    CHECK(passing("humans > 0.25") == Samples{0, 1});
    CHECK(passing("people>=1") == Samples{0});
    CHECK(passing("suspected") == Samples{1, 2});
    CHECK(passing("suspected: LIST") == Samples{1, 2});
    CHECK(workbench::conditionText(*workbench::parsedCondition("humans<.5", words(both)), words(both)) ==
          "people<0.5");
    const auto offers = workbench::offeredConditions(words(both), 3);
    CHECK(std::find(offers.begin(), offers.end(), "people<0.5") != offers.end());
    CHECK(std::find(offers.begin(), offers.end(), "suspected") != offers.end());
}

TEST_CASE("Of several covariates each goes by its name, and the only one by people") {
    const Covariates several{both[0], answers("experts", {3, 0, 0, 0, 3, 0, 0, 3, 0}), both[1],
                             list("other", {{SampleIndex(0), {}, {}}})};
    CHECK(passing("experts<0.5", several) == std::vector<std::uint32_t>{1});
    CHECK(passing("suspected: other", several) == std::vector<std::uint32_t>{0});
    CHECK(passing("suspected", several) == std::vector<std::uint32_t>{0, 1, 2});
    CHECK_THAT(refusalOf("people<0.5", several), Contains("instead of people: humans, experts"));
    CHECK_THAT(refusalOf("persons<0.5", several), Contains("there are humans, experts"));
    CHECK_THAT(refusalOf("suspected: none", several), Contains("there are list, other"));
    CHECK_THAT(refusalOf("people<2", both), Contains("no share of people: write a number from 0 to 1"));
    CHECK_THAT(refusalOf("people<", both), Contains("no share of people"));
    CHECK_THAT(refusalOf("people<0.5", {}), Contains("faultline covariate STUDY --add FILE --name NAME"));
    CHECK_THAT(refusalOf("suspected", {}), Contains("no list of suspected label errors"));
    CHECK_THAT(refusalOf("people", both), Contains("people<0.5"));
    CHECK_THAT(refusalOf("<b>zebra", both), Contains("neither a class nor a mode \"<b>zebra\""));
}

TEST_CASE("A class with such a name keeps it, and can be told from the condition") {
    const std::vector<std::string> odd{"people<0.5", "suspected"};
    const workbench::Vocabulary vocabulary{odd, labels::standardTaxonomy(), {}, both};
    CHECK(workbench::parsedCondition("people<0.5", vocabulary) ==
          workbench::Condition(workbench::TrueClass{ClassId(0)}));
    CHECK(workbench::parsedCondition("suspected", vocabulary) ==
          workbench::Condition(workbench::TrueClass{ClassId(1)}));
    const auto any = workbench::parsedCondition("suspected:", vocabulary);
    REQUIRE(any);
    CHECK(workbench::conditionText(*any, vocabulary) == "suspected:");
}

TEST_CASE("Failures are sorted by the share of people who gave the label, unknown ones last") {
    const auto order = [](SortDirection direction) {
        return workbench::sortedPlaces(workbench::sortingNamed("people", direction, both).value(), failures);
    };
    CHECK(order(SortDirection::Ascending) == std::vector<std::size_t>{2, 1, 0, 3});
    CHECK(order(SortDirection::Descending) == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(workbench::sortingText(*workbench::sortingNamed("HUMANS", SortDirection::Ascending, both)) ==
          "humans");
    CHECK(workbench::sortingText(*workbench::sortingNamed("margin", SortDirection::Ascending, both)) ==
          "margin");
    const auto none = workbench::sortingNamed("people", SortDirection::Ascending, {});
    REQUIRE_FALSE(none);
    CHECK_THAT(none.error().message, Contains("no human answers"));
    const auto unknown = workbench::sortingNamed("taste", SortDirection::Ascending, both);
    REQUIRE_FALSE(unknown);
    CHECK_THAT(unknown.error().message, Contains("arrival, index, confidence, margin, pair"));
}

TEST_CASE("What is known of an image is said in sentences") {
    using Sentences = std::vector<std::string>;
    const auto of = [](const Covariates& covariates, std::uint32_t sample, std::uint16_t truth) {
        return workbench::covariateSentences(covariates, SampleIndex(sample), ClassId(truth), classes);
    };
    CHECK(of(both, 0, 0) == Sentences{"51 of 51 people said cat"});
    CHECK(of(both, 1, 0) ==
          Sentences{"20 of 51 people said cat, 31 dog", "suspected label error: said to be dog"});
    CHECK(of(both, 2, 1) == Sentences{"1 of 4 people said dog, 3 cat", "suspected label error"});
    CHECK(of(both, 3, 1).empty());
    CHECK(of({}, 0, 0).empty());
    const Covariates shares{answers("soft", {.922F, .078F, 0}), both[0]};
    CHECK(of(shares, 0, 0) == Sentences{"soft: 92.2 % said cat", "humans: 51 of 51 people said cat"});
    CHECK(workbench::suspectedClass(both, SampleIndex(1)) == ClassId(1));
    CHECK_FALSE(workbench::suspectedClass(both, SampleIndex(2)));
    CHECK(workbench::suspectedSamples(both).size() == 2);
}

TEST_CASE("A file becomes a covariate of the study, or is refused with its name") {
    const tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline");
    tests::writeBytes(folder / "people.npy",
                      tests::npyFile("<f4", {60, 10}, base::packed(tests::peoplesAnswers())));
    const auto added = workbench::addCovariate(study, folder / "people.npy", "people");
    REQUIRE(added);
    CHECK(report::contentText(*added) == "counts of people's answers to 60 images");
    tests::writeText(folder / "list.json", R"([{"index": 13, "given": 3, "guess": 5}])");
    REQUIRE(workbench::addCovariate(study, folder / "list.json", "list"));
    const auto rows = workbench::covariateRows(workbench::covariatesOf(study).value());
    REQUIRE(rows.size() == 2);
    CHECK(report::covariateTable(report::TableFormat::Json, rows) ==
          "[\n{\"name\":\"people\",\"kind\":\"counts\",\"images\":60},\n"
          "{\"name\":\"list\",\"kind\":\"suspected\",\"images\":1}\n]\n");

    tests::writeText(folder / "other.json", R"([{"index": 13, "given": 4}])");
    const auto other = workbench::addCovariate(study, folder / "other.json", "other");
    REQUIRE_FALSE(other);
    CHECK_THAT(other.error().message,
               Contains("other.json: image 13 is labelled cat in this study, not deer"));
    const auto named = workbench::addCovariate(study, folder / "list.json", "two words");
    REQUIRE_FALSE(named);
    CHECK_THAT(named.error().message, Contains("can't be the name of a covariate"));
    const auto missing = workbench::addCovariate(study, folder / "none.npy", "missing");
    REQUIRE_FALSE(missing);
    CHECK_THAT(missing.error().message, Contains("none.npy"));
}

namespace {

/// The answers of the first model to CIFAR-10's test images, by the reference's logits and the labels that
/// stand beside other models' predictions.
std::vector<model::Prediction> realPredictions(const std::filesystem::path& folder) {
    const auto file = base::readFile(std::filesystem::path(FAULTLINE_SOURCE_DIR) /
                                         "tests/data/resnet18-cifar10-test-logits.npy",
                                     1u << 20);
    const auto array = formats::readNpy(*file);
    const std::vector<float> logits = formats::floatValues(*array, 0, 100'000).value();
    std::ifstream table(folder / "real/predictions.csv");
    std::string line;
    std::getline(table, line);
    std::vector<model::Prediction> predictions;
    for (std::uint32_t i = 0; std::getline(table, line); ++i) {
        model::Prediction prediction;
        prediction.sample = SampleIndex(i);
        prediction.truth = ClassId(static_cast<std::uint16_t>(line.at(line.find(',') + 1) - '0'));
        const auto row = logits.begin() + 10 * static_cast<std::ptrdiff_t>(i);
        prediction.predicted = ClassId(static_cast<std::uint16_t>(std::max_element(row, row + 10) - row));
        predictions.push_back(prediction);
    }
    return predictions;
}

} // namespace

TEST_CASE("People agree less on the images that the first model fails on", "[real]") {
    const auto folder = tests::extraDataFolder();
    if (!folder)
        SKIP_TEST("no further real files: set FAULTLINE_TEST_DATA");
    const auto predictions = realPredictions(*folder);
    REQUIRE(predictions.size() == 10'000);
    const std::vector<std::string> names(10, "class");
    const auto counts = exchange::parsedCovariateFile(
        base::readFile(*folder / "real/cifar10h-counts.npy", exchange::largestCovariateFile).value(), 10'000,
        names);
    REQUIRE(counts);
    const Covariates covariates{shared({"cifar10h", *counts})};
    const auto cards = workbench::humanUncertaintyOf(covariates, predictions, {});
    REQUIRE(cards.size() == 1);
    CHECK(cards[0].failures == 903);
    CHECK(cards[0].mean == Approx(.8540).margin(5e-5));
    REQUIRE(cards[0].against.size() == 1);
    CHECK(cards[0].against[0].whom == "rest");
    CHECK(cards[0].against[0].images == 9'097);
    CHECK(cards[0].against[0].mean == Approx(.9621).margin(5e-5));
    CHECK(cards[0].against[0].test->superiority > 0.6);
    CHECK(cards[0].against[0].test->interval->low > 0.6);

    const auto list = exchange::parsedCovariateFile(
        base::readFile(*folder / "real/cifar10_mturk.json", exchange::largestCovariateFile).value(), 10'000,
        names);
    REQUIRE(list);
    CHECK(std::get<dataset::SuspectedErrors>(*list).all().size() == 275);
    for (const auto& error : std::get<dataset::SuspectedErrors>(*list).all())
        CHECK(error.given == predictions[error.sample.value].truth);
}

TEST_CASE("Human answers that are called like an order keep a name of their own") {
    const Covariates named{answers("label", {3, 0, 0, 0, 3, 0, 0, 3, 0})};
    const workbench::Sorting byPeople{workbench::SortKey::People, workbench::SortDirection::Ascending,
                                      named[0]};
    CHECK(workbench::sortingText(byPeople) == "people: label");
    for (const char* text : {"people: label", "people"})
        CHECK(workbench::sortingNamed(text, workbench::SortDirection::Ascending, named) == byPeople);
    CHECK(workbench::sortingNamed("label", workbench::SortDirection::Ascending, named)->key ==
          workbench::SortKey::Label);
}
