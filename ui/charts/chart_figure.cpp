// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_figure.h"

#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"

#include <algorithm>

namespace faultline::ui {

namespace {

constexpr double lineHeight = 1.32; ///< of a text, in its own size

constexpr double headingGap = 0.45; ///< units between heading and chart

QFont headingFont(const ChartStyle& style) {
    return style.font(0.95);
}

/// Labelling progress, whose labels and how they were chosen.
QStringList headingLines(const ChartStyle& style, const ChartData& data, int width) {
    QStringList lines;
    for (const QString& text : {labellingProgress(data), whoseLabels(data), howSampled(data)})
        lines << wrapped(text, headingFont(style), width);
    return lines;
}

/// With the title, and the gap to the chart.
int headingHeight(const ChartStyle& style, const ChartData& data, int width) {
    return (data.title.isEmpty() ? 0 : style.units(1.2 * lineHeight)) +
           static_cast<int>(headingLines(style, data, width).size()) * style.units(0.95 * lineHeight) +
           style.units(headingGap);
}

void drawHeading(ChartCanvas& canvas, const ChartData& data, const QRect& area) {
    const ChartStyle& style = canvas.style();
    int y = area.top();
    if (!data.title.isEmpty()) {
        const QFont font = style.font(1.2, QFont::DemiBold);
        canvas.text(area.left(), y, elided(data.title, font, area.width()), font, style.text,
                    Qt::AlignLeft | Qt::AlignTop);
        y += style.units(1.2 * lineHeight);
    }
    for (const QString& line : headingLines(style, data, area.width())) {
        canvas.text(area.left(), y, line, headingFont(style), style.muted, Qt::AlignLeft | Qt::AlignTop);
        y += style.units(0.95 * lineHeight);
    }
}

QStringList captionLines(const ChartStyle& style, const ChartData& data, int width) {
    const QFont font = style.font(0.8);
    QStringList lines = wrapped(chartCaption(data), font, width);
    if (const QString origin = originLine(data); !origin.isEmpty())
        lines << elided(origin, font, width);
    return lines;
}

int captionHeight(const ChartStyle& style, const QStringList& lines) {
    return static_cast<int>(lines.size()) * style.units(0.8 * lineHeight) + style.units(0.6);
}

/// Returns where the chart must end.
int drawCaption(ChartCanvas& canvas, const QStringList& lines, const QRect& area) {
    const ChartStyle& style = canvas.style();
    const QFont font = style.font(0.8);
    int y = area.top() + area.height() - static_cast<int>(lines.size()) * style.units(0.8 * lineHeight);
    const int top = y;
    for (const QString& line : lines) {
        canvas.text(area.left(), y, line, font, style.muted, Qt::AlignLeft | Qt::AlignTop);
        y += style.units(0.8 * lineHeight);
    }
    return top - style.units(0.6);
}

constexpr std::size_t groupsToBeSeen = 12; ///< before a chart is scrolled
constexpr std::size_t fewestGroups = 4;    ///< before the caption gives way

bool isGrouped(const ChartData& data) {
    return data.statistics.grouping != analysis::Grouping::None;
}

int leastOfChart(const ChartData& data, const ChartStyle& style, int width, std::size_t groups) {
    if (!isGrouped(data))
        return leastHeightOfShares(data, style);
    if (data.statistics.grouping == analysis::Grouping::Labels)
        return leastHeightOfCurves(data, style, width);
    return data.hasIntervals() ? leastHeightOfIntervals(data, style, groups)
                               : leastHeightOfGroups(data, style, width, groups);
}

void drawChart(ChartCanvas& canvas, const ChartData& data, const QRect& area, StripAt strip) {
    if (!isGrouped(data))
        drawShares(canvas, data, area, strip);
    else if (data.statistics.grouping == analysis::Grouping::Labels)
        drawOverLabels(canvas, data, area);
    else if (data.hasIntervals())
        drawIntervals(canvas, data, area);
    else
        drawGroups(canvas, data, area);
}

} // namespace

struct ChartFigure::Private {
    Private(const ChartStyle& style, const QSize& size)
        : canvas(style, size) {}
    ChartCanvas canvas;
    int least = 0;
    bool hasCaption = true;
};

ChartFigure::ChartFigure(const ChartData& data, const ChartStyle& style, const QSize& size, Order order)
    : d(std::make_unique<Private>(style, size)) {
    const int border = style.units(0.9);
    const QRect area = QRect(QPoint(), size).adjusted(border, border, -border, -border);
    const QStringList caption = captionLines(style, data, area.width());
    const int underChart = captionHeight(style, caption);
    const int heading = headingHeight(style, data, area.width());
    const int least = leastOfChart(data, style, area.width(), groupsToBeSeen);
    d->least = heading + least + (isGrouped(data) ? underChart : 0) + 2 * border;
    d->hasCaption =
        area.height() - heading - underChart >= leastOfChart(data, style, area.width(), fewestGroups);
    QRect rest = area;
    if (d->hasCaption)
        rest.setHeight(drawCaption(d->canvas, caption, area) - area.top());
    QRect head = rest;
    rest.setHeight(std::max(rest.height() - heading, 1));
    if (order == Order::ChartFirst)
        head.moveTop(rest.top() + rest.height() + style.units(headingGap));
    else
        rest.moveTop(area.top() + heading);
    drawHeading(d->canvas, data, head);
    drawChart(d->canvas, data, rest, order == Order::ChartFirst ? StripAt::Bottom : StripAt::Top);
}

ChartFigure::~ChartFigure() = default;

int ChartFigure::leastHeight() const {
    return d->least;
}

bool ChartFigure::hasCaption() const {
    return d->hasCaption;
}

QString ChartFigure::wholeNameAt(const QPointF& point) const {
    return d->canvas.wholeNameAt(point);
}

void ChartFigure::paint(QPaintDevice& device, Medium medium) {
    QCPPainter::PainterModes modes = QCPPainter::pmNoCaching;
    if (medium == Medium::Vector)
        modes |= QCPPainter::pmVectorized;
    d->canvas.paint(device, modes);
}

} // namespace faultline::ui
