// SPDX-License-Identifier: GPL-3.0-or-later
// Plan first: failures are counted and not shown until it is planned who labels what.
#include "tests/app/window/window_under_test.h"

#include "core/workbench/labelling_plan.h"
#include "ui/queue/queue_view.h"
#include "ui/run/run_bar.h"

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;

namespace {

const QString sessionPage = QStringLiteral("session");

void evaluatePlannedFirst(Bench& bench) {
    ui::EvaluationRequest request;
    request.dataset = Bench::text(bench.folder() / "data");
    request.model = Bench::text(bench.folder() / "model.safetensors");
    request.study = bench.study();
    request.workerCommand = Bench::worker();
    request.isPlannedFirst = true;
    bench.window->evaluate(request);
    REQUIRE(eventually([&] { return bench.finished(); }));
}

QPushButton* buttonOf(const Bench& bench, const QString& text) {
    for (auto* button : bench.window->findChild<ui::QueueView*>()->findChildren<QPushButton*>())
        if (button->text().remove(QLatin1Char('&')) == text)
            return button;
    return nullptr;
}

bool isAnythingShown(const Bench& bench) {
    for (const model::Prediction& failure : bench.workspace().items().failures())
        if (bench.workspace().disclosure().isShown(failure.sample))
            return true;
    return false;
}

} // namespace

TEST_CASE("A run that is planned first counts its failures, and shows none, on the next day either") {
    Bench bench;
    evaluatePlannedFirst(bench);
    for (int day = 0; day < 2; ++day) {
        CAPTURE(day);
        CHECK(bench.workspace().queue().isHeldBack());
        CHECK(bench.window->page() == sessionPage);
        bench.window->showPage(QStringLiteral("grid"));
        CHECK(bench.window->page() == sessionPage);
        for (const auto* dock : bench.window->findChildren<QDockWidget*>())
            CHECK_FALSE(dock->isVisible());
        CHECK(bench.workspace().cursor().current() == -1);
        bool isCounted = false;
        const QString count =
            QStringLiteral("%1 failures among").arg(bench.workspace().items().failureCount());
        for (const auto* label : bench.window->findChildren<QLabel*>())
            isCounted = isCounted || (label->isVisible() && label->text().startsWith(count));
        CHECK(isCounted);
        CHECK_FALSE(isAnythingShown(bench));
        REQUIRE(buttonOf(bench, QStringLiteral("Plan…")) != nullptr);
        CHECK(buttonOf(bench, QStringLiteral("Plan…"))->isEnabled());
        QApplication::setActiveWindow(bench.window.get());
        bench.press(Qt::Key_F7);
        CHECK(eventually([&] { return buttonOf(bench, QStringLiteral("Plan…"))->hasFocus(); }));
        if (day == 1)
            break;
        bench.newWindow();
        bench.window->open(Bench::text(bench.study()));
        REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    }
    // Once it is planned, the session begins, and everything in it is blind.
    bench.newWindow();
    {
        auto study = study::Study::open(bench.study(), study::Access::ReadWrite);
        REQUIRE(study.has_value());
        REQUIRE(workbench::makePlan(*study, study->runs().first(), {}).has_value());
    }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK_FALSE(bench.workspace().queue().isHeldBack());
    CHECK(bench.workspace().queue().isBlind());
    CHECK(bench.workspace().queue().place());
}

TEST_CASE("What is held back may be shown, once asked, and stays so") {
    Bench bench;
    evaluatePlannedFirst(bench);
    QPushButton* show = buttonOf(bench, QStringLiteral("Show the failures…"));
    REQUIRE(show != nullptr);
    REQUIRE(show->isVisible());
    const auto answerBox = [](const QString& text) {
        QTimer::singleShot(0, qApp, [text] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            for (QAbstractButton* each : box->buttons())
                if (each->text().remove(QLatin1Char('&')) == text)
                    each->click();
        });
    };
    answerBox(QStringLiteral("Cancel"));
    show->click();
    CHECK(bench.workspace().queue().isHeldBack());
    answerBox(QStringLiteral("Show the failures"));
    show->click();
    CHECK_FALSE(bench.workspace().queue().isHeldBack());
    bench.window->showPage(QStringLiteral("grid"));
    CHECK(bench.window->page() == QStringLiteral("grid"));
    bench.newWindow();
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK_FALSE(bench.workspace().queue().isHeldBack());
}

TEST_CASE("What is held back stays so when it is closed and opened in one window, beside another study") {
    Bench bench;
    evaluatePlannedFirst(bench);
    const auto other = bench.folder() / "other.faultline";
    { const auto made = tests::makeSyntheticStudy(other); }
    for (const auto& [path, isHeld] :
         {std::pair{other, false}, {bench.study(), true}, {bench.study(), true}}) {
        bench.window->open(Bench::text(path));
        REQUIRE(eventually([&, path = path] {
            return bench.workspace().study().isOpen() && bench.workspace().study().thread()->path() == path;
        }));
        CHECK(bench.workspace().queue().isHeldBack() == isHeld);
        if (isHeld)
            CHECK_FALSE(isAnythingShown(bench));
    }
}

TEST_CASE("The page before a plan is left backwards by keys, and once there is a plan the next key answers") {
    Bench bench;
    bench.openDrawn();
    bench.press(Qt::Key_F7);
    const auto* page = bench.window->findChild<ui::QueueView*>();
    QPushButton* plan = buttonOf(bench, QStringLiteral("Plan…"));
    REQUIRE(plan != nullptr);
    REQUIRE(eventually([&] { return plan->hasFocus(); }));
    CHECK(page->accessibleName() == QStringLiteral("Session"));
    const auto isInPage = [&] {
        const QWidget* here = QApplication::focusWidget();
        return here == page || page->isAncestorOf(here);
    };
    for (int step = 0; step < 3 && isInPage(); ++step)
        bench.press(Qt::Key_Backtab);
    CHECK_FALSE(isInPage());

    bench.press(Qt::Key_F7);
    REQUIRE(eventually([&] { return plan->hasFocus(); }));
    bool isPlanned = false;
    bench.workspace().study().thread()->post(
        bench.window.get(),
        [](study::Study& study) {
            workbench::PlanRequest request;
            request.options.sight = plans::Sight::Open;
            return workbench::makePlan(study, study.runs().first(), request);
        },
        [&](const base::Result<workbench::PlanMade>& made) { isPlanned = made.has_value(); });
    REQUIRE(eventually([&] { return isPlanned; }));
    bench.workspace().queue().reload();
    REQUIRE(eventually([&] { return bench.workspace().queue().place().has_value(); }));
    CHECK(QApplication::focusWidget() == page);
    CHECK(page->accessibleName().startsWith(u'#'));
    bench.press(Qt::Key_1);
    CHECK(eventually([&] { return bench.workspace().queue().walk().answeredCount() == 1; }));
}

TEST_CASE("While a run is computed, planning first is offered once") {
    Bench bench;
    bench.evaluate(QStringLiteral("FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_MILLISECONDS=400"));
    auto* action = bench.window->findChild<QAction*>(QStringLiteral("planFirst"));
    REQUIRE(action != nullptr);
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    REQUIRE(eventually([&] { return action->isVisible(); }));
    REQUIRE_FALSE(bench.finished());
    action->trigger();
    CHECK(bench.workspace().queue().isHeldBack());
    CHECK_FALSE(action->isVisible());
    CHECK(bench.window->page() == sessionPage);
    REQUIRE(eventually([&] { return bench.finished(); }));
    REQUIRE(eventually([&] { return !action->isVisible(); }));
}
