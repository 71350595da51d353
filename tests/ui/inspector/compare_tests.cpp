// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/compare_view.h"

#include "tests/support/opened_workspace.h"
#include "ui/inspector/compare_tile.h"
#include "ui/inspector/image_view.h"

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

namespace {

std::vector<ui::CompareTile*> tilesOf(const ui::CompareView& view) {
    std::vector<ui::CompareTile*> shown;
    for (auto* tile : view.findChildren<ui::CompareTile*>())
        if (tile->isVisible())
            shown.push_back(tile);
    return shown;
}

QString pairOf(const ui::Workspace& workspace, int row) {
    const model::Prediction& failure = workspace.items().failure(row);
    return QStringLiteral("%1 → %2").arg(workspace.study().className(failure.truth),
                                         workspace.study().className(failure.predicted));
}

} // namespace

TEST_CASE("Selected failures stand side by side, and what is decided is of the framed one alone") {
    OpenedWorkspace opened;
    ui::Workspace& workspace = opened.workspace;
    workspace.cursor().select(3, {1, 3, 4});
    ui::CompareView view(workspace);
    view.resize(900, 600);
    view.show();
    const std::vector<ui::CompareTile*> tiles = tilesOf(view);
    REQUIRE(tiles.size() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(tiles[i]->accessibleName() == pairOf(workspace, std::vector<int>{1, 3, 4}[i]));
    CHECK(tiles[1]->isCurrent());
    CHECK(workspace.cursor().targets() == std::vector<int>{3});
    CHECK(tiles[1]->accessibleDescription().contains(QStringLiteral("nlabelled")));
    opened.label(workspace.cursor().targets(), opened.mode(1));
    CHECK(tiles[1]->accessibleDescription().startsWith(QStringLiteral("Background")));
    CHECK(tiles[0]->accessibleDescription().contains(QStringLiteral("nlabelled")));
    CHECK(workspace.cursor().undecidedCount() == 2);
    CHECK(eventually([&] { return !tiles[2]->picture().image().isNull(); }));

    QTest::keyClick(&view, Qt::Key_Right);
    CHECK(workspace.cursor().current() == 4);
    CHECK(workspace.cursor().neighbour(1) == -1);
    QTest::mouseClick(tiles[0], Qt::LeftButton);
    CHECK(workspace.cursor().current() == 1);
    CHECK(workspace.cursor().nextUnlabelled(1) == 4);
    CHECK(workspace.cursor().selected() == std::vector<int>{1, 3, 4});

    view.hide(); // back in the grid the selection is as it was
    CHECK(workspace.cursor().targets() == std::vector<int>{1, 3, 4});
    CHECK(tiles[0]->accessibleName().isEmpty());
}

TEST_CASE("Of more than six the first six are compared, and that is said") {
    OpenedWorkspace opened;
    opened.workspace.cursor().select(9, {0, 1, 2, 3, 4, 5, 6, 9});
    ui::CompareView view(opened.workspace);
    view.show();
    CHECK(tilesOf(view).size() == 6);
    CHECK(view.accessibleName() == QStringLiteral("The first 6 of 8 selected failures"));
    CHECK(opened.workspace.cursor().current() == 0);
}

TEST_CASE("A single failure stands beside what the model has right of its true and of its predicted class") {
    tests::SyntheticOptions options; // with controls of every class
    options.samples = 400;
    options.failures = 100;
    OpenedWorkspace opened(options);
    ui::Workspace& workspace = opened.workspace;
    ui::CompareView view(workspace);
    view.resize(900, 600);
    view.show();
    const int row = 5;
    workspace.cursor().setCurrent(row);
    const model::Prediction failure = workspace.items().failure(row);
    REQUIRE(eventually([&] { return tilesOf(view).size() == 7; }));
    const std::vector<ui::CompareTile*> tiles = tilesOf(view);
    CHECK(tiles[0]->isCurrent());
    CHECK(tiles[0]->accessibleName() == pairOf(workspace, row));
    QStringList examples;
    for (std::size_t i = 1; i < tiles.size(); ++i) {
        examples << tiles[i]->accessibleName();
        CHECK_FALSE(tiles[i]->isCurrent());
        CHECK(tiles[i]->accessibleDescription().startsWith(QStringLiteral("correct  ·  #")));
        const auto sample = base::SampleIndex(tiles[i]->accessibleDescription().section(u'#', 1).toUInt());
        // It is one that the model has right, of that class; and to have seen it is to know its prediction.
        const auto& all = workspace.items().predictions();
        const auto found = std::ranges::find(all, sample, &model::Prediction::sample);
        REQUIRE(found != all.end());
        CHECK_FALSE(found->isFailure());
        CHECK(workspace.study().className(found->truth) == examples.back());
        CHECK(workspace.disclosure().isShown(sample));
    }
    CHECK(examples.contains(workspace.study().className(failure.truth)));
    CHECK(examples.contains(workspace.study().className(failure.predicted)));
    QTest::keyClick(&view, Qt::Key_Right);
    CHECK(workspace.cursor().current() == row + 1);
    CHECK(tilesOf(view)[0]->accessibleName() == pairOf(workspace, row + 1));
}

TEST_CASE("What leaves the view by its label is no longer compared") {
    OpenedWorkspace opened;
    ui::Workspace& workspace = opened.workspace;
    workspace.visible().setFilter({std::nullopt, std::nullopt, labels::Judgement()});
    workspace.cursor().select(1, {0, 1, 2});
    ui::CompareView view(workspace);
    view.show();
    REQUIRE(tilesOf(view).size() == 3);
    opened.label({1}, opened.mode(0));
    CHECK(workspace.cursor().current() == 2);
    CHECK(workspace.cursor().compared() == std::vector<int>{0, 2});
    CHECK(tilesOf(view).size() == 2);
    // One that is left alone is compared with none, and the keys lead on through the list.
    opened.label({2}, opened.mode(0));
    CHECK(workspace.cursor().compared().empty());
    CHECK(workspace.cursor().current() == 0);
    CHECK(workspace.cursor().neighbour(1) == 3);
}

TEST_CASE("A run without controls says that it has no examples") {
    tests::SyntheticOptions options;
    options.completion = tests::Completion::Visited;
    OpenedWorkspace opened(options);
    ui::CompareView view(opened.workspace);
    view.show();
    CHECK(eventually([&] { return view.accessibleName().contains(QStringLiteral("holds no picture")); }));
    CHECK(tilesOf(view).size() == 1);
}
