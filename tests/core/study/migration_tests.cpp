// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "core/study/log_copy.h"
#include "core/study/run_entry.h"
#include "core/study/study_file.h"
#include "tests/core/study/old_studies.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_covariates.h"

#include <array>
#include <span>
#include <string>
#include <vector>

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
const Migration third = study::standardMigrations()[2];
const Migration fourth = study::standardMigrations()[3];
const Migration fifth = study::standardMigrations()[4];
const Migration sixth = study::standardMigrations()[5];
/// A later Faultline: two steps further.
const std::array<Migration, 8> later{
    {first,
     second,
     third,
     fourth,
     fifth,
     sixth,
     {7, "ALTER TABLE study ADD COLUMN question TEXT; UPDATE study SET question = "
         "'why'"},
     {8, "CREATE TABLE questions (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; "
         "INSERT INTO questions (text) SELECT question FROM study"}}};

std::string answer(const StudyFile& file, const std::string& sql) {
    return valueOf(file.database().reading([&]() -> base::Result<std::string> {
        study::Query query = file.database().query(sql);
        return query.next() ? query.text(0) : "no row";
    }));
}

void checkMigrated(study::Study& study) {
    CHECK(valueOf(study.verify()).problems.empty());
    CHECK(valueOf(predictionsOf(study)) == syntheticPredictions({}));
    const auto annotators = valueOf(study.labels().annotators());
    REQUIRE(annotators.size() == 2);
    CHECK(annotators[0].name == "ann");

    const auto labels = valueOf(labelsOf(study));
    REQUIRE(labels.size() == 3);
    CHECK(labels[0].judgement == mode(1));
    CHECK(labels[0].note == "small");
    CHECK(labels[0].labelledAt.time_since_epoch() == 5000ms);
    CHECK(labels[1].judgement == labels::Judgement::excluded());
    CHECK(labels[2].judgement == mode(2));
    CHECK(labels[2].note == "both");
    CHECK(labels[2].labelledAt.time_since_epoch() == 4000ms);

    // Each change is an event of its own, in the order in which the changes were made, whatever the clock
    // said.
    const auto history = valueOf(historyOf(study, labels[0].sample));
    REQUIRE(history.size() == 4);
    CHECK(history[0].uuid == "aaaaaaaa-0000-4000-8000-000000000001");
    CHECK(history[0].given.how == labels::How::Grid);
    CHECK(history[0].given.elapsed == 1200ms);
    CHECK(history[1].thing == labels::Thing::Note);
    CHECK(history[2].judgement == mode(3));
    CHECK(history[2].given.how == labels::How::Command);
    CHECK(history[3].given.how == labels::How::Undo);
    for (std::size_t i = 1; i < history.size(); ++i)
        CHECK(history[i - 1].at < history[i].at);

    // What could be undone still can, one step after the other; what was undone can be done again.
    const base::AnnotatorId ann = annotators[0].id;
    CHECK(valueOf(study.labels().undoState(ann)).undo == "excluded 1 image");
    CHECK(valueOf(study.labels().undo(ann)).changed.front().judgement.isUnlabelled());
    CHECK(valueOf(study.labels().undo(ann)).description == "note on 1 image");
    CHECK(valueOf(labelsOf(study, ann)).front().note.empty());
    CHECK(valueOf(study.labels().undo(ann)).changed.front().judgement.isUnlabelled());
    CHECK(valueOf(labelsOf(study, ann)).empty());
    CHECK(valueOf(study.verify()).problems.empty());
}

} // namespace

TEST_CASE("The standard migrations are numbered from 1 without gaps") {
    int expected = 1;
    for (const Migration& migration : study::standardMigrations())
        CHECK(migration.version == expected++);
    CHECK(expected > 1);
}

TEST_CASE("A version that is said to keep the tables does") {
    const auto tablesOf = [](std::span<const Migration> migrations) {
        auto database = valueOf(study::Database::open({}, study::Database::Mode::Memory));
        return valueOf(database.writing([&]() -> base::Result<std::vector<std::string>> {
            study::makeSchema(database, migrations);
            std::vector<std::string> found;
            study::Query query = database.query("SELECT name || coalesce(sql, '') FROM sqlite_schema WHERE "
                                                "type <> 'view' ORDER BY name");
            while (query.next())
                found.push_back(query.text(0));
            return found;
        }));
    };
    const auto all = study::standardMigrations();
    for (std::size_t count = 2; count <= all.size(); ++count)
        if (all[count - 1].keepsTables)
            CHECK(tablesOf(all.first(count)) == tablesOf(all.first(count - 1)));
    CHECK(study::oldestReadable(all) == 5);
    CHECK(study::oldestReadable(all.first(5)) == 5);
    CHECK(study::oldestReadable(later) == 8);
}

