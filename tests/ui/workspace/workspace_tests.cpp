// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/workspace.h"

#include "core/study/sqlite/database.h"
#include "core/workbench/annotators.h"
#include "core/workbench/failure_modes.h"
#include "core/workbench/labelling_plan.h"
#include "tests/support/first_run.h"
#include "tests/support/opened_workspace.h"

#include <functional>
#include <set>

#include <QSignalSpy>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

TEST_CASE("An opened study has its columns and a current failure") {
    OpenedWorkspace opened;
    CHECK(opened.workspace.items().predictions().size() == 60);
    CHECK(opened.workspace.items().failures().size() == 12);
    CHECK(opened.workspace.labelling().judgements().size() == 12);
    CHECK(opened.workspace.cursor().current() == 0);
    CHECK(opened.workspace.labelling().annotator() == QStringLiteral("ada"));
    CHECK(opened.workspace.study().className(base::ClassId(3)) == QStringLiteral("cat"));
    for (const model::Prediction& failure : opened.workspace.items().failures())
        CHECK(failure.isFailure());
}

TEST_CASE("A label shows only once it is committed, and then it is in the file") {
    OpenedWorkspace opened;
    opened.workspace.labelling().label({2}, {opened.mode(1), std::nullopt});
    CHECK(opened.workspace.labelling().judgement(2).isUnlabelled());
    REQUIRE(eventually([&] { return !opened.workspace.labelling().judgement(2).isUnlabelled(); }));
    CHECK(opened.workspace.labelling().judgement(2) == opened.mode(1));
    CHECK(opened.workspace.labelling().labelledCount() == 1);

    const auto reader = study::Study::open(opened.path(), study::Access::ReadOnly);
    REQUIRE(reader);
    const auto labels = tests::labelsOf(*reader);
    REQUIRE(labels);
    REQUIRE(labels->size() == 1);
    CHECK(labels->front().sample == opened.workspace.items().failure(2).sample);
}

TEST_CASE("Undo and redo take back and repeat a whole bulk decision") {
    OpenedWorkspace opened;
    opened.label({0, 1, 2}, opened.mode(0));
    REQUIRE(opened.workspace.labelling().undoState().undo);
    opened.act([&] { opened.workspace.labelling().undo(); });
    CHECK(opened.workspace.labelling().labelledCount() == 0);
    CHECK_FALSE(opened.workspace.labelling().undoState().undo);
    opened.act([&] { opened.workspace.labelling().redo(); });
    CHECK(opened.workspace.labelling().labelledCount() == 3);
}

TEST_CASE("Each annotator sees their own labels") {
    OpenedWorkspace opened;
    opened.label({0}, opened.mode(0));
    QSignalSpy changed(&opened.workspace.labelling(), &ui::Labelling::annotatorChanged);
    opened.workspace.labelling().setAnnotator(QStringLiteral("  bob "));
    REQUIRE(eventually([&] { return changed.count() == 1; }));
    CHECK(opened.workspace.labelling().annotator() == QStringLiteral("bob"));
    CHECK(opened.workspace.labelling().labelledCount() == 0);
    CHECK_FALSE(opened.workspace.labelling().undoState().undo);
    opened.label({0}, opened.mode(1));

    opened.workspace.labelling().setAnnotator(QStringLiteral("ada"));
    REQUIRE(eventually([&] { return changed.count() == 2; }));
    CHECK(opened.workspace.labelling().judgement(0) == opened.mode(0));
}

TEST_CASE("An annotator is renamed with all that they said, and never to somebody else's name") {
    OpenedWorkspace opened;
    ui::Labelling& labelling = opened.workspace.labelling();
    opened.label({0}, opened.mode(0));
    labelling.rename(QStringLiteral(" Ada Lovelace "));
    REQUIRE(
        eventually([&] { return labelling.annotators() == QStringList{QStringLiteral("Ada Lovelace")}; }));
    CHECK(labelling.annotator() == QStringLiteral("Ada Lovelace"));
    CHECK(labelling.labelledCount() == 1);
    opened.act([&] { labelling.undo(); });
    CHECK(labelling.labelledCount() == 0);

    labelling.setAnnotator(QStringLiteral("bob"));
    REQUIRE(eventually([&] { return labelling.annotators().contains(QStringLiteral("bob")); }));
    opened.label({1}, opened.mode(1));
    QSignalSpy failed(&labelling, &ui::Labelling::failed);
    labelling.rename(QStringLiteral("Ada Lovelace"));
    REQUIRE(eventually([&] { return failed.count() == 1; }));
    CHECK(failed.front().front().toString().contains(QStringLiteral("another annotator is called")));
    CHECK(labelling.annotator() == QStringLiteral("bob"));
    CHECK(labelling.labelledCount() == 1);
}

