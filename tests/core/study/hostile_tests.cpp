// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Access;
using study::Study;

TEST_CASE("A study whose tables were changed is refused and the change is named") {
    const TemporaryFolder folder;
    const auto file = folder / "a.faultline";
    makeClosedStudy(file);
    std::string named;
    SECTION("a trigger was added") {
        tamper(file, "CREATE TRIGGER evil AFTER INSERT ON label_events BEGIN DELETE FROM label_events; END");
        named = "trigger evil";
    }
    SECTION("a table became a view") {
        tamper(file, "ALTER TABLE modes RENAME TO old_modes; CREATE VIEW modes AS SELECT * FROM old_modes");
        named = "modes";
    }
    SECTION("a table was added") {
        tamper(file, "CREATE TABLE more (a)");
        named = "table more";
    }
    SECTION("an index is gone") {
        tamper(file, "DROP INDEX failures");
        named = "index failures";
    }
    SECTION("a column was added") {
        tamper(file, "ALTER TABLE study ADD COLUMN more TEXT");
        named = "table study";
    }
    SECTION("a view answers something else") {
        tamper(
            file,
            "DROP VIEW current_values; CREATE VIEW current_values AS SELECT e.*, randomblob(1000000000) AS "
            "more FROM label_events e");
        named = "view current_values";
    }
    for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
        const auto study = Study::open(file, access);
        REQUIRE_FALSE(study);
        CHECK(study.error().kind == ErrorKind::InvalidInput);
        INFO(study.error().message);
        CHECK(study.error().message.find(named) != std::string::npos);
        CHECK(study.error().message.find("a.faultline") != std::string::npos);
    }
}

TEST_CASE("A header that makes no sense is refused when the study is opened") {
    const TemporaryFolder folder;
    const auto file = folder / "a.faultline";
    makeClosedStudy(file);
    const char* sql = GENERATE(
        "DELETE FROM runs", "DELETE FROM study", "DELETE FROM dataset_classes",
        "DELETE FROM model_classes WHERE class = 3", "UPDATE datasets SET size = -1",
        "UPDATE datasets SET size = 1", "UPDATE runs SET positions = 4294967295",
        "UPDATE runs SET positions = -5", "UPDATE runs SET asked_seed = 'x'",
        "UPDATE runs SET asked_order = 'x'", "UPDATE datasets SET split = 'x'",
        "UPDATE models SET feature_count = 4000000000", "UPDATE models SET preprocessing = '{}'",
        "UPDATE models SET stated_accuracy = 9e999", "UPDATE modes SET colour = 'red'",
        "UPDATE modes SET letter = '' WHERE id = 1", "UPDATE modes SET digit = '<b>' WHERE id = 1",
        "UPDATE study SET uuid = hex(zeroblob(1000000))", "UPDATE study SET uuid = '../x'",
        "UPDATE runs SET uuid = hex(zeroblob(1000000))", "UPDATE annotators SET uuid = 'a/b' WHERE id = 1",
        "UPDATE runs SET dataset = 9", "UPDATE runs SET model = 9", "UPDATE modes SET slug = '' WHERE id = 2",
        "UPDATE modes SET slug = 'excluded' WHERE id = 2", "UPDATE modes SET letter = 'G' WHERE id = 1",
        "UPDATE modes SET digit = '0' WHERE id = 1", "UPDATE modes SET definition = hex(zeroblob(500000))",
        "UPDATE modes SET name = hex(zeroblob(50000)) WHERE id = 3",
        "UPDATE modes SET merged_into = 2 WHERE id = 2", "UPDATE modes SET split_into = 'scale' WHERE id = 1",
        "UPDATE modes SET split_into = hex(zeroblob(50000)) WHERE id = 1",
        "UPDATE modes SET merged_into = 2 WHERE id = 1; UPDATE modes SET merged_into = 1 WHERE id = 2",
        "UPDATE dataset_classes SET name = hex(zeroblob(50000)) WHERE class = 7",
        "UPDATE model_classes SET name = hex(zeroblob(1000)) WHERE class = 7",
        "UPDATE datasets SET location = hex(zeroblob(1000000))",
        "UPDATE models SET architecture = hex(zeroblob(1000000))",
        "UPDATE runs SET used_reason = hex(zeroblob(1000000))",
        "INSERT INTO model_metadata (model, position, key, value) "
        "VALUES (1, 900, 'k', hex(zeroblob(1000000)))",
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
        "INSERT INTO model_metadata (model, position, key, value) SELECT 1, i, 'k' || i, 'v' FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
        "INSERT INTO dataset_notes (dataset, position, kind, text) SELECT 1, i, 'note', 'v' FROM n",
        "INSERT INTO dataset_left_out VALUES (1, 'x', -1, '')",
        "INSERT INTO dataset_left_out VALUES (1, 'x', 1, hex(zeroblob(1000000)))",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
        "INSERT INTO dataset_left_out SELECT 1, 'r' || i, 1, '' FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 70000) "
        "INSERT INTO dataset_classes (dataset, class, name) SELECT 1, i, 'class ' || i FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
        "INSERT INTO annotators (uuid, name, created_at_ms) SELECT 'u' || i, 'n' || i, 1 FROM n",
        "INSERT INTO annotators (uuid, name, created_at_ms) VALUES ('u', hex(zeroblob(101)), 1)",
        "CREATE TEMP TABLE many AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 1100) SELECT runs.* FROM runs, n; "
        "UPDATE many SET id = rowid + 100, uuid = 'u' || rowid, name = 'run ' || rowid; "
        "INSERT INTO runs SELECT * FROM many");
    INFO(sql);
    tamper(file, std::string("PRAGMA foreign_keys = OFF; ") + sql);
    const auto study = Study::open(file, Access::ReadOnly);
    REQUIRE_FALSE(study);
    CHECK(study.error().kind == ErrorKind::InvalidInput);
    CHECK(study.error().message.find("a.faultline") != std::string::npos);
}