TEST_CASE("A study of version 5, whose tables are those of today, is read, verified and merged as it is") {
    const TemporaryFolder folder;
    const auto path = folder / "a.faultline";
    makeVersion5(path);
    const auto before = contents(folder.path());
    {
        const study::Study study = opened(path, Access::ReadOnly);
        CHECK(valueOf(study.verify()).problems.empty());
        CHECK(valueOf(predictionsOf(study)) == syntheticPredictions({}));
        CHECK(valueOf(labelsOf(study)).size() == 3);
    }
    CHECK(contents(folder.path()) == before);
    std::filesystem::copy_file(path, folder / "b.faultline");
    {
        study::Study study = opened(folder / "b.faultline");
        CHECK(std::filesystem::exists(folder / "b.v5.faultline"));
        const std::array copies{valueOf(study::LogCopy::open(path))};
        const labels::MergeReport report = valueOf(study.merge(copies));
        CHECK(report.eventsNew == 0);
        CHECK(report.eventsKnown > 0);
        checkMigrated(study);
    }
    CHECK(readText(path) == before.at("a.faultline"));
    // It is still held to its own version.
    tamper(path, "DROP VIEW current_values");
    const auto changed = StudyFile::open(path, Access::ReadOnly, 0ms);
    REQUIRE_FALSE(changed);
    CHECK(changed.error().message.find("view current_values") != std::string::npos);
}

TEST_CASE("A study of version 4 that is only looked at says what to do") {
    const TemporaryFolder folder;
    makeVersion4(folder / "a.faultline");
    const auto file = StudyFile::open(folder / "a.faultline", Access::ReadOnly, 0ms);
    REQUIRE_FALSE(file);
    CHECK(file.error().kind == ErrorKind::Refused);
    CHECK(file.error().message.find("study version 4") != std::string::npos);
    CHECK(file.error().message.find("a copy of it in a folder where you may write") != std::string::npos);
}

TEST_CASE("An older study is brought up to date when it is opened for writing, and a copy is kept") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto old = valueOf(labelsOf(opened(folder / "a.faultline", Access::ReadOnly)));
    {
        const StudyFile file =
            valueOf(StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, later));
        CHECK(answer(file, "PRAGMA user_version") == "8");
        CHECK(answer(file, "SELECT text FROM questions") == "why");
        CHECK(answer(file, "SELECT count(*) FROM label_events") == "2");
    }
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline", "a.v6.faultline"});
    CHECK(valueOf(labelsOf(opened(folder / "a.v6.faultline"))) == old);
    CHECK(StudyFile::open(folder / "a.faultline", Access::ReadOnly, 0ms, later));
    const auto tooNew = study::Study::open(folder / "a.faultline", Access::ReadOnly);
    REQUIRE_FALSE(tooNew);
    CHECK(tooNew.error().kind == ErrorKind::Refused);
}

TEST_CASE("A kept copy never replaces an earlier one") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    writeText(folder / "a.v6.faultline", "earlier");
    CHECK(StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, later));
    CHECK(readText(folder / "a.v6.faultline") == "earlier");
    CHECK(names(folder.path()) ==
          std::vector<std::string>{"a.faultline", "a.v6-2.faultline", "a.v6.faultline"});
}

TEST_CASE("An older study that is only looked at stays as it is and says what to do") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    const auto file = StudyFile::open(folder / "a.faultline", Access::ReadOnly, 0ms, later);
    REQUIRE_FALSE(file);
    CHECK(file.error().kind == ErrorKind::Refused);
    CHECK(file.error().message.find("study version 6") != std::string::npos);
    CHECK(file.error().message.find("open it once for writing") != std::string::npos);
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("A migration that fails half-way leaves the old study and the copy") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const std::array<Migration, 8> failing{
        {first, second, third, fourth, fifth, sixth, later[6], {8, "INSERT INTO nowhere VALUES (1)"}}};
    CHECK_FALSE(StudyFile::open(folder / "a.faultline", Access::ReadWrite, 0ms, failing));
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline", "a.v6.faultline"});
    const study::Study study = opened(folder / "a.faultline");
    CHECK(valueOf(study.verify()).problems.empty());
    CHECK(valueOf(labelsOf(study)).size() == 1);
}

