// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shell.h"

#include "ui/shell/message_bar.h"

#include <QAction>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolBar>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

QWidget* focusable() {
    auto* widget = new QWidget;
    widget->setFocusPolicy(Qt::StrongFocus);
    return widget;
}

/// A shell with two pages and two panels of nothing.
struct Mounted {
    QWidget* start = focusable();
    QWidget* first = focusable();
    QWidget* second = focusable();
    QAction tool{QStringLiteral("Tool")};
    ui::Shell shell;

    Mounted() {
        QSettings().clear();
        ui::Contents contents;
        contents.start = start;
        contents.pages = {{QStringLiteral("one"), QStringLiteral("&One"), QKeySequence(Qt::Key_F2), first},
                          {QStringLiteral("two"), QStringLiteral("&Two"), QKeySequence(Qt::Key_F3), second}};
        contents.panels = {{QStringLiteral("left"),
                            QStringLiteral("Left"),
                            new QWidget,
                            Qt::LeftDockWidgetArea,
                            {90, 0},
                            {}},
                           {QStringLiteral("tab"),
                            QStringLiteral("Tab"),
                            new QWidget,
                            Qt::LeftDockWidgetArea,
                            {},
                            QStringLiteral("left")}};
        contents.menus = {ui::menuOf(QStringLiteral("&Mine"), {&tool, shell.backAction()}, &shell)};
        contents.tools = {&tool};
        contents.status = new QWidget;
        shell.mount(contents);
        shell.show();
        QApplication::setActiveWindow(&shell);
    }
    void press(Qt::Key key) { QTest::keyClick(&shell, key); }
    [[nodiscard]] QDockWidget* dock(const char* name) const {
        return shell.findChild<QDockWidget*>(QString::fromLatin1(name));
    }
};

} // namespace

TEST_CASE("Without a study the start page stands alone, whatever key is pressed") {
    Mounted mounted;
    CHECK(mounted.start->isVisible());
    CHECK_FALSE(mounted.first->isVisible());
    CHECK_FALSE(mounted.dock("left")->isVisible());
    CHECK_FALSE(mounted.shell.findChild<QToolBar*>()->isVisible());
    mounted.press(Qt::Key_F3);
    CHECK(mounted.start->isVisible());
    mounted.shell.showStudy();
    CHECK(mounted.first->isVisible());
    CHECK(mounted.dock("left")->isVisible());
}

TEST_CASE("A page's key shows it and checks its action; Esc leads back, then is told") {
    Mounted mounted;
    mounted.shell.showStudy();
    QSignalSpy escaped(&mounted.shell, &ui::Shell::escaped);
    mounted.press(Qt::Key_F3);
    CHECK(mounted.second->isVisible());
    CHECK(mounted.second->hasFocus());
    const auto checked = [&] {
        QStringList texts;
        for (const QAction* action : mounted.shell.findChild<QToolBar*>()->actions())
            if (action->isChecked())
                texts.append(action->text());
        return texts;
    };
    CHECK(checked() == QStringList{QStringLiteral("&Two")});
    mounted.press(Qt::Key_Escape);
    CHECK(mounted.first->isVisible());
    CHECK(checked() == QStringList{QStringLiteral("&One")});
    CHECK(escaped.isEmpty());
    mounted.press(Qt::Key_Escape);
    CHECK(escaped.count() == 1);
}

TEST_CASE("The panels that the user hid stay hidden when the next study is shown") {
    Mounted mounted;
    mounted.shell.showStudy();
    mounted.dock("left")->hide();
    mounted.shell.showStart();
    CHECK_FALSE(mounted.dock("tab")->isVisible());
    mounted.shell.showStudy();
    CHECK_FALSE(mounted.dock("left")->isVisible());
    CHECK(mounted.dock("tab")->isVisible());
}

TEST_CASE("Menus stand in the order in which they were given, then View and Help") {
    const Mounted mounted;
    QStringList titles;
    for (const QAction* menu : mounted.shell.menuBar()->actions())
        titles.append(menu->text());
    CHECK(titles == QStringList{QStringLiteral("&Mine"), QStringLiteral("&View"), QStringLiteral("&Help")});
}
