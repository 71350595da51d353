// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/failure_model.h"

#include "tests/support/opened_workspace.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

TEST_CASE("The failure model keeps the rules of item models through filter, sort, arrivals and labels") {
    tests::SyntheticOptions options;
    options.completion = tests::Completion::Partial;
    OpenedWorkspace opened(options);
    ui::FailureModel model(opened.workspace);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    ui::VisibleFailures& visible = opened.workspace.visible();
    const int before = model.rowCount();
    REQUIRE(before > 0);

    visible.setSorting({workbench::SortKey::Confidence, workbench::SortDirection::Descending});
    visible.setFilter({std::nullopt, std::nullopt, labels::Judgement()});
    opened.label({0}, opened.mode(0));
    CHECK(model.rowCount() == before - 1);
    opened.act([&] { opened.workspace.labelling().undo(); });
    CHECK(model.rowCount() == before);
    const auto all = tests::syntheticPredictions(options);
    opened.workspace.takeBatch(tests::syntheticBatch(options, all, options.batch));
    CHECK(model.rowCount() == static_cast<int>(opened.workspace.items().failures().size()));
    opened.workspace.close();
    CHECK(model.rowCount() == 0);
}

TEST_CASE("Each tile has a name that says what it shows") {
    OpenedWorkspace opened;
    const ui::FailureModel model(opened.workspace);
    opened.label({0}, opened.mode(1));
    const model::Prediction& failure = opened.workspace.items().failure(0);
    const QString name = model.data(model.index(0), Qt::AccessibleTextRole).toString();
    CHECK(name.contains(QString::number(failure.sample.value)));
    CHECK(name.contains(opened.workspace.study().className(failure.truth)));
    CHECK(name.contains(opened.workspace.study().className(failure.predicted)));
    CHECK(name.contains(QStringLiteral("Background")));
    CHECK(
        model.data(model.index(1), Qt::AccessibleTextRole).toString().contains(QStringLiteral("unlabelled")));
}

TEST_CASE("A tile's tip ends with where its picture came from, as plain text") {
    tests::SyntheticOptions options;
    options.origin = tests::Origin::ImageFolder;
    options.completion = tests::Completion::Partial;
    OpenedWorkspace opened(options);
    const ui::FailureModel model(opened.workspace);
    const auto tip = [&](int row) { return model.data(model.index(row), Qt::ToolTipRole).toString(); };
    const QString path = opened.workspace.items().path(0);
    REQUIRE(path.endsWith(QStringLiteral(".png")));
    CHECK(tip(0).endsWith(QStringLiteral("<br>%1</p>").arg(path)));

    const int before = opened.workspace.items().failureCount();
    auto batch = tests::syntheticBatch(options, tests::syntheticPredictions(options), options.batch);
    REQUIRE_FALSE(batch.failures.empty());
    batch.failures[0].path = "<img src=\"/dev/zero\">.png";
    opened.workspace.takeBatch(batch);
    CHECK(tip(before).endsWith(QStringLiteral("<br>&lt;img src=&quot;/dev/zero&quot;&gt;.png</p>")));
}

TEST_CASE("A picture that nobody knows a path of has a tip without one") {
    OpenedWorkspace opened;
    const ui::FailureModel model(opened.workspace);
    CHECK(opened.workspace.items().path(0).isEmpty());
    CHECK_FALSE(model.data(model.index(0), Qt::ToolTipRole).toString().contains(QStringLiteral("<br>")));
}

TEST_CASE("A label announces its own tile alone") {
    OpenedWorkspace opened;
    const ui::FailureModel model(opened.workspace);
    const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    opened.label({4}, opened.mode(0));
    REQUIRE(changed.count() == 1);
    CHECK(changed.front()[0].toModelIndex().row() == 4);
    CHECK(changed.front()[1].toModelIndex().row() == 4);
}
