// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opened_workspace.h"
#include "ui/workspace/study_thread.h"

#include <catch2/catch.hpp>

#include <QDir>

using namespace faultline;
using namespace faultline::tests;

TEST_CASE("Work is done in its order on the study's thread, and each answer comes to the thread that asked") {
    const TemporaryFolder folder;
    ui::StudyThread study(makeSyntheticStudy(folder / "a.faultline"));
    QObject asker;
    std::vector<int> done, answered;
    std::vector<std::thread::id> workers;
    for (int i = 0; i < 3; ++i)
        study.post(
            &asker,
            [&done, i](study::Study&) {
                done.push_back(i);
                return std::this_thread::get_id();
            },
            [&, i](std::thread::id worker) {
                CHECK(QThread::currentThread() == asker.thread());
                answered.push_back(i);
                workers.push_back(worker);
            });
    REQUIRE(eventually([&] { return answered.size() == 3; }));
    CHECK(answered == std::vector<int>{0, 1, 2});
    CHECK(done == answered);
    CHECK(workers.front() != std::this_thread::get_id());
    CHECK(workers == std::vector<std::thread::id>(3, workers.front()));
}

TEST_CASE("An answer for one who has gone meanwhile reaches nobody, and the work is done all the same") {
    const TemporaryFolder folder;
    ui::StudyThread study(makeSyntheticStudy(folder / "a.faultline"));
    QObject stays;
    bool isTold = false, isAnswered = false;
    int works = 0;
    {
        QObject goes;
        study.post(
            &goes, [&](study::Study&) { return ++works; }, [&](int) { isTold = true; });
    }
    study.post(
        &stays, [&](study::Study&) { return ++works; }, [&](int) { isAnswered = true; });
    REQUIRE(eventually([&] { return isAnswered; }));
    CHECK(works == 2);
    CHECK_FALSE(isTold);
}

TEST_CASE("A study thread finishes what is queued before it is gone, and leaves one file") {
    const TemporaryFolder folder;
    QObject asker;
    int works = 0;
    {
        ui::StudyThread study(makeSyntheticStudy(folder / "a.faultline"));
        for (int i = 0; i < 10; ++i)
            study.post(
                &asker, [&](study::Study&) { return ++works; }, [](int) {});
    }
    CHECK(works == 10);
    CHECK(QDir(QString::fromStdString(folder.path().string())).entryList(QDir::Files) ==
          QStringList{QStringLiteral("a.faultline")});
}
