// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"
#include "ui/fitting/name_text.h"

#include <utility>
#include <vector>

#include <QCoreApplication>
#include <QFontMetricsF>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

QFont legendFont(const ChartStyle& style) {
    return style.font(0.92);
}

/// What is explained, and how it is called, in its order.
std::vector<std::pair<labels::Judgement, QString>> entriesOf(const ChartStyle& style, const ChartData& data,
                                                             int width, LegendOf parts) {
    std::vector<std::pair<labels::Judgement, QString>> entries;
    for (const labels::Judgement& category : labels::categoriesOf(data.taxonomy))
        entries.emplace_back(category, elidedName(oneLine(judgementStyle(category, data.taxonomy).name),
                                                  QFontMetricsF(legendFont(style)), width / 2.0));
    if (parts != LegendOf::Categories)
        entries.emplace_back(labels::Judgement::excluded(), translated("excluded"));
    if (parts == LegendOf::AllParts)
        entries.emplace_back(labels::Judgement(), translated("unlabelled"));
    return entries;
}

/// Tells of each entry where its badge stands; returns the height of all lines.
template <class Put>
int layOut(const ChartStyle& style, const std::vector<std::pair<labels::Judgement, QString>>& entries,
           int width, const Put& put) {
    const int side = style.units(1.3), lineHeight = style.units(1.7);
    int x = 0, y = 0;
    for (const auto& entry : entries) {
        const int wide = side + style.units(0.4) + textWidth(entry.second, legendFont(style));
        if (x > 0 && x + wide > width) {
            x = 0;
            y += lineHeight;
        }
        put(entry.first, entry.second, QRectF(x, y, side, side));
        x += wide + style.units(1.1);
    }
    return y + lineHeight;
}

} // namespace

int drawLegend(ChartCanvas& canvas, const ChartData& data, const QRect& area, LegendOf parts) {
    const ChartStyle& style = canvas.style();
    const auto put = [&](const labels::Judgement& judgement, const QString& name, const QRectF& place) {
        const QRectF badge = place.translated(area.topLeft());
        canvas.text(badge.right() + style.units(0.4), badge.center().y(), name, legendFont(style), style.text,
                    Qt::AlignLeft | Qt::AlignVCenter);
        if (judgement.isUnlabelled())
            canvas.rectangle(badge, style.unlabelled);
        else
            canvas.badge(badge, judgementStyle(judgement, data.taxonomy));
    };
    return layOut(style, entriesOf(style, data, area.width(), parts), area.width(), put);
}

int legendHeight(const ChartStyle& style, const ChartData& data, int width, LegendOf parts) {
    return layOut(style, entriesOf(style, data, width, parts), width,
                  [](const labels::Judgement&, const QString&, const QRectF&) {});
}

} // namespace faultline::ui
