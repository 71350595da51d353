// SPDX-License-Identifier: GPL-3.0-or-later
// The list of recent decisions, by clicks in a shown window.
#include "tests/app/window/window_under_test.h"

#include "core/workbench/labelling_plan.h"
#include "ui/decisions/decision_model.h"

#include <QDockWidget>
#include <QListView>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;
using tests::mode;

namespace {

struct Desk {
    Bench bench;

    Desk() {
        { const auto made = tests::makeSyntheticStudy(bench.study()); }
        open();
    }
    void open() {
        bench.window->open(Bench::text(bench.study()));
        REQUIRE(eventually([&] { return workspace().study().isOpen(); }));
    }
    [[nodiscard]] ui::Workspace& workspace() const { return bench.workspace(); }
    void label(int row, std::size_t number) const {
        const auto wanted = mode(workspace(), number);
        workspace().labelling().label({row}, {wanted});
        REQUIRE(eventually([&] { return workspace().labelling().judgement(row) == wanted; }));
    }
    [[nodiscard]] QListView& list() const {
        return *bench.window->findChild<QListView*>(QStringLiteral("recentDecisions"));
    }
    /// The rows of the workspace that are listed.
    [[nodiscard]] std::vector<int> rows() const {
        const auto* model = static_cast<ui::DecisionModel*>(list().model());
        std::vector<int> rows;
        for (int row = 0; row < model->rowCount(); ++row)
            rows.push_back(model->failureRow(model->index(row)));
        return rows;
    }
};

} // namespace

TEST_CASE("Beside a session or an adjudication nothing is listed that tells what is asked there") {
    Desk desk;
    desk.bench.window->close();
    {
        auto study = study::Study::open(desk.bench.study(), study::Access::ReadWrite);
        REQUIRE(study.has_value());
        workbench::PlanRequest request;
        request.options.sight = plans::Sight::Open;
        REQUIRE(workbench::makePlan(*study, study->runs().first(), request));
    }
    desk.bench.newWindow();
    desk.open();
    desk.label(2, 0);
    REQUIRE(desk.rows() == std::vector<int>{2});
    for (const char* page : {"session", "adjudication"}) {
        CAPTURE(page);
        desk.bench.window->showPage(QString::fromLatin1(page));
        CHECK(desk.rows().empty());
        desk.bench.window->showPage(QStringLiteral("grid"));
        CHECK(desk.rows() == std::vector<int>{2});
    }
}

TEST_CASE("Recent decisions stand newest first, and a click leads back to one") {
    Desk desk;
    desk.label(2, 0);
    desk.label(7, 1);
    desk.label(4, 2);
    desk.label(2, 1); // anew: it is the newest now
    CHECK(desk.rows() == std::vector<int>{2, 4, 7});
    const QModelIndex oldest = desk.list().model()->index(2, 0);
    const model::Prediction& failure = desk.workspace().items().failure(7);
    const QString text = oldest.data().toString();
    CHECK(text.startsWith(QStringLiteral("%1 → %2\nBackground")
                              .arg(desk.workspace().study().className(failure.truth),
                                   desk.workspace().study().className(failure.predicted))));
    CHECK(oldest.data(Qt::AccessibleTextRole)
              .toString()
              .startsWith(QStringLiteral("#%1, ").arg(failure.sample.value)));

    // Whatever is filtered and shown.
    desk.workspace().visible().setFilter({std::nullopt, std::nullopt, labels::Judgement()});
    desk.bench.window->showPage(QStringLiteral("verdict"));
    desk.bench.window->findChild<QDockWidget*>(QStringLiteral("decisionsDock"))->raise();
    REQUIRE(eventually([&] { return desk.list().isVisible(); }));
    QTest::mouseClick(desk.list().viewport(), Qt::LeftButton, {}, desk.list().visualRect(oldest).center());
    CHECK(desk.bench.window->page() == QStringLiteral("grid"));
    CHECK(desk.workspace().cursor().current() == 7);

    desk.workspace().labelling().undo(); // 2 has its first label again, of its first time
    REQUIRE(eventually([&] { return desk.rows().back() == 2; }));
    CHECK(desk.rows() == std::vector<int>{4, 7, 2});
    desk.workspace().labelling().undo();
    REQUIRE(eventually([&] { return desk.rows() == std::vector<int>{7, 2}; }));

    desk.bench.newWindow(); // on another day
    desk.open();
    CHECK(desk.rows() == std::vector<int>{7, 2});
    desk.workspace().labelling().setAnnotator(QStringLiteral("somebody else"));
    CHECK(eventually([&] { return desk.rows().empty(); }));
}

TEST_CASE("A blind session lists no decision, since a pair tells the prediction") {
    Desk desk;
    desk.label(3, 0);
    REQUIRE(desk.rows().size() == 1);
    bool isPlanned = false;
    desk.workspace().study().thread()->post(
        &desk.workspace(),
        [](study::Study& study) { return workbench::makePlan(study, study.runs().first(), {}); },
        [&](const base::Result<workbench::PlanMade>& plan) { isPlanned = plan.has_value(); });
    REQUIRE(eventually([&] { return isPlanned; }));
    desk.workspace().queue().reload();
    REQUIRE(eventually([&] { return desk.workspace().queue().isBlind(); }));
    CHECK(desk.rows().empty());
    CHECK_FALSE(desk.list().isVisible());
}
