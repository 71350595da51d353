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

TEST_CASE("Shift selects from the failure that has the frame, however it came to it") {
    ShownGrid shown;
    const auto extended = [&] {
        QTest::keyClick(&shown.grid, Qt::Key_Right, Qt::ShiftModifier);
        return shown.opened.workspace.cursor().selected();
    };
    QTest::keyClick(&shown.grid, Qt::Key_Home);
    CHECK(extended() == std::vector<int>{0, 1});
    CHECK(extended() == std::vector<int>{0, 1, 2});
    shown.opened.workspace.cursor().setCurrent(2); // "to one failure"
    CHECK(extended() == std::vector<int>{2, 3});
    shown.opened.workspace.cursor().setCurrent(7); // a label was given, or taken back
    CHECK(extended() == std::vector<int>{7, 8});
    shown.grid.selectNone();
    CHECK(shown.opened.workspace.cursor().current() == 8);
    CHECK(shown.opened.workspace.cursor().selected().size() <= 1);
    CHECK(extended() == std::vector<int>{8, 9});
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

namespace {

/// A grid that scrolls, under headings.
struct HeadedGrid {
    OpenedWorkspace opened{[] {
        tests::SyntheticOptions options;
        options.failures = 60;
        return options;
    }()};
    ui::FailureGrid grid{opened.workspace};

    explicit HeadedGrid(ui::Heading heading, int height = 400) {
        opened.workspace.headings().choose(heading);
        grid.resize(420, height);
        grid.show();
        grid.setFocus();
        workspace().cursor().setCurrent(workspace().visible().rowAt(0)); // which it shows
        QCoreApplication::processEvents();
    }
    [[nodiscard]] ui::Workspace& workspace() { return opened.workspace; }
    [[nodiscard]] QRect tile(int position) const { return grid.visualRect(grid.model()->index(position, 0)); }
    [[nodiscard]] QString spoken(int position, QAccessible::Text text) {
        return QAccessible::queryAccessibleInterface(&grid)->child(position)->text(text);
    }
};

} // namespace

TEST_CASE("Under headings the keys walk through all failures as one list, in sight, and back") {
    HeadedGrid headed(ui::Heading::Pair);
    const auto& groups = headed.workspace().visible().groups();
    REQUIRE(groups.size() > 4);
    const int last = headed.workspace().visible().count() - 1;
    QTest::keyClick(&headed.grid, Qt::Key_Home);
    for (int position = 0; position <= last; ++position) {
        CHECK(headed.grid.currentIndex().row() == position);
        const QRect tile = headed.tile(position);
        CHECK(tile.top() > 0); // below the heading that stays
        CHECK(tile.bottom() < headed.grid.viewport()->height());
        CHECK(headed.grid.indexAt(tile.center()).row() == position);
        QTest::keyClick(&headed.grid, Qt::Key_Right);
    }
    QTest::keyClick(&headed.grid, Qt::Key_Home);
    int presses = 0;
    for (int before = -1; headed.grid.currentIndex().row() != before && presses < 200; ++presses) {
        before = headed.grid.currentIndex().row();
        QTest::keyClick(&headed.grid, Qt::Key_Down);
    }
    CHECK(headed.grid.currentIndex().row() >= groups.back().first);
    CHECK(presses >= static_cast<int>(groups.size()));
    QTest::keyClick(&headed.grid, Qt::Key_PageUp);
    CHECK(headed.grid.currentIndex().row() < groups.back().first);
    QTest::keyClick(&headed.grid, Qt::Key_End);
    CHECK(headed.grid.currentIndex().row() == last);
}

TEST_CASE("A heading takes room of its own, and a click on it takes no failure") {
    HeadedGrid headed(ui::Heading::Pair, 800);
    const auto& groups = headed.workspace().visible().groups();
    const QRect first = headed.tile(groups[1].first);
    const QRect before = headed.tile(groups[1].first - 1);
    CHECK(first.left() == 0);
    CHECK(first.top() > before.bottom() + 1);
    const QPoint between(first.center().x(), (before.bottom() + first.top()) / 2);
    CHECK_FALSE(headed.grid.indexAt(between).isValid());
    QTest::mouseClick(headed.grid.viewport(), Qt::LeftButton, Qt::NoModifier,
                      headed.tile(groups[0].first).center());
    QTest::mouseClick(headed.grid.viewport(), Qt::LeftButton, Qt::ShiftModifier, first.center());
    CHECK(headed.workspace().cursor().selected().size() ==
          static_cast<std::size_t>(groups[1].first + 1)); // over the heading, in the list's order
    headed.workspace().headings().choose(ui::Heading::None);
    QCoreApplication::processEvents();
    CHECK(headed.tile(1).top() == headed.tile(0).top());
}

TEST_CASE("The heading of what is seen stays at the top while the grid scrolls") {
    HeadedGrid headed(ui::Heading::Pair);
    const auto top = [&headed] { return headed.grid.viewport()->grab(QRect(0, 0, 420, 24)).toImage(); };
    const QImage atFirst = top();
    QTest::keyClick(&headed.grid, Qt::Key_End);
    QCoreApplication::processEvents();
    CHECK(top() != atFirst); // another group's
    const auto isInk = [](const QImage& image) {
        int ink = 0;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                ink += image.pixelColor(x, y) != image.pixelColor(image.width() - 1, 0) ? 1 : 0;
        return ink > 40;
    };
    CHECK(isInk(atFirst));
    CHECK(isInk(top()));
}

TEST_CASE("Screen readers hear the group of each failure, and its heading before the first one") {
    HeadedGrid headed(ui::Heading::Pair);
    const auto& groups = headed.workspace().visible().groups();
    const auto& failure = headed.workspace().items().failure(headed.workspace().visible().rowAt(0));
    const QString heading = QStringLiteral("%1 → %2 · %3")
                                .arg(headed.workspace().study().className(failure.truth),
                                     headed.workspace().study().className(failure.predicted))
                                .arg(groups[0].count);
    CHECK(headed.spoken(0, QAccessible::Name).startsWith(heading + QStringLiteral("; #")));
    CHECK(headed.spoken(0, QAccessible::Description) == heading);
    CHECK(headed.spoken(groups[1].first, QAccessible::Description) != heading);
    if (groups[0].count > 1) {
        CHECK(headed.spoken(1, QAccessible::Name).startsWith(u'#'));
        CHECK(headed.spoken(1, QAccessible::Description) == heading);
    }
    headed.workspace().headings().choose(ui::Heading::None);
    CHECK(headed.spoken(0, QAccessible::Description).isEmpty());
}

TEST_CASE("Headings name modes, tenths of confidence, and who has decided") {
    HeadedGrid headed(ui::Heading::None);
    ui::Workspace& workspace = headed.workspace();
    headed.opened.label({3, 4}, headed.opened.mode(1));
    headed.opened.label({5}, labels::Judgement::excluded(labels::Exclusion::Ambiguous));
    const auto names = [&workspace](ui::Heading heading) {
        workspace.headings().choose(heading);
        QStringList texts;
        for (const auto& group : workspace.visible().groups())
            texts << workspace.headings().text(group.rank) + QStringLiteral(" %1").arg(group.count);
        return texts;
    };
    CHECK(names(ui::Heading::Mode) == QStringList{QStringLiteral("Background 2"),
                                                  QStringLiteral("Excluded 1"),
                                                  QStringLiteral("Unlabelled 57")});
    CHECK(names(ui::Heading::Annotator) ==
          QStringList{QStringLiteral("ada 3"), QStringLiteral("Decided by nobody 57")});
    int all = 0;
    for (const QString& name : names(ui::Heading::Confidence)) {
        CHECK(name.startsWith(QStringLiteral("Confidence ")));
        all += name.section(u' ', -1).toInt();
    }
    CHECK(all == 60);

    // What is labelled stays where it is until it is sorted again.
    workspace.headings().choose(ui::Heading::Mode);
    const std::vector<int> before = workspace.visible().rows();
    headed.opened.label({7}, headed.opened.mode(0));
    CHECK(workspace.visible().rows() == before);
    CHECK(workspace.visible().staleCount() == 1);
    workspace.visible().sortAgain();
    CHECK(workspace.visible().rowAt(0) == 7);

    workspace.headings().choose(ui::Heading::Annotator);
    bool isRead = false;
    QObject::connect(&workspace.labelling(), &ui::Labelling::annotatorChanged, &headed.grid,
                     [&] { isRead = workspace.labelling().annotator() == QStringLiteral("ben"); });
    workspace.labelling().setAnnotator(QStringLiteral("ben"));
    REQUIRE(tests::eventually([&] { return isRead; }));
    headed.opened.label({3, 9}, headed.opened.mode(2));
    CHECK(names(ui::Heading::Pair).size() > 4);
    CHECK(names(ui::Heading::Annotator) == QStringList{QStringLiteral("ada 3"), QStringLiteral("ada, ben 1"),
                                                       QStringLiteral("ben 1"),
                                                       QStringLiteral("Decided by nobody 55")});
}
