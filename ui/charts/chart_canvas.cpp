// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"

#include "ui/charts/chart_text.h"
#include "ui/workspace/number_text.h"

namespace faultline::ui {

ChartCanvas::ChartCanvas(const ChartStyle& style, const QSize& size)
    : m_style(style)
    , m_size(size) {
    m_plot.setBackground(QBrush(style.background));
    m_plot.plotLayout()->setAutoMargins(QCP::msNone);
    m_plot.plotLayout()->setMargins({});
    m_plot.axisRect()->setAutoMargins(QCP::msNone);
    m_plot.axisRect()->setMinimumSize(1, 1);
}

void ChartCanvas::placeArea(const QRect& area) {
    m_area = area;
    m_plot.axisRect()->setMargins(QMargins(area.left(), area.top(),
                                           m_size.width() - area.left() - area.width(),
                                           m_size.height() - area.top() - area.height()));
}

void ChartCanvas::styleAxis(QCPAxis& axis) {
    const QPen thin(m_style.grid, std::max(1.0, m_style.unit / 14.0));
    axis.setNumberFormat(QStringLiteral("f"));
    axis.setNumberPrecision(0);
    axis.setTickLabelFont(m_style.font(0.88));
    axis.setTickLabelColor(m_style.muted);
    axis.setTickLabelPadding(m_style.units(0.3));
    axis.setBasePen(Qt::NoPen);
    axis.setTickPen(Qt::NoPen);
    axis.setSubTicks(false);
    axis.setTickLength(0);
    axis.grid()->setPen(thin);
    axis.grid()->setZeroLinePen(Qt::NoPen);
}

void ChartCanvas::placeAxes(const QRect& area, int rows) {
    placeArea(area);
    m_rows = std::max(rows, 1);
    constexpr double roomForTheLastWhisker = 0.6;
    m_plot.xAxis->setRange(0, 100 + roomForTheLastWhisker);
    m_plot.yAxis->setRange(-0.5, m_rows - 0.5);
    m_plot.yAxis->setRangeReversed(true);

    styleAxis(*m_plot.xAxis);
    m_plot.xAxis->setTicker(QSharedPointer<QCPAxisTickerFixed>::create());
    qSharedPointerCast<QCPAxisTickerFixed>(m_plot.xAxis->ticker())
        ->setTickStep(area.width() < m_style.units(15) ? 50 : 25);
    m_plot.yAxis->setTicks(false);
    m_plot.yAxis->setTickLabels(false);
    m_plot.yAxis->grid()->setVisible(false);
    m_plot.yAxis->setBasePen(QPen(m_style.muted, m_plot.xAxis->grid()->pen().widthF()));
}

void ChartCanvas::placeRows(const QRect& area, int rows) {
    placeArea(area);
    m_rows = std::max(rows, 1);
    for (QCPAxis* axis : {m_plot.xAxis, m_plot.yAxis}) {
        axis->setVisible(false);
        axis->grid()->setVisible(false);
    }
}

void ChartCanvas::placeCurves(const QRect& area, double last) {
    placeArea(area);
    m_plot.xAxis->setRange(0, std::max(last, 1.0));
    m_plot.yAxis->setRange(0, 100);
    for (QCPAxis* axis : {m_plot.xAxis, m_plot.yAxis})
        styleAxis(*axis);
    m_plot.xAxis->ticker()->setTickCount(area.width() < m_style.units(20) ? 3 : 5);
    m_plot.yAxis->setTicker(QSharedPointer<QCPAxisTickerFixed>::create());
    qSharedPointerCast<QCPAxisTickerFixed>(m_plot.yAxis->ticker())
        ->setTickStep(area.height() < m_style.units(9) ? 50 : 25);
}

void ChartCanvas::band(const std::vector<CurvePoint>& points, const QColor& colour) {
    constexpr int shade = 48; // of 255
    QColor fill = colour;
    fill.setAlpha(shade);
    QVector<double> x, low, high;
    for (const CurvePoint& point : points) {
        x << point.x;
        low << point.low;
        high << point.high;
    }
    QCPGraph* bottom = m_plot.addGraph(); // owned by the plot
    bottom->setPen(Qt::NoPen);
    bottom->setData(x, low, true);
    QCPGraph* top = m_plot.addGraph();
    top->setPen(Qt::NoPen);
    top->setBrush(fill);
    top->setChannelFillGraph(bottom);
    top->setData(x, high, true);
}

void ChartCanvas::curve(const std::vector<CurvePoint>& points, const QColor& colour) {
    QVector<double> x, middle;
    for (const CurvePoint& point : points) {
        x << point.x;
        middle << point.middle;
    }
    QCPGraph* line = m_plot.addGraph(); // owned by the plot
    line->setPen(QPen(colour, std::max(2.0, m_style.unit / 6.0)));
    line->setData(x, middle, true);
}

void ChartCanvas::dot(double x, double y, double diameter, const QColor& fill) {
    auto* item = new QCPItemEllipse(&m_plot); // owned by the plot
    item->setClipToAxisRect(false);
    item->topLeft->setType(QCPItemPosition::ptAbsolute);
    item->bottomRight->setType(QCPItemPosition::ptAbsolute);
    item->topLeft->setCoords(x - diameter / 2, y - diameter / 2);
    item->bottomRight->setCoords(x + diameter / 2, y + diameter / 2);
    item->setPen(QPen(m_style.background, std::max(1.0, m_style.unit / 14.0)));
    item->setBrush(fill);
}

int ChartCanvas::rowMiddle(int row) const {
    return m_area.top() + static_cast<int>((row + 0.5) * rowHeight());
}

double ChartCanvas::xOf(double percent) const {
    return m_area.left() + percent / m_plot.xAxis->range().upper * m_area.width();
}

void ChartCanvas::text(double x, double y, const QString& text, const QFont& font, const QColor& colour,
                       Qt::Alignment alignment) {
    auto* item = new QCPItemText(&m_plot); // owned by the plot
    item->setClipToAxisRect(false);
    item->position->setType(QCPItemPosition::ptAbsolute);
    item->position->setCoords(x, y);
    item->setPositionAlignment(alignment);
    item->setFont(font);
    item->setColor(colour);
    item->setText(text);
}

void ChartCanvas::rowName(double right, int row, const QString& whole, const QString& shown,
                          const QFont& font, int width) {
    const int middle = rowMiddle(row);
    text(right, middle, shown, font, m_style.text, Qt::AlignRight | Qt::AlignVCenter);
    const double height = m_style.units(1.4);
    if (shown != whole)
        m_shortened.push_back({QRectF(right - width, middle - height / 2, width, height), whole});
}

QString ChartCanvas::wholeNameAt(const QPointF& point) const {
    for (const ShortenedName& name : m_shortened)
        if (name.area.contains(point))
            return name.whole;
    return {};
}

void ChartCanvas::rectangle(const QRectF& rectangle, const QColor& fill) {
    auto* item = new QCPItemRect(&m_plot); // owned by the plot
    item->setClipToAxisRect(false);
    item->topLeft->setType(QCPItemPosition::ptAbsolute);
    item->bottomRight->setType(QCPItemPosition::ptAbsolute);
    item->topLeft->setCoords(rectangle.topLeft());
    item->bottomRight->setCoords(rectangle.bottomRight());
    item->setAntialiased(false); // sharp edges on the pixel grid
    item->setPen(Qt::NoPen);
    item->setBrush(fill);
}

void ChartCanvas::badge(const QRectF& rectangle, const JudgementStyle& look) {
    this->rectangle(rectangle, look.fill);
    text(rectangle.center().x(), rectangle.center().y(), look.letter, m_style.font(0.85, QFont::DemiBold),
         look.text, Qt::AlignCenter);
}

QColor ChartCanvas::fillOf(const labels::Judgement& judgement, const labels::Taxonomy& taxonomy) const {
    return judgement.isUnlabelled() ? m_style.unlabelled : judgementStyle(judgement, taxonomy).fill;
}

void ChartCanvas::partMark(double left, double right, double middle, const analysis::Part& part,
                           const labels::Taxonomy& taxonomy) {
    if (part.count == 0)
        return;
    const bool isUnlabelled = part.judgement.isUnlabelled();
    const JudgementStyle look = judgementStyle(part.judgement, taxonomy);
    const QString mark = isUnlabelled ? countText(part.count) : look.letter;
    const QColor colour = isUnlabelled ? m_style.text : look.text;
    for (const double textSize : {0.85, 0.65}) {
        const QFont font = m_style.font(textSize, isUnlabelled ? QFont::Normal : QFont::DemiBold);
        if (textWidth(mark, font) + m_style.units(0.2) > right - left)
            continue;
        text((left + right) / 2, middle, mark, font, colour, Qt::AlignCenter);
        return;
    }
}

void ChartCanvas::message(const QString& words) {
    const QFont font = m_style.font(1);
    const QStringList lines = wrapped(words, font, std::max(m_area.width(), m_style.units(1)));
    const double x = m_area.left() + m_area.width() / 2.0, middle = m_area.top() + m_area.height() / 2.0;
    const double lineHeight = m_style.units(1.4), height = lineHeight * static_cast<double>(lines.size());
    double y = middle - height / 2 + lineHeight / 2;
    for (const QString& line : lines) {
        const double width = textWidth(line, font) + m_style.units(0.6);
        rectangle(QRectF(x - width / 2, y - lineHeight / 2, width, lineHeight), m_style.background);
        text(x, y, line, font, m_style.muted, Qt::AlignCenter);
        y += lineHeight;
    }
}

void ChartCanvas::paint(QPaintDevice& device, QCPPainter::PainterModes modes) {
    QCPPainter painter(&device);
    painter.setModes(modes);
    painter.setWindow(QRect(QPoint(), m_size)); // one unit is one pixel of the layout on every device
    m_plot.toPainter(&painter, m_size.width(), m_size.height());
}

} // namespace faultline::ui
