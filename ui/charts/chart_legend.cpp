// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"
#include "ui/fitting/name_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

} // namespace

int drawLegend(ChartCanvas& canvas, const ChartData& data, const QRect& area, LegendOf parts) {
    const ChartStyle& style = canvas.style();
    const int side = style.units(1.3);
    const int lineHeight = style.units(1.7);
    const QFont font = style.font(0.92);
    int x = area.left(), y = area.top();
    const auto placed = [&](const QString& name) {
        const int width = side + style.units(0.4) + textWidth(name, font);
        if (x > area.left() && x + width > area.left() + area.width()) {
            x = area.left();
            y += lineHeight;
        }
        canvas.text(x + side + style.units(0.4), y + side / 2.0, name, font, style.text,
                    Qt::AlignLeft | Qt::AlignVCenter);
        const QRectF badge(x, y, side, side);
        x += width + style.units(1.1);
        return badge;
    };
    for (const labels::Judgement& category : labels::categoriesOf(data.taxonomy)) {
        const JudgementStyle shown = judgementStyle(category, data.taxonomy);
        canvas.badge(placed(elidedName(oneLine(shown.name), QFontMetricsF(font), area.width() / 2.0)), shown);
    }
    if (parts != LegendOf::Categories)
        canvas.badge(placed(translated("excluded")),
                     judgementStyle(labels::Judgement::excluded(), data.taxonomy));
    if (parts == LegendOf::AllParts)
        canvas.rectangle(placed(translated("unlabelled")), style.unlabelled);
    return y + lineHeight - area.top();
}

} // namespace faultline::ui
