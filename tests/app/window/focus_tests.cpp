// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"
#include "tests/support/opened_workspace.h"
#include "ui/failures/failure_grid.h"

#include <QCompleter>
#include <QDockWidget>
#include <QLineEdit>
#include <QSettings>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;

namespace {

/// The window with a study, and the keys in it.
struct Desk {
    tests::TemporaryFolder folder;
    std::unique_ptr<app::MainWindow> window;
    ui::FailureGrid* grid = nullptr;
    QLineEdit* field = nullptr;

    Desk() {
        QSettings().clear();
        const auto path = folder / "a study.faultline";
        { const auto made = tests::makeSyntheticStudy(path); }
        window = std::make_unique<app::MainWindow>();
        window->show();
        window->open(QString::fromStdString(path.string()));
        if (!eventually([&] { return window->workspace().study().isOpen(); }))
            throw std::runtime_error("the synthetic study did not open");
        QApplication::setActiveWindow(window.get());
        grid = window->findChild<ui::FailureGrid*>();
        field = window->findChild<QLineEdit*>(QStringLiteral("filterField"));
        grid->setFocus();
    }
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QWidget* popup = QApplication::activePopupWidget();
        QTest::keyClick(popup != nullptr ? popup : QApplication::focusWidget(), key, modifiers);
    }
};

QColor edgeOf(QWidget& widget) {
    return widget.grab().toImage().pixelColor(widget.width() / 2, 0);
}

} // namespace

TEST_CASE("Esc leaves the filter for the grid, and once more leaves the selection") {
    const Desk desk;
    desk.window->workspace().cursor().select(1, {1, 2, 3});
    Desk::press(Qt::Key_Slash);
    REQUIRE(desk.field->hasFocus());
    REQUIRE(desk.field->completer()->popup()->isVisible());
    Desk::press(Qt::Key_Escape);
    CHECK(desk.grid->hasFocus());
    CHECK(desk.window->workspace().cursor().selected().size() == 3);
    Desk::press(Qt::Key_Escape);
    CHECK(desk.window->workspace().cursor().selected().size() == 1);

    Desk::press(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(desk.field, QStringLiteral("zebra")); // no offer, no popup
    REQUIRE(desk.field->hasFocus());
    Desk::press(Qt::Key_Escape);
    CHECK(desk.grid->hasFocus());
    CHECK(desk.field->text().isEmpty());
}

TEST_CASE("A condition that is entered gives the keys back to the grid") {
    const Desk desk;
    Desk::press(Qt::Key_Slash);
    QTest::keyClicks(desk.field, QStringLiteral("unlab"));
    Desk::press(Qt::Key_Return);
    CHECK(eventually([&] { return desk.grid->hasFocus(); }));
    CHECK(desk.window->workspace().visible().filter().judgement == labels::Judgement());
    CHECK(desk.field->text().isEmpty());
    const int before = desk.window->workspace().cursor().current();
    Desk::press(Qt::Key_Right);
    CHECK(desk.window->workspace().cursor().current() == before + 1);
}

TEST_CASE("A line around the grid shows whether it has the focus") {
    const Desk desk;
    const QColor highlight = desk.grid->palette().color(QPalette::Highlight);
    CHECK(edgeOf(*desk.grid) == highlight);
    desk.field->setFocus();
    CHECK(edgeOf(*desk.grid) != highlight);
}

TEST_CASE("Tab goes from the filter over sorting, grid, pairs and chart to the annotator, and back") {
    const Desk desk;
    desk.window->workspace().visible().setFilter({base::ClassId(1), base::ClassId(2), std::nullopt});
    const QStringList order{QStringLiteral("filterField"),   QStringLiteral("sortKey"),
                            QStringLiteral("sortDirection"), QStringLiteral("filterChip"),
                            QStringLiteral("keptFilters"),   QStringLiteral("failureGrid"),
                            QStringLiteral("confusionView"), QStringLiteral("pairList"),
                            QStringLiteral("chartScope"),    QStringLiteral("annotatorButton")};
    QTest::qWait(50); // until chips and panels are shown
    desk.field->setFocus();
    const auto passed = [&](Qt::Key key) {
        QStringList names;
        for (int i = 0; i < 40; ++i) {
            const QString name = QApplication::focusWidget()->objectName();
            if (order.contains(name) && !names.contains(name))
                names.append(name);
            Desk::press(key);
        }
        return names.join(u' ').toStdString();
    };
    CHECK(passed(Qt::Key_Tab) == order.join(u' ').toStdString());
    desk.window->findChild<QToolButton*>(QStringLiteral("annotatorButton"))->setFocus();
    QStringList backwards;
    for (const QString& name : order)
        backwards.prepend(name);
    CHECK(passed(Qt::Key_Backtab) == backwards.join(u' ').toStdString());
}

TEST_CASE("From the grid Tab comes round to the filter again, and each stop is in sight") {
    const Desk desk;
    QTest::qWait(50); // until the panels are shown
    desk.grid->setFocus();
    QStringList stops;
    for (int i = 0; i < 60 && (i == 0 || QApplication::focusWidget() != desk.grid); ++i) {
        const QWidget* stop = QApplication::focusWidget();
        stops << QString::fromLatin1(stop->metaObject()->className()) + u':' + stop->objectName();
        CAPTURE(stops.back().toStdString());
        CHECK(stop->isVisible());
        CHECK(desk.window->rect().intersects(QRect(stop->mapTo(desk.window.get(), QPoint()), stop->size())));
        Desk::press(Qt::Key_Tab);
    }
    CAPTURE(stops.join(u' ').toStdString());
    CHECK(QApplication::focusWidget() == desk.grid);
    CHECK(stops.join(u' ').contains(QStringLiteral("filterField")));
}