TEST_CASE("Who was joined with somebody labels as them") {
    OpenedWorkspace opened;
    ui::Labelling& labelling = opened.workspace.labelling();
    opened.label({0}, opened.mode(0));
    labelling.setAnnotator(QStringLiteral("root"));
    REQUIRE(eventually([&] { return labelling.annotators().contains(QStringLiteral("root")); }));
    opened.label({1}, opened.mode(1));
    opened.workspace.study().thread()->post(
        &opened.workspace, [](study::Study& file) { return workbench::joinAnnotators(file, "root", "ada"); },
        [&](base::Result<workbench::Join> joined) {
            REQUIRE(joined);
            labelling.reload();
        });
    REQUIRE(eventually([&] { return labelling.annotator() == QStringLiteral("ada"); }));
    CHECK(labelling.labelledCount() == 2);
    opened.label({2}, opened.mode(0));
    CHECK(labelling.labelledCount() == 3);
}

TEST_CASE("A study that is opened by a joined name goes on as whoever speaks for it, in the queue, too") {
    const tests::TemporaryFolder folder;
    {
        study::Study study = tests::makeSyntheticStudy(folder / "a.faultline");
        REQUIRE(workbench::makePlan(study, study.runs().first(), {}));
        for (const char* name : {"root", "ada"})
            REQUIRE(study.labels().annotator(name));
        REQUIRE(workbench::joinAnnotators(study, "root", "ada"));
    }
    ui::Workspace workspace;
    auto opened = study::Study::open(folder / "a.faultline", study::Access::ReadWrite);
    REQUIRE(opened);
    workspace.open(std::make_shared<ui::StudyThread>(std::move(*opened)), QStringLiteral("root"));
    REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    CHECK(workspace.labelling().annotator() == QStringLiteral("ada"));
    REQUIRE(workspace.queue().isPlanned());
    CHECK(workspace.queue().canSay());
}

TEST_CASE("A decision acts on the visible selection, else on the current failure") {
    OpenedWorkspace opened;
    ui::Workspace& workspace = opened.workspace;
    workspace.cursor().setCurrent(3);
    CHECK(workspace.cursor().targets() == std::vector<int>{3});
    workspace.cursor().select(3, {1, 2, 3});
    CHECK(workspace.cursor().targets() == std::vector<int>{1, 2, 3});

    const model::Prediction kept = workspace.items().failure(2);
    workspace.visible().setFilter({kept.truth, kept.predicted, std::nullopt});
    for (const int row : workspace.cursor().targets())
        CHECK(workspace.visible().positionOf(row) >= 0);
}

TEST_CASE("When the current failure leaves the filter the next one takes its place") {
    OpenedWorkspace opened;
    ui::Workspace& workspace = opened.workspace;
    workspace.visible().setFilter({std::nullopt, std::nullopt, labels::Judgement()});
    workspace.cursor().setCurrent(4);
    opened.label({4}, opened.mode(0));
    CHECK(workspace.visible().positionOf(4) == -1);
    CHECK(workspace.cursor().current() == 5);
    CHECK(workspace.visible().positionOf(5) == 4);
}

TEST_CASE("Steps to unlabelled failures skip the labelled ones") {
    OpenedWorkspace opened;
    ui::Workspace& workspace = opened.workspace;
    opened.label({1, 2}, opened.mode(0));
    workspace.cursor().setCurrent(0);
    CHECK(workspace.cursor().neighbour(1) == 1);
    CHECK(workspace.cursor().neighbour(-1) == -1);
    CHECK(workspace.cursor().nextUnlabelled(1) == 3);
    workspace.cursor().setCurrent(3);
    CHECK(workspace.cursor().nextUnlabelled(-1) == 0);
}

