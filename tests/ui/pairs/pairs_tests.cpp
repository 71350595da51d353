// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/pairs_panel.h"

#include "tests/support/opened_workspace.h"

#include <QAbstractItemModelTester>
#include <QAction>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

TEST_CASE("The pair model lists each pair once, most frequent first, with its progress") {
    OpenedWorkspace opened;
    ui::PairModel model(opened.workspace);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    opened.label({0, 1}, opened.mode(0));
    const model::Prediction& first = opened.workspace.failure(0);
    REQUIRE(tests::eventually([&] {
        const int row = model.rowOf(first.truth, first.predicted);
        return row >= 0 && model.pairs()[static_cast<std::size_t>(row)].labelled > 0;
    }));
    std::uint32_t failures = 0, labelled = 0, previous = UINT32_MAX;
    for (const analysis::ClassPair& pair : model.pairs()) {
        CHECK(pair.count <= previous);
        previous = pair.count;
        failures += pair.count;
        labelled += pair.labelled;
    }
    CHECK(failures == 12);
    CHECK(labelled == 2);
    CHECK(model.rowOf(base::ClassId(9), base::ClassId(9)) == -1);
    opened.workspace.close();
    CHECK(model.rowCount() == 0);
}

TEST_CASE("The bracket keys step through the pairs and stop at the ends") {
    OpenedWorkspace opened;
    ui::PairsPanel panel(opened.workspace);
    const ui::PairModel model(opened.workspace);
    REQUIRE(model.rowCount() > 1);
    QAction* previous = panel.goActions()[0];
    QAction* next = panel.goActions()[1];
    CHECK(previous->shortcut() == QKeySequence(Qt::Key_BracketLeft));
    const auto shown = [&] {
        const ui::Filter& filter = opened.workspace.visible().filter();
        return filter.truth && filter.predicted ? model.rowOf(*filter.truth, *filter.predicted) : -1;
    };
    next->trigger();
    CHECK(shown() == 0);
    next->trigger();
    CHECK(shown() == 1);
    previous->trigger();
    previous->trigger();
    CHECK(shown() == 0);
    panel.goActions()[2]->trigger();
    CHECK(opened.workspace.visible().filter().isEmpty());
}

TEST_CASE("A click into the matrix shows that pair, a click on the diagonal nothing") {
    OpenedWorkspace opened;
    ui::PairsPanel panel(opened.workspace);
    auto* matrix = panel.findChild<ui::ConfusionView*>();
    REQUIRE(matrix != nullptr);
    matrix->setFocus();
    // The cursor starts at the diagonal's first cell.
    QTest::keyClick(matrix, Qt::Key_Return);
    CHECK(opened.workspace.visible().filter().isEmpty());
    QTest::keyClick(matrix, Qt::Key_Right);
    QTest::keyClick(matrix, Qt::Key_Return);
    CHECK(opened.workspace.visible().filter().truth == base::ClassId(0));
    CHECK(opened.workspace.visible().filter().predicted == base::ClassId(1));
}