TEST_CASE("Rows that make no sense are refused by what reads them and found by verify") {
    struct Case {
        const char* sql;
        base::Result<> (*read)(const Study&);
    };
    const auto predictions = [](const Study& study) { return predictionsOf(study).map([](const auto&) {}); };
    const auto pixels = [](const Study& study) {
        return study.pictures().of(failingSamples(study)).map([](const auto&) {});
    };
    const auto details = [](const Study& study) -> base::Result<> {
        for (const base::SampleIndex sample : failingSamples(study))
            if (auto detail = detailOf(study, sample); !detail)
                return base::failure(detail.error());
        return {};
    };
    const auto labels = [](const Study& study) { return labelsOf(study).map([](const auto&) {}); };
    const auto state = [](const Study& study) { return stateOf(study).map([](const auto&) {}); };
    const auto undo = [](const Study& study) {
        return study.labels().undoState(valueOf(study.labels().annotators()).at(0).id).map([](const auto&) {
        });
    };
    const auto history = [](const Study& study) {
        return historyOf(study, failingSamples(study).at(0)).map([](const auto&) {});
    };
    const Case cases[] = {
        {"UPDATE label_events SET uuid = hex(zeroblob(1000000)) WHERE id = 1", labels},
        {"UPDATE actions SET uuid = '' WHERE id = 1", labels},
        {"UPDATE predictions SET predicted = 10 WHERE position = 5", predictions},
        {"UPDATE samples SET truth = 65536 + truth WHERE sample = 5", predictions},
        {"UPDATE samples SET truth = NULL WHERE sample = 5", predictions},
        {"UPDATE predictions SET outcome = iif(outcome = 'right', 'failure', 'right') WHERE position = 5",
         predictions},
        {"UPDATE predictions SET sample = 4294967296 + sample WHERE position = 5", predictions},
        {"UPDATE predictions SET confidence = 1.5 WHERE position = 5", predictions},
        {"UPDATE predictions SET margin = -1e300 WHERE position = 5", predictions},
        {"UPDATE pictures SET width = 31", pixels},
        {"UPDATE pictures SET width = 65536, height = 65536", pixels},
        {"UPDATE pictures SET width = -32, height = -32", pixels},
        {"UPDATE pictures SET pixels = x''", pixels},
        {"UPDATE pictures SET channels = 0, pixels = x''", pixels},
        {"UPDATE pictures SET channels = 1, pixels = zeroblob(32 * 32)", pixels},
        {"UPDATE pictures SET width = 7000, height = 7000, channels = 1, pixels = zeroblob(7000 * 7000) "
         "WHERE id = 1",
         pixels},
        {"UPDATE pictures SET width = 16385, height = 1, pixels = zeroblob(16385 * 3)", pixels},
        {"UPDATE pictures SET encoding = 'png'", pixels},
        {"UPDATE details SET logits = x'00'", details},
        {"UPDATE details SET features = zeroblob(100000)", details},
        {"UPDATE label_events SET mode = 99 WHERE mode IS NOT NULL", labels},
        {"UPDATE label_events SET contrast = hex(zeroblob(33))", labels},
        {"UPDATE actions SET description = hex(zeroblob(5000))", undo},
        // A note that is no longer the present one.
        {"INSERT INTO actions VALUES (9, 'x9', 1, 'label', 'x', NULL, 7); INSERT INTO label_events (uuid, "
         "action, run, sample, annotator, at_ms, thing, note, how, elapsed_ms, blind) SELECT 'x10', 9, run, "
         "sample, annotator, 7, 'note', hex(zeroblob(40000)), how, elapsed_ms, blind FROM label_events WHERE "
         "note = 'small'",
         history},
        {"UPDATE label_events SET sample = 5000000000", labels},
        {"UPDATE label_events SET judged_at_ms = 9223372036854775807 WHERE judged_at_ms IS NOT NULL", labels},
        {"UPDATE predictions SET position = 4000000000 WHERE position = 59", state},
        {"UPDATE control_shortfall SET class = 4000 WHERE class = 1", state},
        {"UPDATE control_shortfall SET lacking = -1 WHERE class = 1", state},
        {"UPDATE items SET sample = -7 WHERE role = 'control' AND sample = (SELECT min(sample) FROM items "
         "WHERE "
         "role = 'control')",
         nullptr},
        {"UPDATE items SET role = 'control' WHERE role = 'failure'", nullptr},
        {"UPDATE items SET role = 'failure' WHERE role = 'control'", nullptr},
        {"DELETE FROM pictures WHERE id = 1", pixels},
        {"DELETE FROM details WHERE id = 1", details},
        {"DELETE FROM predictions WHERE position = 30", nullptr},
        {"DELETE FROM control_shortfall", nullptr},
        {"UPDATE annotators SET name = 'a' || char(10) || 'b'", nullptr},
        {"DELETE FROM actions", nullptr},
        {"UPDATE runs SET finished_at_ms = NULL", nullptr},
        {"UPDATE actions SET kind = 'undo', target = 'nothing'", nullptr},
        {"UPDATE actions SET at_ms = at_ms + 1", nullptr},
        {"INSERT INTO datasets SELECT 2, format, name, split, size, identity, official, location, "
         "unreadable_count "
         "FROM datasets",
         nullptr},
    };
    const TemporaryFolder folder;
    makeClosedStudy(folder / "sound.faultline");
    for (const Case& one : cases) {
        INFO(one.sql);
        const auto file = folder / "a.faultline";
        std::filesystem::copy_file(folder / "sound.faultline", file,
                                   std::filesystem::copy_options::overwrite_existing);
        tamper(file, std::string("PRAGMA foreign_keys = OFF; ") + one.sql);
        const Study study = opened(file, Access::ReadOnly);
        CHECK_FALSE(valueOf(study.verify()).problems.empty());
        if (one.read == nullptr)
            continue;
        const auto result = one.read(study);
        REQUIRE_FALSE(result);
        CHECK(result.error().kind != ErrorKind::Internal);
        CHECK(result.error().message.find("a.faultline") != std::string::npos);
    }
}

TEST_CASE("An undo of what is not there takes nothing back, and verify names it") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    tamper(folder / "a.faultline", "INSERT INTO actions VALUES (9, 'x', 1, 'undo', 'x', 'nothing', 0)");
    Study study = opened(folder / "a.faultline");
    CHECK_FALSE(valueOf(study.verify()).problems.empty());
    const auto ann = valueOf(study.labels().annotator("ann"));
    CHECK(valueOf(labelsOf(study)).size() == 1);
    CHECK(valueOf(study.labels().undo(ann.id)).changed.size() == 1);
    CHECK(valueOf(labelsOf(study)).empty());
}
