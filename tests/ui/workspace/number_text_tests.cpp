// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/number_text.h"

#include <QLocale>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("Numbers for people are the same under every locale") {
    const QLocale before;
    for (const QLocale& locale :
         {QLocale(QLocale::English), QLocale(QLocale::German), QLocale(QLocale::Arabic)}) {
        QLocale::setDefault(locale);
        CHECK(ui::countText(999) == QStringLiteral("999"));
        CHECK(ui::countText(1'234'567) == QStringLiteral("1,234,567"));
        CHECK(ui::decimalText(-1.5, 4) == QStringLiteral("-1.5000"));
        CHECK(ui::percentText(0.8104, 2) == QStringLiteral("81.04"));
        CHECK(ui::percentText(0.5769) == QStringLiteral("57.7"));
    }
    QLocale::setDefault(before);
}
