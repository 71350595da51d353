// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/figure_view.h"

#include "core/report/figure_svg.h"
#include "ui/text/plain_text.h"

#include <algorithm>
#include <utility>

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QSvgRenderer>

namespace faultline::ui {

namespace {

/// A colour without transparency that lies so far from the first towards the second.
QColor between(const QColor& from, const QColor& to, double share) {
    return QColor::fromRgbF(static_cast<float>(from.redF() + (to.redF() - from.redF()) * share),
                            static_cast<float>(from.greenF() + (to.greenF() - from.greenF()) * share),
                            static_cast<float>(from.blueF() + (to.blueF() - from.blueF()) * share));
}

QString titleOf(const report::Figure& figure) {
    return QString::fromStdString(std::visit([](const auto& each) { return each.title; }, figure));
}

} // namespace

FigureView::FigureView(report::Figure figure, QWidget* parent)
    : QWidget(parent)
    , m_figure(std::move(figure))
    , m_renderer(std::make_unique<QSvgRenderer>()) {
    setAccessibleName(titleOf(m_figure)); // its numbers stand in the table
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    draw();
}

FigureView::~FigureView() = default;

QSize FigureView::sizeHint() const {
    return m_renderer->defaultSize();
}

int FigureView::heightForWidth(int width) const {
    const QSize whole = m_renderer->defaultSize();
    return whole.width() <= width || whole.width() == 0 ? whole.height()
                                                        : whole.height() * width / whole.width();
}

void FigureView::draw() {
    const QColor paper = palette().color(QPalette::Window), ink = palette().color(QPalette::WindowText);
    const auto name = [](const QColor& colour) { return colour.name().toStdString(); };
    const report::FigureColours colours{name(ink), name(between(paper, ink, 0.7)),
                                        name(between(paper, ink, 0.2)),
                                        name(palette().color(QPalette::Highlight))};
    m_renderer->load(QByteArray::fromStdString(report::figureSvg(m_figure, colours)));
    update();
}

QSizeF FigureView::drawnSize() const {
    const QSize whole = m_renderer->defaultSize();
    return QSizeF(whole).scaled(whole.boundedTo(size()), Qt::KeepAspectRatio);
}

void FigureView::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    m_renderer->render(&painter, QRectF(QPointF(0, 0), drawnSize()));
}

void FigureView::setClickable(const QString& tip) {
    m_isClickable = true;
    setMouseTracking(true);
    setTip(this, tip);
}

std::optional<std::pair<std::size_t, std::size_t>> FigureView::cellAt(const QPointF& position) const {
    const auto* heat = std::get_if<report::HeatFigure>(&m_figure);
    const double scale = drawnSize().width() / std::max(1, m_renderer->defaultSize().width());
    if (!heat || !m_isClickable || scale <= 0)
        return std::nullopt;
    return report::heatCellAt(*heat, position.x() / scale, position.y() / scale);
}

void FigureView::mouseMoveEvent(QMouseEvent* event) {
    setCursor(cellAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void FigureView::mousePressEvent(QMouseEvent* event) {
    event->setAccepted(cellAt(event->position()).has_value()); // so that the release comes here, too
}

void FigureView::mouseReleaseEvent(QMouseEvent* event) {
    if (const auto cell = cellAt(event->position()); cell && event->button() == Qt::LeftButton)
        Q_EMIT cellClicked(cell->first, cell->second);
}

void FigureView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        draw();
}

} // namespace faultline::ui
