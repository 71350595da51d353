// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_exchange.h"
#include "core/workbench/label_import.h"

#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

/// What identifies a label from study to study.
std::vector<std::tuple<std::uint32_t, std::string, std::string, std::int64_t>>
comparable(const study::Study& study) {
    std::vector<std::tuple<std::uint32_t, std::string, std::string, std::int64_t>> rows;
    const std::vector<labels::Label> labels = tests::labelsOf(study).value();
    for (const labels::Label& label : labels)
        rows.emplace_back(label.sample.value,
                          labels::judgementText(label.judgement, study.labels().taxonomy()), label.note,
                          label.labelledAt.time_since_epoch().count());
    return rows;
}

} // namespace

TEST_CASE("Labels that leave a study enter another one of the same run unchanged", "[labels]") {
    const tests::TemporaryFolder folder;
    const char* suffix = GENERATE(".csv", ".json");
    auto first = tests::makeSyntheticStudy(folder / "first.faultline");
    const auto ada = first.labels().annotator("ada").value();
    const auto bob = first.labels().annotator("bob, \"the second\"").value();
    const auto failures = tests::failuresOf(first).value();
    const auto mode = labels::Judgement::of(first.labels().taxonomy().modes()[1].id);
    REQUIRE(tests::applyTo(first, {ada.id, {}, {failures[0].sample, failures[1].sample}, {mode, "=1+1"}}));
    REQUIRE(tests::applyTo(
        first, {bob.id, {}, {failures[0].sample}, {labels::Judgement::excluded(), "line\nbreak"}}));
    const auto file = folder / (std::string("labels") + suffix);
    const auto count = workbench::exportLabels(first, first.runs().first(), file,
                                               workbench::labelFormatOf(file), base::Overwrite::No);
    REQUIRE(count);
    CHECK(*count == 3);

    auto second = tests::makeSyntheticStudy(folder / "second.faultline");
    const auto imported = workbench::importLabels(second, second.runs().first(), file);
    REQUIRE(imported);
    CHECK(imported->changed.size() == 3);
    CHECK(comparable(second) == comparable(first));
    const auto again = workbench::importLabels(second, second.runs().first(), file);
    REQUIRE(again);
    CHECK(again->changed.empty());
}

TEST_CASE("An import with one bad line changes nothing and names the line", "[labels]") {
    const tests::TemporaryFolder folder;
    auto study = tests::makeSyntheticStudy(folder / "a.faultline");
    const auto failures = tests::failuresOf(study).value();
    tests::writeText(folder / "labels.csv", "index,annotator,mode\n" +
                                                std::to_string(failures[0].sample.value) + ",ada,scale\n" +
                                                std::to_string(failures[1].sample.value) + ",ada,blurry\n");
    const auto refused = workbench::importLabels(study, study.runs().first(), folder / "labels.csv");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find('3') != std::string::npos);
    CHECK(refused.error().message.find("blurry") != std::string::npos);
    CHECK(tests::labelsOf(study)->empty());
}
