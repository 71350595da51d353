// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/database.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/start/private_home.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/places/path_text.h"
#include "ui/places/paths.h"
#include "ui/start/big_button.h"
#include "ui/start/message_area.h"
#include "ui/start/start_page.h"
#include "ui/workspace/evaluation_request.h"

#include <fstream>

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;

namespace {

QString text(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

struct Page {
    Page()
        : start(recent) {
        start.resize(1000, 700);
        start.show();
    }

    [[nodiscard]] ui::MessageArea* message() const { return start.findChild<ui::MessageArea*>(); }

    PrivateHome home;
    ui::RecentStudies recent;
    ui::StartPage start;
};

/// The six files with their official sizes, as holes: enough for a look at the folder.
void writeHollowCifar10(const QString& folder) {
    QDir().mkpath(folder);
    for (const auto& file : dataset::officialCifar10Files()) {
        const std::filesystem::path path = std::filesystem::path(folder.toStdString()) / file.name;
        std::ofstream(path).flush();
        std::filesystem::resize_file(path, dataset::cifarRecordsPerFile * dataset::cifarRecordBytes);
    }
}

void drop(QWidget& target, const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths)
        urls << (path.startsWith(QStringLiteral("file:")) ? QUrl(path) : QUrl::fromLocalFile(path));
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &enter);
    REQUIRE(enter.isAccepted());
    QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
}

} // namespace

TEST_CASE("A double click on a recent study opens it, and Return does") {
    Page page;
    const TemporaryFolder folder;
    writeText(folder / "a.faultline", "");
    page.recent.add(text(folder / "a.faultline"));
    QSignalSpy opened(&page.start, &ui::StartPage::openRequested);
    auto* list = page.start.findChild<QListView*>();
    const QPoint place = list->visualRect(page.recent.index(0)).center();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, place);
    CHECK(opened.isEmpty());
    QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, place);
    REQUIRE(opened.size() == 1);
    CHECK(opened.first().first().toString() == text(folder / "a.faultline"));
    page.start.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page.start, 60'000));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Return);
    CHECK(opened.size() == 2);
}