TEST_CASE("A migration that breaks references is taken back") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const std::array<Migration, 7> breaking{
        {first,
         second,
         third,
         fourth,
         fifth,
         sixth,
         {7, "CREATE TABLE extra (run INTEGER REFERENCES runs (id)); PRAGMA defer_foreign_keys = ON; "
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

TEST_CASE(
    "A study of version 2 is brought up to date with its labels, history and undo, and a copy is kept") {
    const TemporaryFolder folder;
    makeOld(folder / "old.faultline");
    study::Study study = opened(folder / "old.faultline");
    CHECK(std::filesystem::exists(folder / "old.v2.faultline"));
    REQUIRE(study.runs().all().size() == 1);
    CHECK(study.runs().all().front().name == "drawn");
    CHECK(headerOf(study).options == syntheticHeader({}).options);
    CHECK(headerOf(study).device == syntheticHeader({}).device);
    CHECK(headerOf(study).model == syntheticHeader({}).model);
    checkMigrated(study);
}

TEST_CASE("A study of version 1 is brought up to date with its labels, and its preprocessing gets its name") {
    const TemporaryFolder folder;
    makeOld(folder / "new.faultline");
    makeVersion1(folder / "old.faultline", folder / "new.faultline");
    study::Study study = opened(folder / "old.faultline");
    CHECK(std::filesystem::exists(folder / "old.v1.faultline"));
    CHECK(headerOf(study).model.preprocessing.name == "cifar10");
    CHECK(headerOf(study).model.basis == model::PreprocessingBasis::Metadata);
    CHECK(headerOf(study).model.trials.empty());
    CHECK(headerOf(study).options.preprocessing.isAuto());
    checkMigrated(study);
}

TEST_CASE("Two copies of an older study that are brought up to date apart still merge") {
    const TemporaryFolder folder;
    makeOld(folder / "a.faultline");
    std::filesystem::copy_file(folder / "a.faultline", folder / "b.faultline");
    study::Study a = opened(folder / "a.faultline");
    study::Study b = opened(folder / "b.faultline");
    const base::AnnotatorId ann = valueOf(b.labels().annotator("ann")).id;
    valueOf(applyTo(b, request(ann, {failingSamples(b)[3]}, mode(2))));
    const std::array copies{valueOf(study::LogCopy::open(b.path()))};
    const labels::MergeReport report = valueOf(a.merge(copies));
    CHECK(report.eventsNew == 1);
    CHECK(report.eventsKnown == 7);
    CHECK(valueOf(labelsOf(a)) == valueOf(labelsOf(b)));
}

namespace {

/// Stops the step to `version` after each of its statements: the study at `path` stays as it is.
void checkStoppedAnywhere(const std::filesystem::path& path, int version, std::size_t leastStatements) {
    // Statements end with a semicolon at a line's end; none of the comments does.
    const std::string whole = study::standardMigrations()[static_cast<std::size_t>(version - 1)].statements;
    std::vector<std::size_t> ends;
    for (std::size_t at = whole.find(";\n"); at != std::string::npos; at = whole.find(";\n", at + 1))
        ends.push_back(at + 1);
    REQUIRE(ends.size() >= leastStatements);
    const std::string before = readText(path);
    for (const std::size_t end : ends) {
        CAPTURE(whole.substr(end > 60 ? end - 60 : 0, std::min<std::size_t>(60, end)));
        const std::string part = whole.substr(0, end) + " SELECT nothing FROM nowhere;";
        std::vector<Migration> stopped(study::standardMigrations().begin(),
                                       study::standardMigrations().begin() + version - 1);
        stopped.push_back({version, part.c_str()});
        REQUIRE_FALSE(StudyFile::open(path, Access::ReadWrite, 0ms, stopped));
        REQUIRE(readText(path) == before);
        for (const auto& entry : std::filesystem::directory_iterator(path.parent_path()))
            if (entry.path() != path) // the copy that was kept
                std::filesystem::remove(entry.path());
        REQUIRE(names(path.parent_path()) == std::vector<std::string>{path.filename().string()});
    }
}

} // namespace

TEST_CASE("A migration that is stopped after any statement leaves the old study") {
    const TemporaryFolder folder;
    SECTION("to version 2") {
        makeOld(folder / "2.faultline");
        makeVersion1(folder / "a.faultline", folder / "2.faultline");
        std::filesystem::remove(folder / "2.faultline");
        checkStoppedAnywhere(folder / "a.faultline", 2, 10);
        study::Study study = opened(folder / "a.faultline");
        checkMigrated(study);
    }
    SECTION("to version 3") {
        makeOld(folder / "a.faultline");
        checkStoppedAnywhere(folder / "a.faultline", 3, 60);
        study::Study study = opened(folder / "a.faultline");
        checkMigrated(study);
    }
    SECTION("to version 4") {
        makeVersion3(folder / "a.faultline");
        checkStoppedAnywhere(folder / "a.faultline", 4, 15);
        CHECK(valueOf(opened(folder / "a.faultline").verify()).problems.empty());
    }
    SECTION("to version 5") {
        makeVersion4(folder / "a.faultline");
        checkStoppedAnywhere(folder / "a.faultline", 5, 1);
        CHECK(valueOf(opened(folder / "a.faultline").verify()).problems.empty());
    }
    SECTION("to version 6") {
        makeVersion5(folder / "a.faultline");
        checkStoppedAnywhere(folder / "a.faultline", 6, 2);
        CHECK(valueOf(opened(folder / "a.faultline").verify()).problems.empty());
    }
}

TEST_CASE("A study of version 3 keeps its labels, history and undo, and its modes can be changed") {
    const TemporaryFolder folder;
    makeVersion3(folder / "a.faultline");
    study::Study study = opened(folder / "a.faultline");
    CHECK(std::filesystem::exists(folder / "a.v3.faultline"));
    CHECK(study.labels().taxonomy() == labels::standardTaxonomy());
    checkMigrated(study);
    const base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
    valueOf(study.labels().mergeModes(ann, std::array{base::ModeId(2)}, base::ModeId(3)));
    CHECK(valueOf(labelsOf(study)).front().judgement == mode(3));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE("A study of version 4 keeps its labels, history and undo, and takes covariates") {
    const TemporaryFolder folder;
    makeVersion4(folder / "a.faultline");
    study::Study study = opened(folder / "a.faultline");
    CHECK(std::filesystem::exists(folder / "a.v4.faultline"));
    CHECK(valueOf(study.covariates().all()).empty());
    valueOf(study.covariates().add(people("people")));
    checkMigrated(study);
}

TEST_CASE("The view of present values leaves out what was said where an item was shown again") {
    const TemporaryFolder folder;
    {
        study::Study study = makeSyntheticStudy(folder / "a.faultline");
        const base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
        labels::LabelRequest wanted = request(ann, {failingSamples(study)[0]}, mode(1));
        valueOf(applyTo(study, wanted));
        wanted.change.judgement = mode(2);
        wanted.given.how = labels::How::Repeat;
        wanted.given.planVersion = 1;
        wanted.given.position = 60;
        valueOf(applyTo(study, wanted));
        CHECK(valueOf(labelsOf(study)).front().judgement == mode(1));
    }
    const StudyFile file = valueOf(StudyFile::open(folder / "a.faultline", Access::ReadOnly, 0ms));
    CHECK(answer(file, "SELECT group_concat(mode) FROM current_values") == "1");
}

TEST_CASE("The view of present values leaves out what merging modes told, also of a study of version 5") {
    const TemporaryFolder folder;
    const auto path = folder / "a.faultline";
    makeVersion5(path);
    {
        study::Study study = opened(path);
        CHECK(std::filesystem::exists(folder / "a.v5.faultline"));
        checkMigrated(study);
        const base::AnnotatorId bea = valueOf(study.labels().annotator("bea")).id;
        valueOf(applyTo(study, request(bea, {failingSamples(study)[0]}, mode(1))));
        valueOf(study.labels().mergeModes(bea, std::array{base::ModeId(1)}, base::ModeId(3)));
        CHECK(valueOf(labelsOf(study, bea)).front().judgement == mode(3));
    }
    const StudyFile file = valueOf(StudyFile::open(path, Access::ReadOnly, 0ms));
    const std::string ofBea =
        " FROM current_values WHERE thing = 'judgement' AND annotator = (SELECT id FROM "
        "annotators WHERE name = 'bea')";
    CHECK(answer(file, "SELECT count(*)" + ofBea) == "1");
    CHECK(answer(file, "SELECT mode" + ofBea) == "1"); // as it was given
    CHECK(answer(file, "SELECT merged_into FROM modes WHERE id = (SELECT mode" + ofBea + ")") == "3");
}

TEST_CASE("What version 2 kept as zeros and metadata that meant unknown is unknown now") {
    const TemporaryFolder folder;
    makeOld(folder / "a.faultline");
    tamper(folder / "a.faultline",
           "UPDATE models SET format = 'predictions'; DELETE FROM model_metadata; INSERT INTO model_metadata "
           "VALUES "
           "(1, 0, 'output', 'classes'), (1, 1, 'confidence', 'unknown'), (1, 2, 'margin', 'unknown'), "
           "(1, 3, 'kept', 'yes'); UPDATE predictions SET confidence = 0, margin = 0");
    const study::Study study = opened(folder / "a.faultline");
    CHECK(headerOf(study).model.answers == model::AnswersAre::ClassesOnly);
    CHECK(headerOf(study).model.metadata ==
          std::vector<std::pair<std::string, std::string>>{{"kept", "yes"}});
    const auto failures = valueOf(failuresOf(study));
    CHECK_FALSE(failures.front().confidence.has_value());
    CHECK_FALSE(failures.front().margin.has_value());
    CHECK(valueOf(detailOf(study, failures.front().sample)).logits.empty());
    CHECK(valueOf(study.verify()).problems.empty());
}
