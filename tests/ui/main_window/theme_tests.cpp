// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/theme.h"

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QCheckBox>
#include <QPixmap>
#include <QRadioButton>
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

/// The best contrast with the window along the middle row of an indicator.
template <class Button>
double contrastOf(QStyle::SubElement indicator) {
    Button button;
    button.resize(button.sizeHint());
    QStyleOptionButton option;
    option.initFrom(&button);
    const QRect box = button.style()->subElementRect(indicator, &option, &button);
    const QImage image = button.grab().toImage();
    double best = 0;
    for (int x = box.left(); x <= box.right(); ++x)
        best = std::max(
            best, contrast(image.pixelColor(x, box.center().y()), button.palette().color(QPalette::Window)));
    return best;
}

} // namespace

TEST_CASE("An empty check box and an empty radio button are seen in either theme") {
    ui::Theme theme;
    for (const ui::ThemeChoice choice : {ui::ThemeChoice::Light, ui::ThemeChoice::Dark}) {
        theme.choose(choice);
        CHECK(contrastOf<QCheckBox>(QStyle::SE_CheckBoxIndicator) >= 3);
        CHECK(contrastOf<QRadioButton>(QStyle::SE_RadioButtonIndicator) >= 3);
    }
    theme.choose(ui::ThemeChoice::System);
}
