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

constexpr double stripHeight = 1.95, stripGap = 0.5; ///< units, the gap in the height

/// Columns of numbers at the right of the bars, as many as there is room for.
struct NumberColumns {
    int count = 0;    ///< right edge, pixels; 0: not shown
    int share = 0;    ///< right edge
    int interval = 0; ///< right edge; 0: not shown
    int width = 0;    ///< of all together
};

NumberColumns numberColumns(const ChartStyle& style, const QRect& area, const analysis::Distribution& d) {
    const QFont font = style.font(0.95);
    const int gap = style.units(1.0);
    const int count = std::max(textWidth(countText(d.labelled), font), textWidth(QStringLiteral("n"), font));
    const int share = textWidth(QStringLiteral("100.0 %"), font);
    const int interval = textWidth(QStringLiteral("100.0–100.0"), font);
    const int right = area.left() + area.width();
    NumberColumns columns;
    columns.width = gap + share;
    if (area.width() > style.units(40)) {
        columns.interval = right;
        columns.width += gap + interval;
    }
    columns.share = columns.interval > 0 ? right - interval - gap : right;
    if (area.width() > style.units(22)) { // else the bars need it
        columns.count = columns.share - share - gap;
        columns.width += count + gap;
    }
    return columns;
}

/// What became of all failures so far: one strip, so that nothing labelled is not nothing shown.
int drawStrip(ChartCanvas& canvas, const ChartData& data, const analysis::Distribution& whole,
              const QRect& area) {
    const ChartStyle& style = canvas.style();
    const int height = style.units(stripHeight - stripGap);
    if (whole.failures == 0)
        return 0;
    double left = area.left();
    const double middle = area.top() + height / 2.0;
    for (const analysis::Part& part : analysis::partsOf(whole)) {
        const double right = left + area.width() * part.ofAll;
        if (part.count > 0)
            canvas.rectangle(QRectF(QPointF(left, area.top()), QPointF(right, area.top() + height)),
                             canvas.fillOf(part.judgement, data.taxonomy));
        const QString words = translated("%1 unlabelled").arg(countText(part.count));
        if (part.judgement.isUnlabelled() && part.count > 0 &&
            textWidth(words, style.font(0.85)) + style.units(1) < right - left)
            canvas.text((left + right) / 2, middle, words, style.font(0.85), style.text, Qt::AlignCenter);
        else
            canvas.partMark(left, right, middle, part, data.taxonomy);
        left = right;
    }
    return height + style.units(stripGap);
}

void drawWhisker(ChartCanvas& canvas, QCPBars* bars, const analysis::CategoryShare& share) {
    const ChartStyle& style = canvas.style();
    const double line = std::max(1.0, style.unit / 9.0);
    // First wider in the background's colour, so that the whisker stands out from the bar too.
    for (const auto& [colour, width] : {std::pair(style.background, 3 * line), std::pair(style.text, line)}) {
        auto* whisker = new QCPErrorBars(canvas.plot().yAxis, canvas.plot().xAxis); // owned by the plot
        whisker->setErrorType(QCPErrorBars::etValueError);
        whisker->setDataPlottable(bars);
        whisker->setSymbolGap(0);
        whisker->setWhiskerWidth(style.units(0.6) + (width > line ? 2 * line : 0));
        whisker->setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap));
        whisker->addData(100 * (share.share - share.interval.low), 100 * (share.interval.high - share.share));
    }
}

void drawBar(ChartCanvas& canvas, int row, const analysis::CategoryShare& share, const QColor& fill,
             std::uint64_t labelled) {
    const ChartStyle& style = canvas.style();
    auto* bars = new QCPBars(canvas.plot().yAxis, canvas.plot().xAxis); // owned by the plot
    bars->setWidthType(QCPBars::wtAbsolute);
    bars->setWidth(std::min<double>(0.62 * canvas.rowHeight(), style.units(2.6)));
    bars->setPen(Qt::NoPen);
    bars->setBrush(fill);
    bars->setAntialiased(false);
    bars->addData(row, 100 * share.share);
    if (labelled > 0)
        drawWhisker(canvas, bars, share);
}