TEST_CASE("Pictures come from the study off the GUI thread") {
    OpenedWorkspace opened;
    QSignalSpy arrived(&opened.workspace.pixels(), &ui::PixelSource::arrived);
    const base::SampleIndex sample = opened.workspace.items().failure(0).sample;
    CHECK(opened.workspace.pixels().reduced(sample, 32).isNull());
    REQUIRE(eventually([&] { return arrived.count() == 1; }));
    const QImage image = opened.workspace.pixels().reduced(sample, 32);
    REQUIRE(image.size() == QSize(32, 32));

    const auto stored = tests::detailOf(*study::Study::open(opened.path(), study::Access::ReadOnly), sample);
    REQUIRE(stored);
    CHECK(image.pixelColor(5, 7).red() == stored->image.pixels()[(7 * 32 + 5) * 3]);
    CHECK(image.pixelColor(31, 31).blue() == stored->image.pixels()[(31 * 32 + 31) * 3 + 2]);
}

TEST_CASE("A note is kept with the sample and survives a change of the label") {
    OpenedWorkspace opened;
    opened.act([&] { opened.workspace.labelling().label({0}, {std::nullopt, "too small"}); });
    CHECK(opened.workspace.labelling().note(0) == QStringLiteral("too small"));
    CHECK(opened.workspace.labelling().judgement(0).isUnlabelled());
    opened.label({0}, opened.mode(0));
    CHECK(opened.workspace.labelling().note(0) == QStringLiteral("too small"));
}

TEST_CASE("A read-only study shows labels and takes none") {
    tests::TemporaryFolder folder;
    const auto path = folder / "study.faultline";
    { const auto made = tests::makeSyntheticStudy(path); }
    ui::Workspace workspace;
    workspace.open(std::make_shared<ui::StudyThread>(*study::Study::open(path, study::Access::ReadOnly)),
                   QStringLiteral("ada"));
    REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    CHECK_FALSE(workspace.study().isWritable());
    const auto before = tests::readText(path);
    workspace.labelling().label({0}, {labels::Judgement::excluded(), std::nullopt});
    workspace.close();
    CHECK(tests::readText(path) == before);
}

