// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/plan_dialog.h"

#include "core/model/run_header.h"
#include "tests/support/opened_workspace.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

namespace {

template <class Widget>
Widget* named(const QDialog& dialog, const QString& name) {
    for (auto* each : dialog.findChildren<Widget*>())
        if (each->accessibleName() == name)
            return each;
    return nullptr;
}

QPushButton* makeButton(const QDialog& dialog) {
    for (auto* button : dialog.findChildren<QPushButton*>())
        if (button->isDefault())
            return button;
    return nullptr;
}

} // namespace

TEST_CASE("Untouched, the dialog asks for what the command makes by itself") {
    OpenedWorkspace opened;
    const ui::PlanDialog dialog(opened.workspace);
    plans::PlanOptions expected;
    expected.seed = opened.workspace.study().header().options.seed;
    CHECK(dialog.request().options == expected);
    CHECK(dialog.request().annotators.empty());
}

TEST_CASE("What is refused stands in the dialog, and what was typed stays") {
    OpenedWorkspace opened;
    ui::PlanDialog dialog(opened.workspace);
    dialog.show();
    auto* overlap = named<QSpinBox>(dialog, QStringLiteral("For everybody"));
    REQUIRE(overlap != nullptr);
    overlap->setValue(999'999);
    dialog.findChild<QLineEdit*>()->setText(QStringLiteral(" ada , ben ,, "));
    makeButton(dialog)->click();
    auto* problem = dialog.findChild<QLabel*>(QStringLiteral("planProblem"));
    REQUIRE(eventually([&] { return problem->isVisible(); }));
    CHECK(problem->text().contains(QStringLiteral("is larger than the plan")));
    CHECK(dialog.isVisible());
    CHECK(overlap->value() == 999'999);
    CHECK(dialog.request().annotators == std::vector<std::string>{"ada", "ben"});

    overlap->setValue(4);
    QString made;
    QObject::connect(&dialog, &ui::PlanDialog::made, &dialog, [&](const QString& text) { made = text; });
    makeButton(dialog)->click();
    REQUIRE(eventually([&] { return !made.isEmpty(); }));
    CHECK(made.startsWith(QStringLiteral("Plan 1: ")));
    REQUIRE(eventually([&] { return opened.workspace.queue().isPlanned(); }));
    CHECK(opened.workspace.queue().plan().annotators.size() == 2);
    CHECK(opened.workspace.queue().isBlind());
    CHECK(opened.workspace.cursor().current() == -1); // nothing else may be seen
}
