// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys say of a failure, pressed in a shown window.
#include "tests/app/window/window_under_test.h"

#include "core/workbench/labelling_plan.h"
#include "ui/inspector/single_view.h"
#include "ui/queue/plan_dialog.h"
#include "ui/session/study_files.h"
#include "ui/shell/message_bar.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Exclusion;
using labels::Judgement;
using tests::Bench;
using tests::eventually;

namespace {

/// A window on a study of which nothing is decided, with the keys in the grid.
struct Desk {
    Bench bench;

    Desk() { bench.openDrawn(); }
    [[nodiscard]] ui::Workspace& workspace() const { return bench.workspace(); }
    [[nodiscard]] Judgement held(int row) const { return workspace().labelling().judgement(row); }
    /// Of the last event of a failure.
    [[nodiscard]] labels::Circumstances given(int row) const {
        const auto study = study::Study::open(bench.study(), study::Access::ReadOnly);
        const auto sample = workspace().items().failure(row).sample;
        return study->labels().history(study->runs().first(), sample).value().back().given;
    }
    /// The visible button whose text begins so; nullptr: there is none.
    [[nodiscard]] QToolButton* offer(const QString& text) const {
        for (auto* button : bench.window->findChildren<QToolButton*>())
            if (button->isVisible() && button->text().startsWith(text))
                return button;
        return nullptr;
    }
    /// It becomes known that somebody takes the first failure's label for wrong; what they say that it is.
    [[nodiscard]] base::ClassId suspectFirst() const {
        const base::SampleIndex first = workspace().items().failure(0).sample;
        bool isKnown = false;
        const auto connection = QObject::connect(&workspace(), &ui::Workspace::covariatesChanged,
                                                 bench.window.get(), [&isKnown] { isKnown = true; });
        const auto list = bench.folder() / "list.json";
        const std::uint32_t guess = (first.value + 5) % 10;
        tests::writeText(list, R"([{"index": )" + std::to_string(first.value) + R"(, "guess": )" +
                                   std::to_string(guess) + "}]");
        bench.window->findChild<ui::StudyFiles*>()->addCovariateOf(Bench::text(list), QStringLiteral("list"));
        REQUIRE(eventually([&] { return isKnown; }));
        QObject::disconnect(connection);
        return base::ClassId(static_cast<std::uint16_t>(guess));
    }
    void becomes(int row, const Judgement& judgement) const {
        REQUIRE(eventually([&] { return held(row) == judgement; }));
    }
    /// Of the menu that is open.
    void pressInMenu(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
        REQUIRE(
            eventually([] { return qobject_cast<QMenu*>(QApplication::activePopupWidget()) != nullptr; }));
        QTest::keyClick(QApplication::activePopupWidget(), key, modifiers);
        REQUIRE(eventually([] { return QApplication::activePopupWidget() == nullptr; }));
        bench.window->activateWindow(); // a window system does so; the offscreen platform has none
    }
};

} // namespace

TEST_CASE("U says that none of the modes explains it, and goes on") {
    const Desk desk;
    desk.bench.press(Qt::Key_U);
    desk.becomes(0, Judgement::none());
    CHECK(desk.workspace().cursor().current() == 1);
    CHECK(desk.workspace().labelling().labelledCount() == 1);
}

TEST_CASE(
    "Shift+X asks for the reason, which a digit gives with Shift held or not, and Esc decides nothing") {
    const Desk desk;
    desk.bench.press(Qt::Key_X, Qt::ShiftModifier);
    desk.pressInMenu(Qt::Key_2);
    desk.becomes(0, Judgement::excluded(Exclusion::Ambiguous));
    desk.bench.press(Qt::Key_X, Qt::ShiftModifier);
    desk.pressInMenu(Qt::Key_3, Qt::ShiftModifier);
    desk.becomes(1, Judgement::excluded(Exclusion::SeveralObjects));
    desk.bench.press(Qt::Key_X, Qt::ShiftModifier);
    desk.pressInMenu(Qt::Key_Escape);
    desk.bench.press(Qt::Key_X); // at once, without a reason
    desk.becomes(2, Judgement::excluded());
    CHECK(desk.workspace().labelling().labelledCount() == 3);
}

TEST_CASE("X on what is excluded for a reason keeps the reason, and says so") {
    const Desk desk;
    desk.workspace().labelling().label({0}, {Judgement::excluded(Exclusion::Undecidable)});
    desk.becomes(0, Judgement::excluded(Exclusion::Undecidable));
    desk.bench.press(Qt::Key_X);
    REQUIRE(eventually([&] {
        for (const auto* bar : desk.bench.window->findChildren<ui::MessageBar*>())
            if (bar->isVisible() && bar->accessibleName().contains(QStringLiteral("Excluded already")))
                return true;
        return false;
    }));
    CHECK(desk.held(0) == Judgement::excluded(Exclusion::Undecidable));
}

