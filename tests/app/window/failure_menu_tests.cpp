// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/failure_menu.h"

#include "tests/app/window/window_under_test.h"
#include "ui/failures/failure_grid.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/single_view.h"

#include <QAction>
#include <QContextMenuEvent>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;
using tests::mode;

namespace {

/// A window with a study of an image folder.
class Opened {
public:
    Opened() {
        tests::SyntheticOptions options;
        options.origin = tests::Origin::ImageFolder;
        (void)tests::makeSyntheticStudy(bench.study(), options);
        bench.window->open(Bench::text(bench.study()));
        if (!eventually([this] { return bench.workspace().study().isOpen(); }))
            throw std::runtime_error("the study did not open");
    }
    [[nodiscard]] app::FailureMenu& menu() const { return *bench.window->findChild<app::FailureMenu*>(); }
    [[nodiscard]] QStringList texts() const {
        QStringList texts;
        for (const QAction* action : menu().actions())
            if (!action->isSeparator() && action->isVisible())
                texts << action->text().remove(u'&');
        return texts;
    }
    [[nodiscard]] QAction* entry(const QString& text) const {
        for (QAction* action : menu().actions())
            if (action->text().remove(u'&') == text)
                return action;
        return nullptr;
    }

    Bench bench;
};

void askForMenu(QWidget& widget, QContextMenuEvent::Reason reason, const QPoint& at) {
    QContextMenuEvent event(reason, at, widget.mapToGlobal(at));
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

TEST_CASE("A right click on a failure offers all that can be done with it, and does it") {
    const Opened opened;
    auto& grid = *opened.bench.window->findChild<ui::FailureGrid*>();
    grid.setCurrentIndex(grid.model()->index(2, 0));
    const QPoint at = grid.visualRect(grid.model()->index(2, 0)).center();
    askForMenu(*grid.viewport(), QContextMenuEvent::Mouse, at);
    REQUIRE(opened.menu().isVisible());
    CHECK(opened.texts() ==
          QStringList{
              QStringLiteral("Single view"), QStringLiteral("Compare"), QStringLiteral("Scale"),
              QStringLiteral("Background"), QStringLiteral("Occlusion"), QStringLiteral("None of these"),
              QStringLiteral("Exclude"), QStringLiteral("Exclude, since…"), QStringLiteral("Clear label"),
              QStringLiteral("Secondary modes"), QStringLiteral("Flag"), QStringLiteral("Note"),
              QStringLiteral("Copy index"), QStringLiteral("Copy path"), QStringLiteral("Show in folder")});
    const QAction* secondary = opened.entry(QStringLiteral("Secondary modes"));
    REQUIRE(secondary->menu() != nullptr);
    CHECK(secondary->menu()->actions().size() == 3);
    CHECK_FALSE(opened.entry(QStringLiteral("Copy path"))->isEnabled()); // not made in the window here
    opened.entry(QStringLiteral("Background"))->trigger();
    ui::Workspace& workspace = opened.bench.workspace();
    REQUIRE(eventually([&] { return workspace.labelling().judgement(2) == mode(workspace, 1); }));
    opened.menu().close();

    askForMenu(*grid.viewport(), QContextMenuEvent::Mouse, grid.viewport()->rect().bottomRight());
    CHECK_FALSE(opened.menu().isVisible()); // on no failure
    askForMenu(grid, QContextMenuEvent::Keyboard, {});
    CHECK(opened.menu().isVisible());
}

TEST_CASE("The same menu stands on the inspector's picture and in the single view") {
    const Opened opened;
    auto& inspector = *opened.bench.window->findChild<ui::Inspector*>();
    askForMenu(inspector.picture(), QContextMenuEvent::Mouse, {5, 5});
    REQUIRE(opened.menu().isVisible());
    CHECK(opened.texts().front() == QStringLiteral("Single view"));
    opened.entry(QStringLiteral("Single view"))->trigger();
    opened.menu().close();
    auto& single = *opened.bench.window->findChild<ui::SingleView*>();
    REQUIRE(single.isVisible());
    askForMenu(single, QContextMenuEvent::Mouse, {5, 5});
    REQUIRE(opened.menu().isVisible());
    CHECK(opened.texts().front() == QStringLiteral("Compare"));
    CHECK(opened.texts().at(1) == QStringLiteral("Original picture"));
    CHECK(opened.texts().contains(QStringLiteral("Copy index")));
}

TEST_CASE("Without a failure there is no menu") {
    const Opened opened;
    opened.bench.workspace().close();
    opened.menu().showAt({});
    CHECK_FALSE(opened.menu().isVisible());
}
