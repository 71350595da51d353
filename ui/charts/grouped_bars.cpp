// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"
#include "ui/fitting/name_text.h"
#include "ui/workspace/number_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

struct Row {
    QStringList names; ///< of a class pair the true and the predicted class, else one
    analysis::Distribution distribution;

    [[nodiscard]] QString whole() const { return names.join(QStringLiteral(" → ")); }
    [[nodiscard]] QString within(int width, const QFont& font) const {
        return names.size() == 2 ? elidedPair(names[0], names[1], QFontMetricsF(font), width)
                                 : elidedName(whole(), QFontMetricsF(font), width);
    }
};

/// The first groups, and the rest as one where there is no room for all.
std::vector<Row> rowsThatFit(const ChartData& data, std::size_t room) {
    const auto& groups = data.statistics.groups;
    std::vector<Row> rows;
    const std::size_t single = groups.size() <= room ? groups.size() : std::max<std::size_t>(room, 2) - 1;
    for (std::size_t i = 0; i < single; ++i)
        rows.push_back({groupNames(data, groups[i]), groups[i].distribution});
    if (single == groups.size())
        return rows;
    const std::size_t others = groups.size() - single;
    std::vector<analysis::Distribution> rest;
    for (std::size_t i = single; i < groups.size(); ++i)
        rest.push_back(groups[i].distribution);
    rows.push_back(
        {{translated("other %1 %2").arg(countText(others), groupNoun(data, others))}, analysis::sumOf(rest)});
    return rows;
}

/// Badge and name of each category, of the excluded and of the unlabelled, in as many lines as they need;
/// returns their height.
int drawLegend(ChartCanvas& canvas, const ChartData& data, const QRect& area) {
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
    canvas.badge(placed(translated("excluded")),
                 judgementStyle(labels::Judgement::excluded(), data.taxonomy));
    canvas.rectangle(placed(translated("unlabelled")), style.unlabelled);
    return y + lineHeight - area.top();
}

/// All failures of the group, side by side by what is known of them.
void drawStack(ChartCanvas& canvas, int row, const Row& group, const labels::Taxonomy& taxonomy) {
    const ChartStyle& style = canvas.style();
    QCPBars* below = nullptr;
    double from = 0;
    for (const analysis::Part& part : analysis::partsOf(group.distribution)) {
        const double width = 100 * part.ofAll;
        auto* bars = new QCPBars(canvas.plot().yAxis, canvas.plot().xAxis); // owned by the plot
        bars->setWidthType(QCPBars::wtAbsolute);
        bars->setWidth(std::min<double>(0.74 * canvas.rowHeight(), style.units(2.2)));
        bars->setPen(Qt::NoPen);
        bars->setBrush(canvas.fillOf(part.judgement, taxonomy));
        bars->setAntialiased(false);
        bars->addData(row, width);
        if (below != nullptr)
            bars->moveAbove(below);
        below = bars;
        canvas.partMark(canvas.xOf(from), canvas.xOf(from + width), canvas.rowMiddle(row), part, taxonomy);
        from += width;
    }
}

QString progress(const analysis::Distribution& distribution) {
    return QStringLiteral("%1/%2").arg(countText(distribution.labelled), countText(distribution.failures));
}

} // namespace

void drawGroups(ChartCanvas& canvas, const ChartData& data, QRect area) {
    const ChartStyle& style = canvas.style();
    area.setTop(area.top() + drawLegend(canvas, data, area));
    const bool labelledAxis = area.height() > style.units(13);
    const int heads = style.units(1.2);
    const int axisLabels = style.units(1.5) + (labelledAxis ? style.units(1.3) : 0);
    const int height = std::max(area.height() - heads - axisLabels, 1);
    const std::vector<Row> rows =
        rowsThatFit(data, static_cast<std::size_t>(std::max(1.0, height / (1.65 * style.unit))));

    const QFont font = style.font(0.95);
    int names = 0, numbers = textWidth(translated("labelled"), style.font(0.82));
    for (const Row& row : rows) {
        names = std::max(names, textWidth(row.whole(), font));
        numbers = std::max(numbers, textWidth(progress(row.distribution), font));
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
                    elided(translated("percent of all failures"), style.font(0.88), bars.width()),
                    style.font(0.88), style.muted, Qt::AlignHCenter | Qt::AlignBottom);
    for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
        const Row& group = rows[static_cast<std::size_t>(row)];
        drawStack(canvas, row, group, data.taxonomy);
        canvas.rowName(left - style.units(0.6), row, group.whole(), group.within(names, font), font, names);
        canvas.text(right, canvas.rowMiddle(row), progress(group.distribution), font, style.text,
                    Qt::AlignRight | Qt::AlignVCenter);
    }
    if (rows.empty())
        canvas.message(translated("no failures yet"));
}

} // namespace faultline::ui
