// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"
#include "ui/charts/group_rows.h"

#include <QCoreApplication>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

constexpr double headings = 1.2, axisNumbers = 1.5, axisTitle = 1.3; ///< units

bool isDecided(const ChartData& data) {
    return data.form == GroupForm::Decided;
}

LegendOf legendOf(const ChartData& data) {
    return isDecided(data) ? LegendOf::Decided : LegendOf::AllParts;
}

/// The failures of the group, side by side by what is known of them.
void drawStack(ChartCanvas& canvas, int row, const GroupRow& group, const ChartData& data) {
    const ChartStyle& style = canvas.style();
    QCPBars* below = nullptr;
    double from = 0;
    const auto parts = isDecided(data) ? analysis::decidedPartsOf(group.distribution)
                                       : analysis::partsOf(group.distribution);
    for (const analysis::Part& part : parts) {
        const double width = 100 * part.ofAll;
        auto* bars = new QCPBars(canvas.plot().yAxis, canvas.plot().xAxis); // owned by the plot
        bars->setWidthType(QCPBars::wtAbsolute);
        bars->setWidth(std::min<double>(0.74 * canvas.rowHeight(), style.units(2.2)));
        bars->setPen(Qt::NoPen);
        bars->setBrush(canvas.fillOf(part.judgement, data.taxonomy));
        bars->setAntialiased(false);
        bars->addData(row, width);
        if (below != nullptr)
            bars->moveAbove(below);
        below = bars;
        canvas.partMark(canvas.xOf(from), canvas.xOf(from + width), canvas.rowMiddle(row), part,
                        data.taxonomy);
        from += width;
    }
}

} // namespace

int leastHeightOfGroups(const ChartData& data, const ChartStyle& style, int width, std::size_t rows) {
    return legendHeight(style, data, width, legendOf(data)) + style.units(headings) +
           style.units(axisNumbers) + style.units(axisTitle) + heightOfRows(data, style, rows);
}

void drawGroups(ChartCanvas& canvas, const ChartData& data, QRect area) {
    const ChartStyle& style = canvas.style();
    area.setTop(area.top() + drawLegend(canvas, data, area, legendOf(data)));
    const bool labelledAxis = area.height() > style.units(13);
    const int heads = style.units(headings);
    const int axisLabels = style.units(axisNumbers) + (labelledAxis ? style.units(axisTitle) : 0);
    const int height = std::max(area.height() - heads - axisLabels, 1);
    const std::vector<GroupRow> rows =
        rowsThatFit(data, static_cast<std::size_t>(std::max(1.0, height / (leastRow * style.unit))));

    const QFont font = style.font(0.95);
    int names = 0, numbers = textWidth(translated("labelled"), style.font(0.82));
    for (const GroupRow& row : rows) {
        names = std::max(names, textWidth(row.whole(), font));
        numbers = std::max(numbers, textWidth(row.progress(), font));
    }
    const int leastBars = style.units(9);
    names = std::min(names, std::max(area.width() * 2 / 5, area.width() - numbers - leastBars));
    const int left = area.left() + names + style.units(0.7);
    const int right = area.left() + area.width();
    const QRect bars(left, area.top() + heads, right - numbers - style.units(0.9) - left, height);
    canvas.placeAxes(bars, static_cast<int>(rows.size()));
    canvas.text(right, bars.top(), translated("labelled"), style.font(0.82), style.muted,
                Qt::AlignRight | Qt::AlignBottom);
    if (labelledAxis)
        canvas.text(bars.left() + bars.width() / 2.0, area.top() + area.height(),
                    elided(isDecided(data) ? translated("percent of the decided failures")
                                           : translated("percent of all failures"),
                           style.font(0.88), bars.width()),
                    style.font(0.88), style.muted, Qt::AlignHCenter | Qt::AlignBottom);
    for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
        const GroupRow& group = rows[static_cast<std::size_t>(row)];
        drawStack(canvas, row, group, data);
        canvas.rowName(left - style.units(0.6), row, group.whole(), group.within(names, font), font, names);
        canvas.text(right, canvas.rowMiddle(row), group.progress(), font, style.text,
                    Qt::AlignRight | Qt::AlignVCenter);
    }
    if (rows.empty())
        canvas.message(translated("no failures yet"));
}

} // namespace faultline::ui
