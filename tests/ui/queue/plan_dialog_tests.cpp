// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/plan_dialog.h"

#include "core/model/run_header.h"
#include "tests/support/opened_workspace.h"

#include <QAbstractButton>
#include <QAccessible>
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

TEST_CASE("From when results are final, and another seed, are asked for where they are given") {
    OpenedWorkspace opened;
    ui::PlanDialog dialog(opened.workspace);
    dialog.show();
    auto* minimum = named<QSpinBox>(dialog, QStringLiteral("Labelled failures from which results are final"));
    auto* seed = named<QLineEdit>(dialog, QStringLiteral("Seed"));
    REQUIRE((minimum != nullptr && seed != nullptr));
    minimum->setValue(7);
    seed->setText(QStringLiteral("18446744073709551615"));
    CHECK(dialog.request().options.minimum == 7U);
    CHECK(dialog.request().options.seed == 18446744073709551615U);
    seed->setText(QStringLiteral("18446744073709551616"));
    makeButton(dialog)->click();
    auto* problem = dialog.findChild<QLabel*>(QStringLiteral("planProblem"));
    CHECK(problem->text().startsWith(QStringLiteral("The seed is a whole number from 0")));
    seed->setText(QStringLiteral("18446744073709551615"));
    makeButton(dialog)->click();
    REQUIRE(eventually([&] { return opened.workspace.queue().isPlanned(); }));
    CHECK(opened.workspace.queue().plan().options.minimum == 7U);
    CHECK(opened.workspace.queue().plan().options.seed == 18446744073709551615U);
}

TEST_CASE("Every field of the dialog has an accessible name") {
    OpenedWorkspace opened;
    ui::PlanDialog dialog(opened.workspace);
    dialog.show();
    for (const auto* widget : dialog.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy() != nullptr ||
            widget->objectName().startsWith(QLatin1String("qt_spinbox"))) // a part of one that has a name
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        CAPTURE(widget->metaObject()->className());
        CHECK_FALSE((QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget))
                         ->text(QAccessible::Name)
                         .isEmpty() &&
                     (button == nullptr || button->text().isEmpty())));
    }
}

TEST_CASE("What is refused stands in the dialog, and what was typed stays") {
    OpenedWorkspace opened;
    ui::PlanDialog dialog(opened.workspace);
    dialog.show();
    auto* overlap = named<QSpinBox>(dialog, QStringLiteral("For everybody"));
    REQUIRE(overlap != nullptr);
    overlap->setValue(999'999);
    dialog.findChild<QLineEdit*>(QStringLiteral("planPeople"))->setText(QStringLiteral(" ada , ben ,, "));
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

TEST_CASE("The dialog says how many items the usual overlap has, of what is chosen") {
    OpenedWorkspace opened;
    ui::PlanDialog dialog(opened.workspace);
    dialog.show();
    auto* overlap = named<QSpinBox>(dialog, QStringLiteral("For everybody"));
    const auto said = [&] { return overlap->specialValueText(); };
    REQUIRE(eventually([&] { return said().startsWith(QStringLiteral("as usual: ")); }));
    const QString ofAll = said();
    named<QComboBox>(dialog, QStringLiteral("Failures"))->setCurrentIndex(1);
    named<QSpinBox>(dialog, QStringLiteral("Number of failures"))->setValue(5);
    named<QComboBox>(dialog, QStringLiteral("Controls"))->setCurrentIndex(1);
    named<QSpinBox>(dialog, QStringLiteral("Number of controls"))->setValue(0);
    CHECK(eventually([&] { return said() == QStringLiteral("as usual: 1"); }));
    CHECK(said() != ofAll);
    CHECK_FALSE(dialog.request().options.overlap.has_value());
}
