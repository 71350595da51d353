// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"

#include <QCoreApplication>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

/// Of one category, in percent; steps at which all that was decided is excluded have no shares.
std::vector<ChartCanvas::CurvePoint> pointsOf(const ChartData& data, std::size_t category) {
    constexpr double percent = 100;
    std::vector<ChartCanvas::CurvePoint> points;
    for (const analysis::StatisticsGroup& group : data.statistics.groups) {
        if (group.distribution.labelled == 0 || !group.labels)
            continue;
        const analysis::CategoryShare& share = group.distribution.categories[category];
        points.push_back({static_cast<double>(*group.labels), percent * share.interval.low,
                          percent * share.share, percent * share.interval.high});
    }
    return points;
}

constexpr double below = 2.8, above = 1.6; ///< units: of the axes' words

} // namespace

int leastHeightOfCurves(const ChartData& data, const ChartStyle& style, int width) {
    constexpr double curves = 7; // units
    return legendHeight(style, data, width, LegendOf::Categories) + style.units(below + above + curves);
}

void drawOverLabels(ChartCanvas& canvas, const ChartData& data, QRect area) {
    const ChartStyle& style = canvas.style();
    area.setTop(area.top() + drawLegend(canvas, data, area, LegendOf::Categories));
    const QFont font = style.font(0.88);
    const int left = textWidth(QStringLiteral("100"), font) + style.units(0.6);
    const int right = textWidth(QStringLiteral("0,000"), font) / 2;
    const QRect curves(area.left() + left, area.top() + style.units(above),
                       std::max(area.width() - left - right, 1),
                       std::max(area.height() - style.units(below) - style.units(above), 1));
    const auto& groups = data.statistics.groups;
    canvas.placeCurves(curves, groups.empty() ? 1 : static_cast<double>(groups.back().labels.value_or(1)));
    canvas.text(area.left(), area.top(),
                elided(translated("share of labelled failures (%)"), font, area.width()), font, style.muted,
                Qt::AlignLeft | Qt::AlignTop);
    canvas.text(curves.left() + curves.width() / 2.0, area.top() + area.height(),
                elided(translated("failures decided"), font, curves.width()), font, style.muted,
                Qt::AlignHCenter | Qt::AlignBottom);
    const std::vector<labels::Judgement> categories = labels::categoriesOf(data.taxonomy);
    // Every line lies above every band.
    for (std::size_t i = 0; i < categories.size(); ++i)
        canvas.band(pointsOf(data, i), canvas.fillOf(categories[i], data.taxonomy));
    for (std::size_t i = 0; i < categories.size(); ++i)
        canvas.curve(pointsOf(data, i), canvas.fillOf(categories[i], data.taxonomy));
    if (groups.empty())
        canvas.message(translated("no labels yet"));
}

} // namespace faultline::ui
