// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"
#include "ui/charts/group_rows.h"
#include "ui/fitting/name_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

constexpr double badges = 2.1, numbersBelow = 1.5; ///< units

/// The column of one category: from 0 to 100 %, pixels.
struct Panel {
    double left = 0, width = 0;
    [[nodiscard]] double at(double share) const { return left + share * width; }
};

/// Badge, and as much of the name as has room; lines at 0, 50 and 100 %.
void drawPanel(ChartCanvas& canvas, const Panel& panel, const JudgementStyle& look, const QRect& rows) {
    const ChartStyle& style = canvas.style();
    const int side = style.units(1.3);
    const QFont font = style.font(0.88);
    const double y = rows.top() - style.units(0.4) - side;
    canvas.badge(QRectF(panel.left, y, side, side), look);
    const double room = panel.width - side - style.units(0.4);
    if (const QString name = elidedName(oneLine(look.name), QFontMetricsF(font), room);
        room > style.units(2) && textWidth(name, font) <= room)
        canvas.text(panel.left + side + style.units(0.4), y + side / 2.0, name, font, style.text,
                    Qt::AlignLeft | Qt::AlignVCenter);
    const double thin = std::max(1.0, style.unit / 14.0);
    const int bottom = rows.top() + rows.height();
    for (const double share : {0.0, 0.5, 1.0}) {
        canvas.rectangle(QRectF(panel.at(share) - thin / 2, rows.top(), thin, rows.height()), style.grid);
        const QFont small = style.font(0.8);
        const QString number = QString::number(qRound(100 * share));
        const QString all = share == 0.5 ? QStringLiteral("0 50 100") : QStringLiteral("0 100");
        const bool fits = textWidth(all, small) < panel.width;
        if (fits)
            canvas.text(panel.at(share), bottom + style.units(0.3), number, small, style.muted,
                        Qt::AlignHCenter | Qt::AlignTop);
    }
}

void drawPoint(ChartCanvas& canvas, const Panel& panel, double middle, const analysis::CategoryShare& share,
               const QColor& fill) {
    const ChartStyle& style = canvas.style();
    const double line = std::max(1.0, style.unit / 9.0), cap = style.units(0.5);
    const double low = panel.at(share.interval.low), high = panel.at(share.interval.high);
    canvas.rectangle(QRectF(low, middle - line / 2, std::max(high - low, line), line), style.text);
    for (const double end : {low, high})
        canvas.rectangle(QRectF(end - line / 2, middle - cap / 2, line, cap), style.text);
    canvas.dot(panel.at(share.share), middle, style.units(0.75), fill);
}

} // namespace

int leastHeightOfIntervals(const ChartData& data, const ChartStyle& style, std::size_t rows) {
    return style.units(badges) + style.units(numbersBelow) + heightOfRows(data, style, rows);
}

void drawIntervals(ChartCanvas& canvas, const ChartData& data, QRect area) {
    const ChartStyle& style = canvas.style();
    const int heads = style.units(badges), axisLabels = style.units(numbersBelow);
    const int height = std::max(area.height() - heads - axisLabels, 1);
    const std::vector<GroupRow> rows =
        rowsThatFit(data, static_cast<std::size_t>(std::max(1.0, height / (leastRow * style.unit))));
    const std::vector<labels::Judgement> categories = labels::categoriesOf(data.taxonomy);

    const QFont font = style.font(0.95);
    int names = 0, numbers = textWidth(translated("labelled"), style.font(0.82));
    for (const GroupRow& row : rows) {
        names = std::max(names, textWidth(row.whole(), font));
        numbers = std::max(numbers, textWidth(row.progress(), font));
    }
    names = std::min(names, area.width() / 3);
    const int left = area.left() + names + style.units(1.2), right = area.left() + area.width();
    const QRect grid(left, area.top() + heads, std::max(right - numbers - style.units(1.4) - left, 1),
                     height);
    canvas.placeRows(grid, static_cast<int>(rows.size()));
    const double gap = style.units(1.6);
    const double width = std::max(1.0, (grid.width() + gap) / static_cast<double>(categories.size()) - gap);
    std::vector<Panel> panels;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        panels.push_back({left + static_cast<double>(i) * (width + gap), width});
        drawPanel(canvas, panels.back(), judgementStyle(categories[i], data.taxonomy), grid);
    }
    canvas.text(right, grid.top(), translated("labelled"), style.font(0.82), style.muted,
                Qt::AlignRight | Qt::AlignBottom);
    for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
        const GroupRow& row = rows[static_cast<std::size_t>(i)];
        const int middle = canvas.rowMiddle(i);
        canvas.rowName(left - style.units(0.9), i, row.whole(), row.within(names, font), font, names);
        canvas.text(right, middle, row.progress(), font, style.text, Qt::AlignRight | Qt::AlignVCenter);
        if (row.distribution.labelled > 0) // without a label nothing is known of the shares
            for (std::size_t each = 0; each < categories.size(); ++each)
                drawPoint(canvas, panels[each], middle, row.distribution.categories[each],
                          canvas.fillOf(categories[each], data.taxonomy));
    }
    if (rows.empty())
        canvas.message(translated("no failures yet"));
}

} // namespace faultline::ui