TEST_CASE("F sets a flag and takes it off, and neither decides nor moves") {
    const Desk desk;
    desk.bench.press(Qt::Key_F);
    REQUIRE(eventually([&] { return desk.workspace().labelling().isFlagged(0); }));
    CHECK(desk.workspace().cursor().current() == 0);
    CHECK(desk.held(0).isUnlabelled());
    desk.bench.press(Qt::Key_F);
    REQUIRE(eventually([&] { return !desk.workspace().labelling().isFlagged(0); }));
    desk.bench.press(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return desk.workspace().labelling().isFlagged(0); }));
}

TEST_CASE("Shift, Alt and a digit say that a second mode plays a part, but not the dominant one") {
    const Desk desk;
    desk.workspace().labelling().label({0}, {tests::mode(desk.workspace(), 0)});
    desk.becomes(0, tests::mode(desk.workspace(), 0));
    const auto second = tests::mode(desk.workspace(), 1).mode();
    desk.bench.press(Qt::Key_2, Qt::ShiftModifier | Qt::AltModifier);
    REQUIRE(eventually([&] { return desk.workspace().labelling().secondary(0) == std::vector{*second}; }));
    desk.bench.press(Qt::Key_1, Qt::ShiftModifier | Qt::AltModifier); // dominant: told, and nothing done
    desk.bench.press(Qt::Key_2, Qt::ShiftModifier | Qt::AltModifier);
    REQUIRE(eventually([&] { return desk.workspace().labelling().secondary(0).empty(); }));
    CHECK(desk.held(0) == tests::mode(desk.workspace(), 0));
}

TEST_CASE("On a page where no failure is seen no key decides one, and the place is kept") {
    const Desk desk;
    desk.workspace().cursor().setCurrent(3);
    desk.bench.press(Qt::Key_F9);
    REQUIRE(desk.bench.window->page() == QStringLiteral("verdict"));
    CHECK(desk.workspace().cursor().current() == -1);
    for (const Qt::Key key : {Qt::Key_1, Qt::Key_U, Qt::Key_X, Qt::Key_F, Qt::Key_0})
        desk.bench.press(key);
    desk.bench.press(Qt::Key_G);
    CHECK(desk.workspace().cursor().current() == 3);
    desk.bench.press(Qt::Key_2);
    desk.becomes(3, tests::mode(desk.workspace(), 1));
    CHECK(desk.workspace().labelling().labelledCount() == 1); // and nothing that was asked before it
    CHECK_FALSE(desk.workspace().labelling().isFlagged(3));
}

TEST_CASE("Of a suspected label error the class that it is said to be is offered first") {
    const Desk desk;
    const base::ClassId guess = desk.suspectFirst();
    desk.bench.press(Qt::Key_X, Qt::ShiftModifier);
    desk.pressInMenu(Qt::Key_1);
    desk.becomes(0, Judgement::excluded(Exclusion::WrongTruth));
    const QString offered = QStringLiteral("Name the right class");
    REQUIRE(eventually([&] { return desk.offer(offered) != nullptr; }));
    QTimer::singleShot(0, qApp, [] { // Enter takes what stands there
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        CHECK(dialog->comboBoxItems().size() == 10);
        dialog->accept();
    });
    desk.offer(offered)->click();
    desk.becomes(0, Judgement::excluded(Exclusion::WrongTruth, guess));
}

TEST_CASE("A wrong truth offers to name the right class, which is stored with it") {
    const Desk desk;
    desk.bench.press(Qt::Key_X, Qt::ShiftModifier);
    desk.pressInMenu(Qt::Key_1);
    desk.becomes(0, Judgement::excluded(Exclusion::WrongTruth));
    const QString offered = QStringLiteral("Name the right class");
    REQUIRE(eventually([&] { return desk.offer(offered) != nullptr; }));
    QTimer::singleShot(0, qApp, [] {
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        CHECK(dialog->comboBoxItems().size() == 10);
        dialog->setTextValue(dialog->comboBoxItems().at(2));
        dialog->accept();
    });
    desk.offer(offered)->click();
    desk.becomes(0, Judgement::excluded(Exclusion::WrongTruth, base::ClassId(2)));
    CHECK(desk.workspace().labelling().labelledCount() == 1);
}

TEST_CASE("A right class that was named stays where the same reason is given again") {
    const Desk desk;
    const Judgement named = Judgement::excluded(Exclusion::WrongTruth, base::ClassId(2));
    desk.workspace().labelling().label({0}, {named});
    desk.becomes(0, named);
    desk.workspace().cursor().setCurrent(0);
    desk.bench.press(Qt::Key_X, Qt::ShiftModifier);
    desk.pressInMenu(Qt::Key_1);
    REQUIRE(eventually([&] { return desk.offer(QStringLiteral("Name the right class")) != nullptr; }));
    CHECK(desk.held(0) == named);
}