TEST_CASE("A read-only study follows what somebody else writes, and only what became another one is told") {
    tests::TemporaryFolder folder;
    const auto path = folder / "study.faultline";
    tests::SyntheticOptions options;
    options.completion = tests::Completion::Partial;
    std::optional<study::Study> writer = tests::makeSyntheticStudy(path, options);
    const auto label = [&](std::size_t failure, const labels::Judgement& judgement) {
        labels::LabelRequest request;
        request.annotator = writer->labels().annotator("ben").value().id;
        request.samples = {tests::failuresOf(*writer).value().at(failure).sample};
        request.change.judgement = judgement;
        REQUIRE(tests::applyTo(*writer, request));
    };
    label(0, labels::Judgement::excluded());
    ui::Workspace workspace;
    workspace.open(std::make_shared<ui::StudyThread>(*study::Study::open(path, study::Access::ReadOnly)),
                   QStringLiteral("ben"));
    REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    const auto looking = [&](const std::function<bool()>& condition) {
        return eventually([&] {
            workspace.checkPlace();
            return condition();
        });
    };
    QSignalSpy followed(&workspace, &ui::Workspace::followed);
    REQUIRE(
        looking([&] { return followed.count() > 0; })); // once after opening, whatever was written until then
    workspace.cursor().setCurrent(1);
    std::set<int> told;
    QObject::connect(&workspace.labelling(), &ui::Labelling::judgementsChanged, &workspace,
                     [&](const std::vector<int>& rows) { told.insert(rows.begin(), rows.end()); });

    SECTION("labels, under modes that it did not know, of people that it did not know") {
        workbench::ModeWish wish;
        wish.slug = "too-dark";
        REQUIRE(workbench::addMode(*writer, wish));
        const auto dark = labels::Judgement::of(writer->labels().taxonomy().find("too-dark")->id);
        label(2, dark);
        REQUIRE(writer->labels().annotator("cleo"));
        REQUIRE(looking([&] { return workspace.labelling().annotators().contains(QStringLiteral("cleo")); }));
        CHECK(workspace.labelling().judgement(2) == dark);
        CHECK(told == std::set<int>{2});
        CHECK(workspace.labelling().labelledCount() == 2);
        CHECK(workspace.labelling().decisions().size() == 2);
        CHECK(workspace.study().taxonomy().find("too-dark") != nullptr);
        CHECK(workspace.cursor().current() == 1);
        REQUIRE(writer->labels().undo(writer->labels().annotator("ben").value().id));
        CHECK(looking([&] { return workspace.labelling().judgement(2).isUnlabelled(); }));
    }
    SECTION("that a mode or a person is called otherwise by now") {
        labels::LabelRequest request;
        const base::AnnotatorId cleo = writer->labels().annotator("cleo").value().id;
        request.annotator = cleo;
        request.samples = {tests::failuresOf(*writer).value().at(2).sample};
        request.change.judgement = labels::Judgement::excluded();
        REQUIRE(tests::applyTo(*writer, request));
        REQUIRE(looking([&] { return workspace.labelling().deciders(2) == QStringLiteral("cleo"); }));
        told.clear();
        REQUIRE(writer->labels().renameAnnotator(cleo, "clea"));
        REQUIRE(looking([&] { return workspace.labelling().deciders(2) == QStringLiteral("clea"); }));
        CHECK(told == std::set<int>{2});
        told.clear();
        labels::ModeEdit edit{labels::ModeEdit::Kind::Change, writer->labels().taxonomy().modes().front()};
        edit.mode.name = "Otherwise";
        REQUIRE(writer->labels().editModes({&edit, 1}));
        REQUIRE(looking([&] { return workspace.study().taxonomy().modes().front().name == "Otherwise"; }));
        CHECK(told.size() == workspace.items().failures().size());
    }
    SECTION("what is known of the images, also under a name that it had") {
        REQUIRE(writer->covariates().add(tests::people("people")));
        REQUIRE(looking([&] { return workspace.study().covariates().size() == 1; }));
        std::vector<float> values = tests::peoplesAnswers();
        values.front() += 1;
        REQUIRE(writer->covariates().remove("people"));
        REQUIRE(writer->covariates().add(
            {"people", dataset::HumanAnswers::make(options.classes, values).value()}));
        CHECK(looking([&] {
            const workbench::Covariates& known = workspace.study().covariates();
            return known.size() == 1 && known.front()->answers()->values() == values;
        }));
    }
    SECTION("images of a run that goes on") {
        const auto predictions = tests::syntheticPredictions(options);
        REQUIRE(tests::appendTo(*writer, tests::syntheticBatch(options, predictions, options.batch)));
        REQUIRE(looking([&] { return workspace.items().predictions().size() == 2 * options.batch; }));
        CHECK(workspace.labelling().judgements().size() == workspace.items().failures().size());
        CHECK(told.empty());
        CHECK(workspace.cursor().current() == 1);
    }
    SECTION("that nobody writes it any more, and again") {
        QSignalSpy writes(&workspace, &ui::Workspace::writerChanged);
        writer.reset();
        REQUIRE(looking([&] { return writes.count() == 1; }));
        CHECK_FALSE(writes.first().first().toBool());
        writer = study::Study::open(path, study::Access::ReadWrite).value();
        REQUIRE(eventually([&] { return writes.count() == 2; })); // by itself
    }
    SECTION("that its file is another one, until it is back") {
        QSignalSpy behind(&workspace, &ui::Workspace::outOfDate);
        QSignalSpy back(&workspace, &ui::Workspace::upToDate);
        writer.reset();
        std::filesystem::rename(path, folder / "elsewhere.faultline");
        REQUIRE(looking([&] { return behind.count() == 1; }));
        CHECK(behind.first().first().toString().startsWith(QStringLiteral("What is shown may be old: ")));
        CHECK_FALSE(workspace.labelling().judgement(0).isUnlabelled());
        std::filesystem::rename(folder / "elsewhere.faultline", path);
        REQUIRE(looking([&] { return back.count() == 1; }));
    }
}

namespace {

/// Somebody who only reads what another one writes.
struct Reader {
    tests::TemporaryFolder folder;
    std::filesystem::path path = folder / "study.faultline";
    std::optional<study::Study> writer = tests::makeSyntheticStudy(path);
    ui::Workspace workspace;
    QSignalSpy followed{&workspace, &ui::Workspace::followed};
    QSignalSpy failed{&workspace, &ui::Workspace::failed};

    void open(const QString& annotator) {
        workspace.open(
            std::make_shared<ui::StudyThread>(study::Study::open(path, study::Access::ReadOnly).value()),
            annotator);
        REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
        workspace.checkPlace();
        REQUIRE(eventually([&] { return followed.count() > 0; }));
    }
    bool looking(const std::function<bool()>& condition) {
        return eventually([&] {
            workspace.checkPlace();
            return condition();
        });
    }
    /// Ben says that of the first failure of the run.
    void label(base::RunId run, const labels::Judgement& judgement) {
        labels::LabelRequest request;
        request.run = run;
        request.annotator = writer->labels().annotator("ben").value().id;
        request.samples = {writer->runs().failures(run).value().front().sample};
        request.change.judgement = judgement;
        REQUIRE(writer->labels().apply(request));
    }
    labels::Judgement newMode() {
        workbench::ModeWish wish;
        wish.slug = "too-dark";
        REQUIRE(workbench::addMode(*writer, wish));
        return labels::Judgement::of(writer->labels().taxonomy().find("too-dark")->id);
    }
};

} // namespace