void drawNumbers(ChartCanvas& canvas, int row, const analysis::CategoryShare& share, std::uint64_t labelled,
                 const NumberColumns& columns) {
    const ChartStyle& style = canvas.style();
    const int y = canvas.rowMiddle(row);
    const auto put = [&](int x, const QString& text) {
        canvas.text(x, y, text, style.font(0.95), style.text, Qt::AlignRight | Qt::AlignVCenter);
    };
    if (columns.count > 0)
        put(columns.count, countText(share.count));
    put(columns.share, labelled == 0 ? QStringLiteral("–") : percentText(share.share) + QStringLiteral(" %"));
    if (columns.interval > 0)
        put(columns.interval, labelled == 0 ? QStringLiteral("–")
                                            : QStringLiteral("%1–%2").arg(percentText(share.interval.low),
                                                                          percentText(share.interval.high)));
}

void drawColumnHeads(ChartCanvas& canvas, const NumberColumns& columns, int baseline) {
    const ChartStyle& style = canvas.style();
    const auto put = [&](int x, const QString& text) {
        canvas.text(x, baseline, text, style.font(0.82), style.muted, Qt::AlignRight | Qt::AlignBottom);
    };
    if (columns.count > 0)
        put(columns.count, QStringLiteral("n"));
    put(columns.share, translated("share"));
    if (columns.interval > 0)
        put(columns.interval, translated("95 % interval"));
}

} // namespace

int leastHeightOfShares(const ChartData& data, const ChartStyle& style) {
    const analysis::Distribution whole = data.statistics.whole.value_or(analysis::Distribution{});
    constexpr double heads = 1.2, axisLabels = 2.8, row = 1.5; // units
    return style.units((whole.failures > 0 ? stripHeight : 0) + heads + axisLabels +
                       row * static_cast<double>(whole.categories.size()));
}

void drawShares(ChartCanvas& canvas, const ChartData& data, QRect area, StripAt strip) {
    const ChartStyle& style = canvas.style();
    const analysis::Distribution whole = data.statistics.whole.value_or(analysis::Distribution{});
    if (strip == StripAt::Top) {
        area.setTop(area.top() + drawStrip(canvas, data, whole, area));
    } else if (whole.failures > 0) {
        area.setHeight(area.height() - style.units(stripHeight));
        drawStrip(canvas, data, whole, area.translated(0, area.height() + style.units(stripGap)));
    }

    const NumberColumns columns = numberColumns(style, area, whole);
    const QFont nameFont = style.font(1);
    const int badgeSide = style.units(1.4);
    int names = 0;
    for (const analysis::CategoryShare& share : whole.categories)
        names =
            std::max(names, textWidth(oneLine(judgementStyle(share.category, data.taxonomy).name), nameFont));
    names = std::min(names, area.width() * 2 / 5);
    const int left = area.left() + badgeSide + style.units(0.5) + names + style.units(0.7);

    const int heads = style.units(1.2), highestRow = style.units(5);
    const int axisLabels = style.units(1.5) + (area.height() > style.units(11) ? style.units(1.3) : 0);
    const QRect bars(left, area.top() + heads, area.left() + area.width() - columns.width - left,
                     std::clamp(area.height() - heads - axisLabels, 1,
                                highestRow * std::max(1, static_cast<int>(whole.categories.size()))));
    area.setBottom(bars.bottom() + axisLabels); // rows far apart are no easier to read
    canvas.placeAxes(bars, static_cast<int>(whole.categories.size()));
    if (area.height() > style.units(11))
        canvas.text(bars.left() + bars.width() / 2.0, area.top() + area.height(),
                    elided(translated("share of labelled failures (%)"), style.font(0.88),
                           bars.width() + columns.width),
                    style.font(0.88), style.muted, Qt::AlignHCenter | Qt::AlignBottom);
    drawColumnHeads(canvas, columns, bars.top());

    for (int row = 0; row < static_cast<int>(whole.categories.size()); ++row) {
        const analysis::CategoryShare& share = whole.categories[static_cast<std::size_t>(row)];
        const JudgementStyle shown = judgementStyle(share.category, data.taxonomy);
        const int y = canvas.rowMiddle(row);
        drawBar(canvas, row, share, shown.fill, whole.labelled);
        canvas.badge(QRectF(area.left(), y - badgeSide / 2.0, badgeSide, badgeSide), shown);
        canvas.text(area.left() + badgeSide + style.units(0.5), y,
                    elidedName(oneLine(shown.name), QFontMetricsF(nameFont), names), nameFont, style.text,
                    Qt::AlignLeft | Qt::AlignVCenter);
        drawNumbers(canvas, row, share, whole.labelled, columns);
    }
    if (whole.labelled == 0)
        canvas.message(whole.failures == 0 ? translated("no failures yet") : translated("no labels yet"));
}

} // namespace faultline::ui
