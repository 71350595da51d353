// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/search_page.h"

#include "core/model/preprocessing_text.h"
#include "core/model/run_header.h"
#include "core/protocol/messages.h"
#include "tests/ui/run/run_fixture.h"
#include "ui/workspace/evaluation_request.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;

namespace {

model::PreprocessingTrial trial(std::size_t preset, std::uint32_t images, std::uint32_t correct) {
    return {model::presets()[preset], false, images, correct, -1};
}

QString cell(const ui::CandidateModel& model, int row, ui::CandidateModel::Column column) {
    return model.index(row, column).data(Qt::DisplayRole).toString();
}

/// The page before an evaluation of the scripted worker.
struct Searching {
    explicit Searching(int slowMilliseconds) {
        page.follow(&evaluation);
        page.resize(700, 400);
        page.show();
        QObject::connect(&evaluation, &ui::Evaluation::opened, &page,
                         [this](const model::RunHeader& each) { header = each; });
        QObject::connect(&evaluation, &ui::Evaluation::ended, &page,
                         [this](ui::EvaluationEnding each) { ending = each; });
        evaluation.start(fixture.request({QStringLiteral("OPEN=1"), QStringLiteral("FAULT=slow"),
                                          QStringLiteral("AFTER=0"),
                                          QStringLiteral("MILLISECONDS=%1").arg(slowMilliseconds)}));
    }
    template <class Widget>
    [[nodiscard]] Widget* child(const char* name = "") const {
        return page.findChild<Widget*>(QString::fromLatin1(name));
    }
    RunFixture fixture;
    QAction cancel;
    ui::Evaluation evaluation;
    ui::SearchPage page{&cancel};
    std::optional<model::RunHeader> header;
    std::optional<ui::EvaluationEnding> ending;
};

} // namespace

TEST_CASE(
    "Candidates keep their rows, tell how well each does, and the best of those in the search is known") {
    ui::CandidateModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    CHECK_FALSE(model.best());
    protocol::Preparing told{1, "Finding", 0, 0, {trial(0, 500, 460), trial(1, 20, 19), trial(2, 0, 0)}, 3};
    model.take(told);
    CHECK(model.rowCount() == 3);
    CHECK(cell(model, 0, ui::CandidateModel::Correct) == QStringLiteral("92.00 %"));
    CHECK(cell(model, 2, ui::CandidateModel::State) == QStringLiteral("waits"));
    CHECK(model.best() == 1);
    told.trials = {trial(1, 500, 470), trial(0, 500, 460),
                   trial(2, 500, 50)}; // dropped ones stand at the end
    told.contenders = 2;
    model.take(told);
    CHECK(cell(model, 0, ui::CandidateModel::Name) == QStringLiteral("cifar10"));
    CHECK(cell(model, 2, ui::CandidateModel::State) == QStringLiteral("clearly worse"));
    CHECK(cell(model, 1, ui::CandidateModel::State) == QStringLiteral("being tried"));
    CHECK(model.best() == 1);
    told.trials[0].maxPool = true; // no candidate of this search
    model.take(told);
    CHECK(model.rowCount() == 3);
    model.clear();
    CHECK(model.rowCount() == 0);
}

TEST_CASE("Two forms of one normalisation are told apart") {
    ui::CandidateModel model;
    protocol::Preparing told{1, "Finding", 0, 0, {trial(0, 1, 1), trial(0, 1, 1), trial(1, 1, 1)}, 3};
    told.trials[1].maxPool = true;
    model.take(told);
    CHECK(model.name(0) == QStringLiteral("cifar10, without max-pool"));
    CHECK(model.name(1) == QStringLiteral("cifar10, with max-pool"));
    CHECK(model.name(2) == QStringLiteral("cifar10-kuangliu"));
}

TEST_CASE("The page shows a search from its begin to its end, and its bar never runs backwards") {
    Searching searching(20); // else its last word overtakes those before it
    QSignalSpy begun(&searching.page, &ui::SearchPage::begun);
    QSignalSpy over(&searching.page, &ui::SearchPage::over);
    auto* bar = searching.child<QProgressBar>();
    QList<int> values;
    QObject::connect(&searching.evaluation, &ui::Evaluation::prepared, bar, [&] {
        if (searching.page.isSearching())
            values << bar->value();
    });
    REQUIRE(waitUntil([&] { return over.size() == 1; }));
    CHECK(begun.size() == 1);
    CHECK(values.size() > 1);
    CHECK(std::is_sorted(values.begin(), values.end()));
    CHECK(values.last() == bar->maximum());
    CHECK_FALSE(searching.page.isSearching());
    REQUIRE(waitUntil([&] { return searching.ending.has_value(); }));
    CHECK(searching.header->model.basis == model::PreprocessingBasis::Likeliest);
}

TEST_CASE("Use … now goes on with the candidate that is chosen, by keys alone") {
    Searching searching(50);
    QApplication::setActiveWindow(&searching.page);
    auto* list = searching.child<QTreeView>("candidates");
    auto* use = searching.child<QPushButton>("useNow");
    REQUIRE(waitUntil([&] { return searching.page.isSearching() && use->isEnabled(); }));
    CHECK(use->text() == QStringLiteral("&Use cifar10 now")); // the best so far
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Return); // nothing was chosen
    CHECK(use->isEnabled());
    QTest::keyClick(list, Qt::Key_Home);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    CHECK(use->text() == QStringLiteral("&Use imagenet now"));
    QTest::keyClick(list, Qt::Key_Return);
    CHECK_FALSE(use->isEnabled());
    CHECK(use->text() == QStringLiteral("Going on with imagenet…"));
    REQUIRE(waitUntil([&] { return searching.header.has_value(); }));
    CHECK(searching.header->model.preprocessing.name == "imagenet");
    CHECK(searching.header->model.basis == model::PreprocessingBasis::Chosen);
    searching.evaluation.cancel();
    REQUIRE(waitUntil([&] { return searching.ending.has_value(); }));
}

TEST_CASE("The page's Cancel is the run's") {
    Searching searching(50);
    QSignalSpy cancelled(&searching.cancel, &QAction::triggered);
    for (auto* button : searching.page.findChildren<QPushButton*>())
        if (button->text().contains(QStringLiteral("Cancel")))
            button->click();
    CHECK(cancelled.size() == 1);
    searching.evaluation.cancel();
    REQUIRE(waitUntil([&] { return searching.ending.has_value(); }));
    CHECK_FALSE(searching.page.isSearching());
}
