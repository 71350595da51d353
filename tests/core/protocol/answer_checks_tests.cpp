// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/answer_checks.h"

#include <functional>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using Catch::Matchers::Contains;

namespace {

model::RunHeader header() {
    model::RunHeader header;
    header.dataset.size = 6;
    header.dataset.classes = {"cat", "dog"};
    header.model.classes = {"cat", "dog"};
    header.model.featureCount = 3;
    header.positions = 6;
    return header;
}

model::SampleDetail detail(std::uint32_t sample) {
    return {SampleIndex(sample), {1, 2}, {1, 2, 3}, *base::Image::make(1, 1, 3, {7, 8, 9})};
}

/// Samples 0 (right) and 1 (wrong) at positions 2 and 3.
model::BatchReport batch() {
    model::BatchReport batch;
    batch.firstPosition = 2;
    batch.predictions = {{SampleIndex(0), ClassId(0), ClassId(0), 0.9F, 0.8F},
                         {SampleIndex(1), ClassId(0), ClassId(1), 0.7F, 0.4F}};
    batch.failures = {detail(1)};
    return batch;
}

} // namespace

TEST_CASE("A batch that fits what was opened is taken") {
    CHECK(protocol::checkBatch(batch(), header(), 2));
}

TEST_CASE("A batch that does not fit what was opened is refused") {
    using Change = std::function<void(model::BatchReport&)>;
    const auto [what, change] = GENERATE(table<std::string, Change>({
        {"another position", [](auto& report) { report.firstPosition = 3; }},
        {"no image",
         [](auto& report) {
             report.predictions.clear();
             report.failures.clear();
         }},
        {"more images than the run has",
         [](auto& report) { report.predictions.resize(5, report.predictions.front()); }},
        {"a sample beyond the set", [](auto& report) { report.predictions[0].sample = SampleIndex(6); }},
        {"a true class beyond the set's",
         [](auto& report) { report.predictions[0].truth = report.predictions[0].predicted = ClassId(2); }},
        {"a class beyond the model's", [](auto& report) { report.predictions[1].predicted = ClassId(2); }},
        {"details of a sample beyond the set",
         [](auto& report) { report.predictions[1].sample = report.failures[0].sample = SampleIndex(6); }},
        {"a failure without details", [](auto& report) { report.failures.clear(); }},
        {"details of another sample", [](auto& report) { report.failures[0] = detail(0); }},
        {"details of no failure", [](auto& report) { report.failures.push_back(detail(2)); }},
        {"too few logits", [](auto& report) { report.failures[0].logits.pop_back(); }},
        {"too many features", [](auto& report) { report.failures[0].features.push_back(0); }},
    }));
    INFO(what);
    auto report = batch();
    change(report);
    const auto checked = protocol::checkBatch(report, header(), 2);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().kind == base::ErrorKind::Worker);
}

TEST_CASE("A batch at the end of the run or beyond it is refused") {
    for (const std::uint32_t position : {5U, 6U, 7U, 4'294'967'295U}) {
        auto report = batch();
        report.firstPosition = position;
        CHECK_FALSE(protocol::checkBatch(report, header(), position));
    }
}

TEST_CASE("An output that stands for no class of the data set is a class of its own") {
    auto opened = header();
    opened.model.classes.emplace_back("ship");
    opened.model.outputClasses = {0, 1, 2};
    auto report = batch();
    report.predictions[1].predicted = ClassId(2);
    report.failures[0].logits.push_back(3);
    CHECK(protocol::checkBatch(report, opened, 2));
    report.predictions[0].truth = report.predictions[0].predicted = ClassId(2);
    CHECK_FALSE(protocol::checkBatch(report, opened, 2));
}

TEST_CASE("A run over no image, or over more than the set has, is refused") {
    auto opened = header();
    for (const std::uint32_t positions : {0U, 7U}) {
        opened.positions = positions;
        const auto checked = protocol::checkOpened(opened);
        REQUIRE_FALSE(checked);
        CHECK(checked.error().kind == base::ErrorKind::Worker);
    }
}

TEST_CASE("A model with another number of classes than the data set is refused") {
    auto opened = header();
    CHECK(protocol::checkOpened(opened));
    opened.model.classes.emplace_back("ship");
    const auto checked = protocol::checkOpened(opened);
    REQUIRE_FALSE(checked);
    CHECK_THAT(checked.error().message, Contains("3 classes") && Contains("2"));
}

TEST_CASE("Samples are put into the order that was asked for") {
    const std::vector wanted{SampleIndex(1), SampleIndex(4)};
    const auto samples = protocol::checkedSamples({detail(4), detail(1)}, wanted, header());
    REQUIRE(samples);
    CHECK(samples->at(0).sample == SampleIndex(1));
    CHECK(samples->at(1).sample == SampleIndex(4));
}

TEST_CASE("Samples that were not asked for, or lack, are refused") {
    const std::vector wanted{SampleIndex(1), SampleIndex(4)};
    CHECK_FALSE(protocol::checkedSamples({detail(1)}, wanted, header()));
    CHECK_FALSE(protocol::checkedSamples({detail(1), detail(5)}, wanted, header()));
    CHECK_FALSE(protocol::checkedSamples({detail(1), detail(1)}, wanted, header()));
    CHECK_FALSE(protocol::checkedSamples({detail(1), detail(4), detail(5)}, wanted, header()));
}