TEST_CASE("While somebody labels blind no verdict is computed behind their session, nor can be copied") {
    const Desk desk;
    desk.bench.press(Qt::Key_F9);
    const auto* copy = desk.bench.window->findChild<QAction*>(QStringLiteral("copyVerdict"));
    REQUIRE(eventually([&] { return copy->isEnabled(); }));
    desk.workspace().study().thread()->post(
        desk.bench.window.get(),
        [](study::Study& study) { return workbench::makePlan(study, study.runs().first(), {}); },
        [](const base::Result<workbench::PlanMade>& made) { REQUIRE(made.has_value()); });
    desk.workspace().queue().reload();
    REQUIRE(eventually([&] { return desk.workspace().queue().isBlind(); }));
    QTest::qWait(1000); // the tests would have begun after 600 ms
    CHECK_FALSE(copy->isEnabled());
}

TEST_CASE("The verdict's page offers the plan's dialog where controls are lacking") {
    const Desk desk;
    desk.bench.press(Qt::Key_F9);
    const auto button = [&] {
        return desk.bench.window->findChild<QPushButton*>(QStringLiteral("planControls"));
    };
    REQUIRE(eventually([&] { return button() != nullptr; }));
    int seen = 0;
    QTimer closer; // the dialog has an event loop of its own
    QObject::connect(&closer, &QTimer::timeout, &closer, [&] {
        if (auto* dialog = qobject_cast<ui::PlanDialog*>(QApplication::activeModalWidget())) {
            ++seen;
            dialog->reject();
        }
    });
    closer.start(10);
    button()->click();
    CHECK(eventually([&] { return seen == 1; }));
}

TEST_CASE("Wrong truth said again offers the right class again, at the end of the list too") {
    const Desk desk;
    const QString offered = QStringLiteral("Name the right class");
    const int last = desk.workspace().items().failureCount() - 1;
    for (const int row : {0, last}) {
        desk.workspace().cursor().setCurrent(row);
        for (int time = 0; time < 2; ++time) { // stored, and then so already
            desk.workspace().cursor().setCurrent(row);
            desk.bench.press(Qt::Key_X, Qt::ShiftModifier);
            desk.pressInMenu(Qt::Key_1);
            desk.becomes(row, Judgement::excluded(Exclusion::WrongTruth));
            REQUIRE(eventually([&] { return desk.offer(offered) != nullptr; }));
            for (auto* bar : desk.bench.window->findChildren<ui::MessageBar*>())
                bar->clear();
            REQUIRE(desk.offer(offered) == nullptr);
        }
    }
}

TEST_CASE("After a label on a suspected label error its exclusion is offered, as one step") {
    const Desk desk;
    const base::ClassId guess = desk.suspectFirst();
    const Judgement scale = tests::mode(desk.workspace(), 0);
    desk.workspace().cursor().setCurrent(1);
    desk.bench.press(Qt::Key_1);
    desk.becomes(1, scale);
    CHECK(desk.offer(QStringLiteral("Exclude: wrong truth")) == nullptr); // nobody suspects that one
    desk.workspace().cursor().setCurrent(0);
    desk.bench.press(Qt::Key_1);
    desk.becomes(0, scale);
    const QString offered =
        QStringLiteral("Exclude: wrong truth, it is %1").arg(desk.workspace().study().className(guess));
    REQUIRE(eventually([&] { return desk.offer(offered) != nullptr; }));
    desk.offer(offered)->click();
    desk.becomes(0, Judgement::excluded(Exclusion::WrongTruth, guess));
    desk.bench.press(Qt::Key_Z, Qt::ControlModifier);
    desk.becomes(0, scale);
}

TEST_CASE("One key on one failure is stored as of the grid, on several as bulk, and large with its zoom") {
    const Desk desk;
    const Judgement scale = tests::mode(desk.workspace(), 0);
    desk.bench.press(Qt::Key_1);
    desk.becomes(0, scale);
    CHECK(desk.given(0).how == labels::How::Grid);
    CHECK_FALSE(desk.given(0).zoom); // of a tile
    desk.workspace().cursor().select(1, {1, 2, 3});
    desk.bench.press(Qt::Key_1);
    desk.becomes(3, scale);
    for (int row = 1; row <= 3; ++row)
        CHECK(desk.given(row).how == labels::How::Bulk);
    desk.workspace().cursor().setCurrent(4);
    desk.bench.window->showPage(QStringLiteral("single"));
    const auto* picture = desk.bench.window->findChild<ui::SingleView*>()->findChild<ui::ImageView*>();
    REQUIRE(eventually([&] { return picture->zoom().has_value(); }));
    desk.bench.press(Qt::Key_Z);
    const auto zoom = picture->zoom();
    CHECK(zoom == std::floor(*zoom));
    desk.bench.press(Qt::Key_1);
    desk.becomes(4, scale);
    CHECK(desk.given(4).how == labels::How::Grid);
    CHECK(desk.given(4).zoom == zoom);
    desk.bench.window->showPage(QStringLiteral("grid"));
    desk.bench.press(Qt::Key_U);
    desk.becomes(5, Judgement::none());
    CHECK_FALSE(desk.given(5).zoom);
}