TEST_CASE("A click on a missing study says why and opens nothing") {
    Page page;
    page.recent.add(QStringLiteral("/nowhere/gone.faultline"));
    page.recent.check();
    const auto isKnown = [&] {
        return !page.recent.index(0).data(ui::RecentStudies::ProblemRole).toString().isEmpty();
    };
    REQUIRE(QTest::qWaitFor(isKnown, 60'000));
    QSignalSpy opened(&page.start, &ui::StartPage::openRequested);
    auto* list = page.start.findChild<QListView*>();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(page.recent.index(0)).center());
    CHECK(opened.isEmpty());
    CHECK(page.message()->isVisible());
    CHECK(page.message()->sentence().contains(QStringLiteral("/nowhere/gone.faultline")));
}

TEST_CASE("With CIFAR-10 in place the big button asks for the first study at once") {
    Page page;
    writeHollowCifar10(ui::cifar10Folder());
    std::vector<ui::EvaluationRequest> asked;
    QObject::connect(&page.start, &ui::StartPage::evaluationRequested, &page.start,
                     [&asked](const ui::EvaluationRequest& request) { asked.push_back(request); });
    for (auto* button : page.start.findChildren<ui::BigButton*>())
        if (button->accessibleName() == QStringLiteral("CIFAR-10 × ResNet-18"))
            QTest::mouseClick(button, Qt::LeftButton);
    REQUIRE(QTest::qWaitFor([&] { return !asked.empty(); }, 60'000));
    REQUIRE(asked.size() == 1);
    const ui::EvaluationRequest& request = asked.front();
    CHECK(request.dataset == ui::cifar10Folder());
    CHECK(request.model == ui::bundledModelFile());
    CHECK(QString::fromStdString(request.study.string()) == ui::firstStudyFile());
    CHECK(QDir(ui::studiesFolder()).exists());
}

TEST_CASE("A first study that is there opens without its images") {
    Page page;
    QDir().mkpath(ui::studiesFolder());
    writeText(ui::firstStudyFile().toStdString(), "");
    QSignalSpy opened(&page.start, &ui::StartPage::openRequested);
    page.start.firstStudyAction()->trigger();
    REQUIRE(QTest::qWaitFor([&] { return !opened.isEmpty(); }, 60'000));
    CHECK(opened.first().first().toString() == ui::firstStudyFile());
}

TEST_CASE("A run of another model, or study of another version, under the first study's name is left alone") {
    Page page;
    writeHollowCifar10(ui::cifar10Folder());
    QDir().mkpath(ui::studiesFolder());
    const std::filesystem::path first = ui::firstStudyFile().toStdString();
    { const auto other = makeSyntheticStudy(first); }
    if (GENERATE(false, true)) {
        auto database = study::Database::open(first, study::Database::Mode::Write);
        REQUIRE(database);
        REQUIRE(database->bare([&]() -> base::Result<> {
            database->execute("PRAGMA user_version = 99");
            return {};
        }));
    }
    std::vector<ui::EvaluationRequest> asked;
    QObject::connect(&page.start, &ui::StartPage::evaluationRequested, &page.start,
                     [&asked](const ui::EvaluationRequest& request) { asked.push_back(request); });
    page.start.firstStudyAction()->trigger();
    REQUIRE(QTest::qWaitFor([&] { return !asked.empty(); }, 60'000));
    CHECK(asked.front().study.filename() == "CIFAR-10 test × ResNet-18 v2 2.faultline");
}

TEST_CASE("A fetch that fails is explained in place and can be tried again") {
    Page page;
    ui::Cifar10Sources sources;
    sources.archive = QUrl(QStringLiteral("file:///nowhere/archive.tar.gz"));
    sources.npm = QStringLiteral("no-such-npm");
    sources.freeBytes = 0;
    page.start.setSources(sources);
    QSignalSpy asked(&page.start, &ui::StartPage::evaluationRequested);
    page.start.firstStudyAction()->trigger();
    CHECK_FALSE(page.start.firstStudyAction()->isEnabled());
    REQUIRE(QTest::qWaitFor([&] { return page.message()->isVisible(); }, 60'000));
    CHECK(page.message()->sentence().contains(QStringLiteral("no-such-npm is not installed")));
    CHECK(page.start.firstStudyAction()->isEnabled());
    CHECK(asked.isEmpty());
    page.start.clearError();
    CHECK_FALSE(page.message()->isVisible());
}

TEST_CASE("A cancelled fetch leaves the page as it was") {
    Page page;
    const TemporaryFolder folder;
    writeText(folder / "npm", "#!/bin/sh\nexec sleep 600\n");
    std::filesystem::permissions(folder / "npm", std::filesystem::perms::owner_all);
    ui::Cifar10Sources sources;
    sources.archive = QUrl(QStringLiteral("file:///nowhere/archive.tar.gz"));
    sources.npm = text(folder / "npm");
    sources.freeBytes = 0;
    page.start.setSources(sources);
    page.start.firstStudyAction()->trigger();
    auto* cancel = page.start.findChild<QAbstractButton*>(QStringLiteral("cancelFetch"));
    REQUIRE(QTest::qWaitFor([&] { return cancel->isVisible(); }, 60'000));
    QTest::mouseClick(cancel, Qt::LeftButton);
    REQUIRE(QTest::qWaitFor([&] { return page.start.firstStudyAction()->isEnabled(); }, 60'000));
    CHECK_FALSE(cancel->isVisible());
    CHECK_FALSE(page.message()->isVisible());
    CHECK_FALSE(QDir(ui::cifar10Folder()).exists());
}

TEST_CASE("What is dropped is opened, begun or refused by its kind") {
    Page page;
    const TemporaryFolder folder;
    QSignalSpy opened(&page.start, &ui::StartPage::openRequested);
    SECTION("a study") {
        drop(page.start, {QStringLiteral("/some/a.faultline")});
        REQUIRE(opened.size() == 1);
        CHECK(opened.first().first().toString() == QStringLiteral("/some/a.faultline"));
    }
    SECTION("a study whose path is not UTF-8, as a file manager names it") {
        drop(page.start, {QStringLiteral("file:///d%FF/caf%E9%20%25.faultline")});
        REQUIRE(opened.size() == 1);
        CHECK(ui::pathOf(opened.first().first().toString()) ==
              std::filesystem::path("/d\xff/caf\xe9 %.faultline"));
    }
    SECTION("a folder whose path is not UTF-8, which can't be told to the worker") {
        drop(page.start, {QStringLiteral("file:///d%FF")});
        CHECK(page.message()->sentence().contains(QStringLiteral("is not UTF-8")));
        CHECK(page.start.findChild<ui::NewStudyDialog*>() == nullptr);
    }
    SECTION("a folder") {
        drop(page.start, {text(folder.path())});
        auto* dialog = page.start.findChild<ui::NewStudyDialog*>();
        REQUIRE(dialog != nullptr);
        CHECK(dialog->request().dataset == text(folder.path()));
    }
    SECTION("a model") {
        drop(page.start, {text(folder / "net.safetensors")});
        auto* dialog = page.start.findChild<ui::NewStudyDialog*>();
        REQUIRE(dialog != nullptr);
        CHECK(dialog->request().model == text(folder / "net.safetensors"));
    }
    SECTION("predictions made elsewhere") {
        for (const char* name : {"answers.csv", "answers.JSON", "answers.npy"}) {
            Page other;
            drop(other.start, {text(folder / name)});
            auto* dialog = other.start.findChild<ui::NewStudyDialog*>();
            REQUIRE(dialog != nullptr);
            CHECK(dialog->request().model == text(folder / name));
        }
    }
    SECTION("an array of images, which has labels beside it") {
        tests::writeText(folder / "data.npy", "");
        tests::writeText(folder / "labels.npy", "");
        drop(page.start, {text(folder / "data.npy")});
        auto* dialog = page.start.findChild<ui::NewStudyDialog*>();
        REQUIRE(dialog != nullptr);
        CHECK(dialog->request().dataset == text(folder / "data.npy"));
    }
    SECTION("an array of images together with its labels") {
        tests::writeText(folder / "data.npy", "");
        tests::writeText(folder / "labels.npy", "");
        drop(page.start, {text(folder / "labels.npy"), text(folder / "data.npy"), text(folder / "net.pth")});
        auto* dialog = page.start.findChild<ui::NewStudyDialog*>();
        REQUIRE(dialog != nullptr);
        CHECK(dialog->request().dataset == text(folder / "data.npy"));
        CHECK(dialog->request().model == text(folder / "net.pth"));
    }
    SECTION("a data set and a model together, in any order") {
        drop(page.start, {text(folder / "net.pth"), text(folder.path())});
        auto* dialog = page.start.findChild<ui::NewStudyDialog*>();
        REQUIRE(dialog != nullptr);
        CHECK(dialog->request().dataset == text(folder.path()));
        CHECK(dialog->request().model == text(folder / "net.pth"));
    }
    SECTION("two of a kind") {
        drop(page.start, {text(folder / "a.pth"), text(folder / "b.pth")});
        CHECK(page.message()->sentence().contains(QStringLiteral("two of a kind")));
        CHECK(page.start.findChild<ui::NewStudyDialog*>() == nullptr);
    }
    SECTION("a study with something else") {
        drop(page.start, {text(folder / "a.faultline"), text(folder / "b.pth")});
        CHECK(page.message()->sentence().contains(QStringLiteral("a.faultline alone")));
        CHECK(opened.isEmpty());
    }
    SECTION("anything else") {
        drop(page.start, {text(folder / "cat.jpeg")});
        CHECK(page.message()->sentence().contains(QStringLiteral("cat.jpeg")));
        CHECK(opened.isEmpty());
    }
}

TEST_CASE("An error is shown as plain text until it is closed") {
    Page page;
    page.start.showError(QStringLiteral("cannot open <b>a</b>: do this"));
    CHECK(page.message()->sentence() == QStringLiteral("Cannot open <b>a</b>: do this"));
    QTest::mouseClick(page.message()->findChild<QToolButton*>(), Qt::LeftButton);
    CHECK_FALSE(page.message()->isVisible());
}

TEST_CASE("A folder looks like CIFAR-10 only when all six files have their size") {
    const TemporaryFolder folder;
    CHECK_FALSE(ui::looksLikeCifar10(text(folder.path())));
    writeHollowCifar10(text(folder.path()));
    CHECK(ui::looksLikeCifar10(text(folder.path())));
    std::filesystem::resize_file(folder / "data_batch_3.bin", 1000);
    CHECK_FALSE(ui::looksLikeCifar10(text(folder.path())));
}
