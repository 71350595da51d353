// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/distribution_chart.h"

#include "ui/charts/chart_figure.h"
#include "ui/text/plain_text.h"

#include <utility>

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>

namespace faultline::ui {

namespace {

constexpr int leastHeight = 216; ///< pixels

} // namespace

DistributionChart::DistributionChart(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Distribution of failure modes"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setData(std::nullopt);
}

DistributionChart::~DistributionChart() = default;

void DistributionChart::setData(std::optional<ChartData> data) {
    m_data = std::move(data);
    m_figure.reset();
    if (!m_data)
        setMinimumHeight(leastHeight);
    setAccessibleDescription(m_data ? chartInWords(*m_data) : tr("No study is open."));
    update();
}

QSize DistributionChart::sizeHint() const {
    return {360, 300};
}

QSize DistributionChart::minimumSizeHint() const {
    return {220, leastHeight};
}

void DistributionChart::paintEvent(QPaintEvent*) {
    if (!m_data) {
        QPainter painter(this);
        painter.fillRect(rect(), palette().base());
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Open a study to see how its failures are distributed."));
        return;
    }
    if (std::exchange(m_isScrolled, isScrolled()) != isScrolled())
        m_figure.reset();
    // What is lower is scrolled by the area around it; not while it is painted.
    if (const int least = figure().leastHeight(); least != minimumHeight())
        QMetaObject::invokeMethod(
            this, [this, least] { setMinimumHeight(m_data ? least : leastHeight); }, Qt::QueuedConnection);
    m_figure->paint(*this, ChartFigure::Medium::Pixels);
}

bool DistributionChart::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && m_figure) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString name = m_figure->wholeNameAt(help->pos());
        showTip(help->globalPos(), name.isEmpty() && !m_figure->hasCaption() ? chartCaption(*m_data) : name,
                this);
        return true;
    }
    return QWidget::event(event);
}

ChartFigure& DistributionChart::figure() {
    if (!m_figure) {
        ChartData shown = *m_data;
        shown.origin.clear(); // the window says whence it is
        m_figure = std::make_unique<ChartFigure>(shown, windowStyle(palette(), font()), size(),
                                                 m_isScrolled ? ChartFigure::Order::ChartFirst
                                                              : ChartFigure::Order::HeadingFirst);
    }
    return *m_figure;
}

bool DistributionChart::isScrolled() const {
    return parentWidget() != nullptr && height() > parentWidget()->height();
}

void DistributionChart::resizeEvent(QResizeEvent*) {
    m_figure.reset();
}

void DistributionChart::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_figure.reset();
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace faultline::ui
