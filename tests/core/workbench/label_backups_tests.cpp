// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_backups.h"

#include "core/workbench/merge.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using workbench::backUpLabels;
using workbench::BackupRule;
using workbench::labelBackupsOf;

namespace {

struct Fixture {
    TemporaryFolder folder;
    std::filesystem::path file = folder / "a.faultline";
    std::filesystem::path backups = folder / "labels";
    study::Study study = makeSyntheticStudy(file);
    base::AnnotatorId ann = study.labels().annotator("ann").value().id;
    std::vector<model::Prediction> failures = failuresOf(study).value();

    void label(std::size_t failure, std::int64_t mode) {
        labels::LabelRequest request;
        request.annotator = ann;
        request.run = study.runs().first();
        request.samples = {failures[failure].sample};
        request.change.judgement = labels::Judgement::of(base::ModeId(mode));
        REQUIRE(study.labels().apply(request));
        std::this_thread::sleep_for(std::chrono::milliseconds(2)); // backups are told apart by milliseconds
    }
    [[nodiscard]] bool backUp(const BackupRule& rule = {}) {
        const auto made = backUpLabels(study, backups, rule);
        REQUIRE(made);
        return made->has_value();
    }
    [[nodiscard]] std::vector<workbench::LabelBackup> all() const { return labelBackupsOf(file, backups); }
};

} // namespace

TEST_CASE_METHOD(Fixture, "Labels are backed up when there are new ones, and only then") {
    CHECK_FALSE(backUp());
    CHECK(all().empty());
    label(0, 1);
    CHECK_FALSE(backUp({.kept = 0}));
    CHECK(backUp());
    CHECK_FALSE(backUp());
    label(1, 2);
    CHECK_FALSE(backUp({.apart = std::chrono::hours(1)}));
    CHECK(backUp());
    REQUIRE(all().size() == 2);
    CHECK(all()[0].events == 2);
    CHECK(all()[1].events == 1);
    CHECK(all()[0].written > all()[1].written);
}

TEST_CASE_METHOD(Fixture, "The newest backups are kept, and the one with the most events") {
    REQUIRE(study.copyTo(folder / "earlier.faultline"));
    for (std::size_t i = 0; i < 6; ++i)
        label(i, 1);
    REQUIRE(backUp());
    // The file is replaced by an earlier state, as a sync tool does.
    study = makeSyntheticStudy(folder / "other.faultline");
    std::filesystem::rename(folder / "earlier.faultline", file);
    study = study::Study::open(file, study::Access::ReadWrite).value();
    for (std::size_t i = 0; i < 5; ++i) {
        label(i, 2);
        REQUIRE(backUp({.kept = 2}));
    }
    const auto kept = all();
    REQUIRE(kept.size() == 3);
    CHECK(kept[0].events == 5);
    CHECK(kept[1].events == 4);
    CHECK(kept[2].events == 6);
}

TEST_CASE_METHOD(Fixture, "A backup that is dated ahead of the clock keeps no later one from being made") {
    label(0, 1);
    REQUIRE(backUp());
    const std::filesystem::path made = all().front().path;
    std::string text = readText(made);
    const std::size_t at = text.find("\"written\":\"") + 11;
    text.replace(at, 4, "2999");
    writeText(made.parent_path() / "2999-01-01T00-00-00.000Z.jsonl", text);
    std::filesystem::remove(made);
    REQUIRE(all().size() == 1);
    label(1, 2);
    CHECK(backUp());
    label(2, 3);
    CHECK(backUp({.apart = std::chrono::hours(1)}));
    CHECK(all().size() == 3);
}

TEST_CASE_METHOD(Fixture, "Copies of a study at two places keep their backups apart") {
    label(0, 1);
    REQUIRE(backUp());
    REQUIRE(study.copyTo(folder / "b.faultline"));
    {
        auto copy = study::Study::open(folder / "b.faultline", study::Access::ReadWrite).value();
        const auto made = backUpLabels(copy, backups, {.kept = 1});
        REQUIRE(made);
        CHECK(made->has_value()); // its own, though the log is the same
    }
    CHECK(all().size() == 1);
    CHECK(labelBackupsOf(folder / "b.faultline", backups).size() == 1);
    CHECK(labelBackupsOf(folder / "c.faultline", backups).empty());
}

TEST_CASE_METHOD(Fixture, "A backup of a study that is gone merges into an earlier copy") {
    REQUIRE(study.copyTo(folder / "earlier.faultline"));
    label(0, 1);
    label(1, 3);
    REQUIRE(backUp());
    const auto before = labelsOf(study).value();
    study = makeSyntheticStudy(folder / "other.faultline"); // closes the first
    std::filesystem::remove(file);

    const auto found = all();
    REQUIRE(found.size() == 1);
    auto earlier = study::Study::open(folder / "earlier.faultline", study::Access::ReadWrite).value();
    const std::filesystem::path backup = found[0].path;
    const auto report = workbench::mergeCopies(earlier, {&backup, 1});
    REQUIRE(report);
    CHECK(report->eventsNew == 2);
    const auto after = labelsOf(earlier).value();
    REQUIRE(after.size() == before.size());
    for (std::size_t i = 0; i < after.size(); ++i)
        CHECK(after[i].judgement == before[i].judgement);
}

TEST_CASE_METHOD(Fixture, "What can't be written is told, and foreign files are left alone") {
    label(0, 1);
    writeText(folder / "labels", "a file where the folder should be");
    const auto refused = backUpLabels(study, backups);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Catch::Matchers::Contains("the labels were not backed up"));
    std::filesystem::remove(folder / "labels");

    std::filesystem::create_directories(backups / study.uuid());
    writeText(backups / study.uuid() / "notes.txt", "mine");
    writeText(backups / study.uuid() / "9999.jsonl", "not ours");
    CHECK(backUp({.kept = 1}));
    label(1, 1);
    CHECK(backUp({.kept = 1}));
    CHECK(all().size() == 1);
    CHECK(readText(backups / study.uuid() / "notes.txt") == "mine");
    CHECK(readText(backups / study.uuid() / "9999.jsonl") == "not ours");
}
