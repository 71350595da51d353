// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/filmstrip.h"

#include "tests/support/opened_workspace.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/single_view.h"

#include <QAction>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

namespace {

/// The single view of a study, shown.
struct Single {
    OpenedWorkspace opened;
    QAction takeOver;
    ui::Inspector inspector{opened.workspace, takeOver};
    ui::SingleView view{opened.workspace, inspector.picture(), inspector.details()};
    ui::Filmstrip* strip = view.findChild<ui::Filmstrip*>();

    Single() {
        view.resize(700, 600);
        view.show();
    }
};

} // namespace

TEST_CASE("The strip shows the neighbours in the grid's order, and a click goes there") {
    Single single;
    ui::Workspace& workspace = single.opened.workspace;
    workspace.visible().setSorting({workbench::SortKey::Confidence, workbench::SortDirection::Descending});
    workspace.cursor().setCurrent(workspace.visible().rowAt(5));
    REQUIRE(single.strip->isVisible());
    CHECK(std::abs(single.strip->frameOf(5).center().x() - single.strip->width() / 2) <= 1);
    REQUIRE(!single.strip->frameOf(7).isNull());
    CHECK(single.strip->frameOf(7).left() > single.strip->frameOf(6).right());
    CHECK(single.strip->frameOf(12).isNull());

    QTest::mouseClick(single.strip, Qt::LeftButton, {}, single.strip->frameOf(7).center());
    CHECK(workspace.cursor().current() == workspace.visible().rowAt(7));
    CHECK(single.strip->accessibleDescription() == QStringLiteral("8 of 12"));
    QTest::mouseClick(single.strip, Qt::LeftButton, {}, single.strip->frameOf(6).center());
    CHECK(workspace.cursor().current() == workspace.visible().rowAt(6));
    // Another order: the same one is framed between other neighbours.
    workspace.visible().setSorting({workbench::SortKey::Index, workbench::SortDirection::Ascending});
    const int place = workspace.visible().positionOf(workspace.cursor().current());
    CHECK(single.strip->accessibleDescription() == QStringLiteral("%1 of 12").arg(place + 1));
}

TEST_CASE("What the single view's strip shows has been seen as a failure, and nothing else has") {
    Single single;
    ui::Workspace& workspace = single.opened.workspace;
    workspace.cursor().setCurrent(0);
    static_cast<void>(single.strip->grab()); // painted
    for (int place = 0; place < workspace.visible().count(); ++place) {
        CAPTURE(place);
        const base::SampleIndex sample = workspace.items().failure(workspace.visible().rowAt(place)).sample;
        CHECK(workspace.disclosure().isShown(sample) == !single.strip->frameOf(place).isNull());
    }
    REQUIRE(single.strip->frameOf(workspace.visible().count() - 1).isNull());
}

TEST_CASE("The strip's pictures are those of its places, and the present one alone is framed") {
    Single single;
    ui::Workspace& workspace = single.opened.workspace;
    workspace.cursor().setCurrent(4);
    const auto average = [&](int place) {
        const QImage shown = single.strip->grab().toImage();
        const double ratio = shown.devicePixelRatio();
        const QRect frame = single.strip->frameOf(place).adjusted(6, 6, -6, -6);
        return shown.copy(QRectF(frame.topLeft() * ratio, frame.size() * ratio).toRect())
            .scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
            .pixelColor(0, 0);
    };
    const auto wanted = [&](int place) {
        const QImage picture = workspace.pixels().whole(workspace.items().failure(place).sample).image;
        return picture.isNull()
                   ? QColor()
                   : picture.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixelColor(0, 0);
    };
    const auto isAlike = [](const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) < 30 && std::abs(a.green() - b.green()) < 30 &&
               std::abs(a.blue() - b.blue()) < 30;
    };
    for (const int place : {2, 4, 6})
        CHECK(eventually([&] { return wanted(place).isValid() && isAlike(average(place), wanted(place)); }));
    const QColor frame = single.strip->palette().color(QPalette::Highlight);
    const QImage shown = single.strip->grab().toImage();
    const auto at = [&](int place) {
        const QRect box = single.strip->frameOf(place);
        return shown.pixelColor(QPoint(box.left() + 1, box.center().y()) * shown.devicePixelRatio());
    };
    CHECK(isAlike(at(4), frame));
    CHECK_FALSE(isAlike(at(5), frame));
}

TEST_CASE("A low page has no strip, and nothing visible shows none") {
    Single single;
    single.view.resize(700, ui::Filmstrip::leastPage - 1);
    CHECK_FALSE(single.strip->isVisible());
    single.view.resize(700, ui::Filmstrip::leastPage);
    CHECK(single.strip->isVisible());
    single.opened.workspace.visible().setFilter({std::nullopt, std::nullopt, labels::Judgement::excluded()});
    CHECK(single.strip->frameOf(0).isNull());
    CHECK(single.strip->accessibleDescription().isEmpty());
    QTest::mouseClick(single.strip, Qt::LeftButton, {}, single.strip->rect().center());
    CHECK(single.opened.workspace.cursor().current() == -1);
}
