// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_figure.h"

#include "ui/charts/chart_canvas.h"
#include "ui/charts/chart_text.h"

namespace faultline::ui {

namespace {

constexpr double lineHeight = 1.32; ///< of a text, in its own size

/// Title, labelling progress, whose labels and how they were chosen; returns where the chart may begin.
int drawHeading(ChartCanvas& canvas, const ChartData& data, const QRect& area) {
    const ChartStyle& style = canvas.style();
    int y = area.top();
    if (!data.title.isEmpty()) {
        const QFont font = style.font(1.2, QFont::DemiBold);
        canvas.text(area.left(), y, elided(data.title, font, area.width()), font, style.text,
                    Qt::AlignLeft | Qt::AlignTop);
        y += style.units(1.2 * lineHeight);
    }
    const QFont font = style.font(0.95);
    QStringList lines;
    for (const QString& text : {labellingProgress(data), whoseLabels(data), howSampled(data)})
        lines << wrapped(text, font, area.width());
    for (const QString& line : lines) {
        canvas.text(area.left(), y, line, font, style.muted, Qt::AlignLeft | Qt::AlignTop);
        y += style.units(0.95 * lineHeight);
    }
    return y + style.units(0.45);
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

int leastOfChart(const ChartData& data, const ChartStyle& style) {
    return data.statistics.grouping == analysis::Grouping::None ? leastHeightOfShares(data, style) : 0;
}

} // namespace

struct ChartFigure::Private {
    Private(const ChartStyle& style, const QSize& size)
        : canvas(style, size) {}
    ChartCanvas canvas;
    int least = 0;
    bool hasCaption = true;
};

ChartFigure::ChartFigure(const ChartData& data, const ChartStyle& style, const QSize& size)
    : d(std::make_unique<Private>(style, size)) {
    const int border = style.units(0.9);
    const QRect area = QRect(QPoint(), size).adjusted(border, border, -border, -border);
    const int top = drawHeading(d->canvas, data, area);
    const QStringList caption = captionLines(style, data, area.width());
    int bottom = area.top() + area.height();
    d->least = top + leastOfChart(data, style) + border;
    d->hasCaption = bottom - captionHeight(style, caption) - top >= leastOfChart(data, style);
    if (d->hasCaption)
        bottom = drawCaption(d->canvas, caption, area);
    const QRect rest(area.left(), top, area.width(), std::max(bottom - top, 1));
    if (data.statistics.grouping == analysis::Grouping::None)
        drawShares(d->canvas, data, rest);
    else if (data.statistics.grouping == analysis::Grouping::Labels)
        drawOverLabels(d->canvas, data, rest);
    else if (data.hasIntervals())
        drawIntervals(d->canvas, data, rest);
    else
        drawGroups(d->canvas, data, rest);
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
