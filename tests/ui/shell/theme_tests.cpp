// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/theme.h"

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QDialogButtonBox>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QStyleOptionButton>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

/// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(const QColor& colour) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

/// The best contrast with the window along the middle row of an empty indicator.
double contrastOf(QStyle::PrimitiveElement indicator, QStyle::State focus) {
    constexpr int side = 15;
    QStyleOptionButton option;
    option.palette = QApplication::palette();
    option.rect = QRect(0, 0, side, side);
    option.state = QStyle::State_Enabled | QStyle::State_Active | QStyle::State_Off | focus;
    const QColor window = option.palette.color(QPalette::Window);
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(window);
    QPainter painter(&image);
    QApplication::style()->drawPrimitive(indicator, &option, &painter);
    painter.end();
    double best = 0;
    for (int x = 0; x < side; ++x)
        best = std::max(best, contrast(image.pixelColor(x, side / 2), window));
    return best;
}

} // namespace

TEST_CASE("An empty check box and an empty radio button are seen in either theme") {
    ui::Theme theme;
    for (const ui::ThemeChoice choice : {ui::ThemeChoice::Light, ui::ThemeChoice::Dark}) {
        theme.choose(choice);
        for (const QStyle::PrimitiveElement indicator :
             {QStyle::PE_IndicatorCheckBox, QStyle::PE_IndicatorRadioButton}) {
            CHECK(contrastOf(indicator, QStyle::State_None) >= 3);
            CHECK(contrastOf(indicator, QStyle::State_HasFocus) >= 3); // by a click
            CHECK(contrastOf(indicator, QStyle::State_HasFocus | QStyle::State_KeyboardFocusChange) >= 3);
        }
    }
    theme.choose(ui::ThemeChoice::System);
}

TEST_CASE("The buttons of a dialog have words and no icons") {
    const ui::Theme theme;
    const QDialogButtonBox box(QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::Help);
    REQUIRE(box.buttons().size() == 3);
    for (const QAbstractButton* button : box.buttons()) {
        CHECK(button->icon().isNull());
        CHECK_FALSE(button->text().isEmpty());
    }
}
