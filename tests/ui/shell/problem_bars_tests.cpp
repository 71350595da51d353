// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"

#include <QAction>
#include <QTest>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

QStringList shown(const ui::ProblemBars& bars) {
    QStringList texts;
    for (const ui::MessageBar* bar : bars.findChildren<ui::MessageBar*>())
        if (!bar->isHidden())
            texts.append(bar->accessibleName());
    return texts;
}

} // namespace

TEST_CASE("A problem takes no other's place, and none stands twice") {
    ui::ProblemBars bars(nullptr);
    bars.show(QStringLiteral("one"));
    bars.show(QStringLiteral("two"));
    CHECK(shown(bars) == QStringList{QStringLiteral("one"), QStringLiteral("two")});
    bars.show(QStringLiteral("one"));
    CHECK(shown(bars) == QStringList{QStringLiteral("two"), QStringLiteral("one")});
    bars.retract(QStringLiteral("two"));
    CHECK(shown(bars) == QStringList{QStringLiteral("one")});
    for (int i = 0; i < 10; ++i)
        bars.show(QString::number(i));
    CHECK(shown(bars).size() == ui::ProblemBars::most);
    CHECK(shown(bars).back() == QStringLiteral("9"));
    bars.clear();
    CHECK(shown(bars).isEmpty());
}

TEST_CASE("A problem stays until it is closed, also when its offer is taken") {
    ui::ProblemBars bars(nullptr);
    QAction offer(QStringLiteral("Help"));
    int taken = 0;
    QObject::connect(&offer, &QAction::triggered, &bars, [&taken] { ++taken; });
    bars.show(QStringLiteral("one"), &offer);
    bars.show(QStringLiteral("two"));
    const auto press = [&](const QString& text) {
        for (QToolButton* button : bars.findChildren<ui::MessageBar*>().front()->findChildren<QToolButton*>())
            if (button->text() == text) {
                button->click();
                return;
            }
    };
    press(QStringLiteral("Help"));
    CHECK(taken == 1);
    CHECK(shown(bars).size() == 2);
    press(QStringLiteral("✕"));
    CHECK(shown(bars) == QStringList{QStringLiteral("two")});
    QCoreApplication::processEvents();
}
