// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/failure_grid.h"

#include "tests/support/opened_workspace.h"

#include <QAccessible>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

namespace {

struct ShownGrid {
    OpenedWorkspace opened;
    ui::FailureGrid grid{opened.workspace};

    ShownGrid() {
        grid.resize(520, 400);
        grid.show();
        grid.setFocus();
        QCoreApplication::processEvents();
    }
};

} // namespace

TEST_CASE("Arrow keys, Home and End move the current failure of the workspace") {
    ShownGrid shown;
    QTest::keyClick(&shown.grid, Qt::Key_Right);
    CHECK(shown.opened.workspace.cursor().current() == 1);
    QTest::keyClick(&shown.grid, Qt::Key_End);
    CHECK(shown.opened.workspace.cursor().current() == 11);
    QTest::keyClick(&shown.grid, Qt::Key_Home);
    CHECK(shown.opened.workspace.cursor().current() == 0);
    QTest::keyClick(&shown.grid, Qt::Key_Down);
    const int columns = shown.grid.viewport()->width() / shown.grid.gridSize().width();
    CHECK(columns > 1);
    CHECK(shown.opened.workspace.cursor().current() == columns);
}

TEST_CASE("Selection works as in a file manager and reaches the workspace") {
    ShownGrid shown;
    const auto centre = [&](int row) {
        return shown.grid.visualRect(shown.grid.model()->index(row, 0)).center();
    };
    QTest::mouseClick(shown.grid.viewport(), Qt::LeftButton, Qt::NoModifier, centre(1));
    QTest::mouseClick(shown.grid.viewport(), Qt::LeftButton, Qt::ShiftModifier, centre(3));
    CHECK(shown.opened.workspace.cursor().selected() == std::vector<int>{1, 2, 3});
    QTest::mouseClick(shown.grid.viewport(), Qt::LeftButton, Qt::ControlModifier, centre(2));
    CHECK(shown.opened.workspace.cursor().selected() == std::vector<int>{1, 3});
    shown.grid.invertSelection();
    CHECK(shown.opened.workspace.cursor().selected().size() == 10);
}

TEST_CASE("The view follows the workspace's current failure") {
    ShownGrid shown;
    shown.opened.workspace.cursor().setCurrent(9);
    CHECK(shown.grid.currentIndex().row() == 9);
    CHECK(shown.grid.viewport()->rect().intersects(shown.grid.visualRect(shown.grid.currentIndex())));
}

TEST_CASE("Going down and up, the row that comes next is in sight") {
    tests::SyntheticOptions options;
    options.failures = 50;
    OpenedWorkspace opened(options);
    ui::FailureGrid grid(opened.workspace);
    grid.resize(360, 480); // three rows and a bit
    grid.show();
    grid.setFocus();
    QCoreApplication::processEvents();
    const auto isInSight = [&](int row) {
        const QRect tile = grid.visualRect(grid.model()->index(row, 0));
        return grid.viewport()->rect().contains(tile.adjusted(0, 0, -1, -1));
    };
    const int columns = grid.viewport()->width() / grid.gridSize().width();
    const int last = grid.model()->rowCount() - 1;
    REQUIRE(columns >= 2);
    while (opened.workspace.cursor().current() + columns <= last) {
        const int row = opened.workspace.cursor().current();
        CAPTURE(row);
        CHECK(isInSight(row));
        CHECK(isInSight(row + columns));
        QTest::keyClick(&grid, Qt::Key_Down);
    }
    while (opened.workspace.cursor().current() >= columns) {
        const int row = opened.workspace.cursor().current();
        CAPTURE(row);
        CHECK(isInSight(row - columns));
        QTest::keyClick(&grid, Qt::Key_Up);
    }
}

TEST_CASE("Letters do not search, so that they can label") {
    ShownGrid shown;
    shown.grid.keyboardSearch(QStringLiteral("#"));
    QTest::keyClick(&shown.grid, Qt::Key_S);
    CHECK(shown.opened.workspace.cursor().current() == 0);
}

TEST_CASE("Ctrl and the wheel change the thumbnails by whole factors within their limits") {
    ShownGrid shown;
    const auto wheel = [&](int delta) {
        QWheelEvent event(QPointF(50, 50), shown.grid.viewport()->mapToGlobal(QPointF(50, 50)), {},
                          {0, delta}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(shown.grid.viewport(), &event);
    };
    wheel(120);
    CHECK(shown.grid.factor() == ui::FailureGrid::usualFactor + 1);
    for (int i = 0; i < 20; ++i)
        wheel(-120);
    CHECK(shown.grid.factor() == ui::FailureGrid::smallestFactor);
}

TEST_CASE("Screen readers see a list whose items say what they show") {
    ShownGrid shown;
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&shown.grid);
    REQUIRE(list != nullptr);
    CHECK(list->role() == QAccessible::List);
    CHECK(list->childCount() == 12);
    REQUIRE(list->child(0) != nullptr);
    CHECK(list->child(0)->text(QAccessible::Name).contains(QStringLiteral("taken for")));
}