TEST_CASE(
    "Another run and another annotator are shown at once, though their modes are new to who only reads") {
    Reader reader;
    tests::SyntheticOptions options;
    options.modelSeed = 7;
    const base::RunId first = reader.writer->runs().first();
    const base::RunId second = tests::addSyntheticRun(*reader.writer, "second", options);
    REQUIRE(reader.writer->labels().annotator("ben"));
    reader.open(QStringLiteral("ada"));
    ui::Workspace& workspace = reader.workspace;
    QSignalSpy closed(&workspace, &ui::Workspace::closed);
    const labels::Judgement dark = reader.newMode();
    SECTION("run") {
        reader.label(second, dark);
        workspace.setRun(second);
        REQUIRE(eventually([&] { return workspace.study().isOpen() && workspace.study().run() == second; }));
        CHECK(workspace.study().taxonomy().find("too-dark") != nullptr);
        CHECK(workspace.labelling().deciders(0) == QStringLiteral("ben"));
    }
    SECTION("annotator") {
        reader.label(first, dark);
        QSignalSpy changed(&workspace.labelling(), &ui::Labelling::annotatorChanged);
        workspace.labelling().setAnnotator(QStringLiteral("ben"));
        REQUIRE(eventually([&] { return workspace.labelling().judgement(0) == dark; }));
        CHECK(changed.count() > 0);
        CHECK(workspace.labelling().isInStudy());
    }
    CHECK(reader.failed.isEmpty());
    CHECK(closed.isEmpty());
}

TEST_CASE("Who only looks stays where they stand in a queue while the same is answered") {
    Reader reader;
    const base::RunId run = reader.writer->runs().first();
    const base::AnnotatorId ben = reader.writer->labels().annotator("ben").value().id;
    REQUIRE(workbench::makePlan(*reader.writer, run, {}));
    reader.open(QStringLiteral("ben"));
    ui::QueueSession& queue = reader.workspace.queue();
    REQUIRE(queue.walk().places().size() > 3);
    queue.later();
    queue.later();
    queue.back();
    REQUIRE(queue.walk().current() == std::uint32_t{1});
    const std::vector<base::SampleIndex> shown{queue.walk().places().front().sample};
    REQUIRE(reader.writer->labels().notePainted(run, ben, shown));
    REQUIRE(reader.looking([&] { return reader.workspace.disclosure().isShown(shown.front()); }));
    CHECK(queue.walk().current() == std::uint32_t{1});
    CHECK(queue.walk().putOff().size() == 2);
}

TEST_CASE("A study of which something can't be read is followed, and that is told once") {
    Reader reader;
    REQUIRE(reader.writer->covariates().add(tests::people("people")));
    reader.writer.reset();
    {
        study::Database database =
            std::move(*study::Database::open(reader.path, study::Database::Mode::Write));
        REQUIRE(database.writing([&]() -> base::Result<> {
            database.query("UPDATE covariates SET content = x'00'").run();
            return {};
        }));
    }
    reader.writer = study::Study::open(reader.path, study::Access::ReadWrite).value();
    QSignalSpy warned(&reader.workspace, &ui::Workspace::warned);
    QSignalSpy behind(&reader.workspace, &ui::Workspace::outOfDate);
    reader.open(QStringLiteral("ben"));
    reader.label(reader.writer->runs().first(), labels::Judgement::excluded());
    REQUIRE(reader.looking([&] { return reader.workspace.labelling().labelledCount() == 1; }));
    CHECK(warned.count() == 1);
    CHECK(behind.isEmpty());
}

