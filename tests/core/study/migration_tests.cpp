// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_file.h"
#include "tests/core/study/study_support.h"

#include <array>
#include <map>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Access;
using study::Migration;
using study::StudyFile;
using namespace std::chrono_literals;

namespace {

const Migration first = study::standardMigrations()[0];
const Migration second = study::standardMigrations()[1];
/// A later Faultline: two steps further.
const std::array<Migration, 4> later{
    {first,
     second,
     {3, "ALTER TABLE study ADD COLUMN question TEXT; UPDATE study SET question = "
         "'why'"},
     {4, "CREATE TABLE plans (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; "
         "INSERT INTO plans (text) SELECT question FROM study"}}};

std::string answer(const StudyFile& file, const std::string& sql) {
    return valueOf(file.database().reading([&]() -> base::Result<std::string> {
        study::Query query = file.database().query(sql);
        return query.next() ? query.text(0) : "no row";
    }));
}

/// A study as the first version wrote it, with the rows of a present one.
void makeVersion1(const std::filesystem::path& path, const std::filesystem::path& present) {
    std::string sql = std::string(first.statements) + "PRAGMA user_version = 1; PRAGMA application_id = " +
                      std::to_string(study::applicationId) + "; ATTACH '" + present.string() +
                      "' AS present; ";
    const std::map<std::string, std::string> columns{
        {"datasets", "id, format, name, split, size, identity, official, location"},
        {"models",
         "id, sha256, format, architecture, feature_count, mean_red, mean_green, mean_blue, deviation_red, "
         "deviation_green, deviation_blue, stated_accuracy, location"},
        {"model_classes", "model, class, name"},
        {"runs",
         "id, dataset, model, split, visiting_order, seed, image_limit, batch, requested_device, "
         "requested_precision, device, device_name, device_precision, device_reason, backend, threads, "
         "positions, started_at_ms, finished_at_ms"}};
    for (const std::string table : {"study", "datasets", "dataset_classes", "models", "model_classes",
                                    "model_metadata", "runs", "predictions", "samples", "details", "controls",
                                    "control_shortfall", "modes", "annotators", "actions", "label_events"})
        sql += "INSERT INTO main." + table + " SELECT " +
               (columns.contains(table) ? columns.at(table) : "*") + " FROM present." + table + "; ";
    tamper(path, sql);
}

} // namespace

TEST_CASE("The standard migrations are numbered from 1 without gaps") {
    int expected = 1;
    for (const Migration& migration : study::standardMigrations())
        CHECK(migration.version == expected++);
    CHECK(expected > 1);
}

TEST_CASE("An older study is brought up to date when it is opened for writing, and a copy is kept") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto old = valueOf(opened(folder / "a.faultline", Access::ReadOnly).labels());
    {
        const StudyFile file =
            valueOf(StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, later));
        CHECK(answer(file, "PRAGMA user_version") == "4");
        CHECK(answer(file, "SELECT text FROM plans") == "why");
        CHECK(answer(file, "SELECT count(*) FROM label_events") == "1");
    }
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline", "a.v2.faultline"});
    CHECK(valueOf(opened(folder / "a.v2.faultline").labels()) == old);
    CHECK(StudyFile::open(folder / "a.faultline", Access::ReadOnly, 0ms, later));
    const auto tooNew = study::Study::open(folder / "a.faultline", Access::ReadOnly);
    REQUIRE_FALSE(tooNew);
    CHECK(tooNew.error().kind == ErrorKind::Refused);
}

TEST_CASE("A kept copy never replaces an earlier one") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    writeText(folder / "a.v2.faultline", "earlier");
    CHECK(StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, later));
    CHECK(readText(folder / "a.v2.faultline") == "earlier");
    CHECK(names(folder.path()) ==
          std::vector<std::string>{"a.faultline", "a.v2-2.faultline", "a.v2.faultline"});
}

TEST_CASE("An older study that is only looked at stays as it is and says what to do") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    const auto file = StudyFile::open(folder / "a.faultline", Access::ReadOnly, 0ms, later);
    REQUIRE_FALSE(file);
    CHECK(file.error().kind == ErrorKind::Refused);
    CHECK(file.error().message.find("study version 2") != std::string::npos);
    CHECK(file.error().message.find("open it once for writing") != std::string::npos);
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("A migration that fails half-way leaves the old study and the copy") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const std::array<Migration, 4> failing{{first, second, later[2], {4, "INSERT INTO nowhere VALUES (1)"}}};
    CHECK_FALSE(StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, failing));
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline", "a.v2.faultline"});
    const study::Study study = opened(folder / "a.faultline");
    CHECK(valueOf(study.verify()).problems.empty());
    CHECK(valueOf(study.labels()).size() == 1);
}

TEST_CASE("A migration that breaks references is taken back") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const std::array<Migration, 3> breaking{
        {first,
         second,
         {3, "CREATE TABLE extra (run INTEGER REFERENCES runs (id)); PRAGMA defer_foreign_keys = ON; "
             "INSERT INTO extra VALUES (77)"}}};
    const auto file = StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, breaking);
    REQUIRE_FALSE(file);
    CHECK(file.error().message.find("extra") != std::string::npos);
    CHECK(valueOf(opened(folder / "a.faultline").verify()).problems.empty());
}

TEST_CASE("A changed older study is refused before any step and without a copy") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    tamper(folder / "a.faultline", "CREATE TABLE more (a)");
    const auto file = StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, later);
    REQUIRE_FALSE(file);
    CHECK(file.error().message.find("table more") != std::string::npos);
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A study of version 1 is brought up to date with its labels, and its preprocessing gets its name") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "new.faultline");
    makeVersion1(folder / "old.faultline", folder / "new.faultline");
    std::filesystem::remove(folder / "new.faultline");
    const study::Study study = opened(folder / "old.faultline");
    CHECK(std::filesystem::exists(folder / "old.v1.faultline"));
    CHECK(study.header().model.preprocessing.name == "cifar10");
    CHECK(study.header().model.basis == model::PreprocessingBasis::Metadata);
    CHECK(study.header().model.trials.empty());
    CHECK(study.header().options.preprocessing == "auto");
    CHECK(valueOf(study.labels()).size() == 1);
    CHECK(valueOf(study.verify()).problems.empty());
}
