// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_bar.h"

#include "tests/support/opened_workspace.h"

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

namespace {

QList<QToolButton*> chipsOf(ui::FilterBar& bar) {
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    return bar.findChildren<QToolButton*>(QStringLiteral("filterChip"));
}

} // namespace

TEST_CASE("Typed conditions become chips, and a chip's click removes its condition") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    ui::VisibleFailures& visible = opened.workspace.visible();
    CHECK(bar.take(QStringLiteral("true: cat")));
    CHECK(bar.take(QStringLiteral(" Predicted: DOG ")));
    CHECK(bar.take(QStringLiteral("unlabelled")));
    CHECK(visible.filter() == ui::Filter{base::ClassId(3), base::ClassId(5), labels::Judgement()});
    REQUIRE(chipsOf(bar).size() == 3);

    chipsOf(bar).front()->click();
    REQUIRE(tests::eventually([&] { return !visible.filter().truth; }));
    CHECK(visible.filter() == ui::Filter{std::nullopt, base::ClassId(5), labels::Judgement()});
    CHECK(chipsOf(bar).size() == 2);
}

TEST_CASE("Modes and excluded are conditions, and nonsense is none") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    ui::VisibleFailures& visible = opened.workspace.visible();
    CHECK(bar.take(QStringLiteral("Background")));
    CHECK(visible.filter().judgement == opened.mode(1));
    CHECK(bar.take(QStringLiteral("excluded")));
    CHECK(visible.filter().judgement == labels::Judgement::excluded());
    CHECK_FALSE(bar.take(QStringLiteral("zebra")));
    CHECK_FALSE(bar.take(QStringLiteral("#notanumber")));
    CHECK(visible.filter().judgement == labels::Judgement::excluded());
}

TEST_CASE("An index goes to its failure, out of the filter where it must") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    opened.workspace.visible().setFilter({std::nullopt, std::nullopt, labels::Judgement::excluded()});
    REQUIRE(opened.workspace.visible().count() == 0);
    const auto index = opened.workspace.failure(7).sample.value;
    CHECK(bar.take(QStringLiteral("#%1").arg(index)));
    CHECK(opened.workspace.current() == 7);
    CHECK(opened.workspace.visible().filter().isEmpty());
}