TEST_CASE("That nobody writes a study any more is told where it can be read, and each reason why it can't") {
    Reader reader;
    reader.open(QStringLiteral("ben"));
    QSignalSpy writes(&reader.workspace, &ui::Workspace::writerChanged);
    QSignalSpy behind(&reader.workspace, &ui::Workspace::outOfDate);
    QSignalSpy back(&reader.workspace, &ui::Workspace::upToDate);
    reader.writer.reset();
    std::filesystem::rename(reader.path, reader.folder / "elsewhere.faultline");
    REQUIRE(reader.looking([&] { return behind.count() == 1; }));
    CHECK(writes.isEmpty());
    tests::writeText(reader.path, "no study");
    REQUIRE(reader.looking([&] { return behind.count() == 2; }));
    CHECK(behind.last() != behind.first());
    CHECK(back.count() == 1); // the first reason holds no longer
    CHECK(writes.isEmpty());
    std::filesystem::rename(reader.folder / "elsewhere.faultline", reader.path);
    REQUIRE(reader.looking([&] { return writes.count() == 1; }));
    CHECK_FALSE(writes.first().first().toBool());
    CHECK(back.count() == 2);
}

TEST_CASE("What was seen of a study that is only read is stored once that is opened for writing") {
    tests::TemporaryFolder folder;
    const auto path = folder / "study.faultline";
    { const auto made = tests::makeSyntheticStudy(path); }
    ui::Workspace workspace;
    const auto open = [&](study::Access access, const char* annotator) {
        workspace.open(std::make_shared<ui::StudyThread>(study::Study::open(path, access).value()),
                       QString::fromLatin1(annotator));
        REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    };
    open(study::Access::ReadOnly, "ada");
    const base::SampleIndex seen = workspace.items().failures().front().sample;
    workspace.disclosure().show(seen);
    workspace.close();
    open(study::Access::ReadWrite, "ben");
    CHECK_FALSE(workspace.disclosure().isShown(seen)); // by somebody else
    workspace.close();
    open(study::Access::ReadWrite, "ada");
    CHECK(workspace.disclosure().isShown(seen)); // so that no label is said to be blind
    workspace.close();
    const auto study = study::Study::open(path, study::Access::ReadOnly);
    REQUIRE(study);
    const auto ada = study->labels().speaking("ada");
    REQUIRE(ada);
    REQUIRE(ada->has_value());
    CHECK(study->labels().painted(study->runs().first(), (*ada)->id).value().contains(seen));
}

TEST_CASE("Labels from a clock more than a day ahead are told on opening") {
    OpenedWorkspace opened;
    opened.label({0}, opened.mode(0));
    const auto path = opened.path();
    opened.workspace.close();
    {
        study::Database database = std::move(*study::Database::open(path, study::Database::Mode::Write));
        REQUIRE(database.writing([&]() -> base::Result<> {
            database.query("UPDATE actions SET at_ms = at_ms + 172800000").run();
            database.query("UPDATE label_events SET at_ms = at_ms + 172800000").run();
            return {};
        }));
    }
    QSignalSpy warned(&opened.workspace, &ui::Workspace::warned);
    opened.workspace.open(
        std::make_shared<ui::StudyThread>(study::Study::open(path, study::Access::ReadWrite).value()),
        QStringLiteral("ada"));
    REQUIRE(eventually([&] { return warned.count() == 1; }));
    CHECK(warned.first().first().toString().contains(QStringLiteral("labels of ada")));
    CHECK(opened.workspace.study().isOpen());
}

TEST_CASE("Batches that the opened columns hold already are not taken twice") {
    tests::SyntheticOptions options;
    options.completion = tests::Completion::Partial;
    OpenedWorkspace opened(options);
    ui::Workspace& workspace = opened.workspace;
    const auto all = tests::syntheticPredictions(options);
    const std::size_t before = workspace.items().predictions().size();
    REQUIRE(before == options.batch);

    workspace.takeBatch(tests::syntheticBatch(options, all, 0));
    CHECK(workspace.items().predictions().size() == before);
    workspace.takeBatch(tests::syntheticBatch(options, all, options.batch));
    CHECK(workspace.items().predictions().size() == 2 * before);
    for (const model::Prediction& failure : workspace.items().failures())
        CHECK(workspace.items().failure(workspace.items().rowOf(failure.sample)) == failure);
}

TEST_CASE("A new filter that hides the current failure starts at its first one") {
    OpenedWorkspace opened;
    ui::Workspace& workspace = opened.workspace;
    opened.label({2, 3, 9}, opened.mode(0));
    workspace.cursor().setCurrent(8);
    workspace.visible().setFilter({std::nullopt, std::nullopt, opened.mode(0)});
    CHECK(workspace.cursor().current() == 2);
    workspace.visible().setFilter({});
    CHECK(workspace.cursor().current() == 2);
}
