// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/confusion_view.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace faultline::ui {

namespace {

QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto blend = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(blend(from.redF(), to.redF()), blend(from.greenF(), to.greenF()),
                            blend(from.blueF(), to.blueF()));
}

base::ClassId classId(int number) {
    return base::ClassId(static_cast<std::uint16_t>(number));
}

} // namespace

ConfusionView::ConfusionView(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace) {
    setObjectName(QStringLiteral("confusionView"));
    setAccessibleName(tr("Confusion matrix"));
    setAccessibleDescription(
        tr("True classes by predicted classes; the list of class pairs has the same numbers."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&workspace, &Workspace::opened, this, &ConfusionView::refresh);
    connect(&workspace, &Workspace::closed, this, &ConfusionView::refresh);
    connect(&workspace.items(), &Items::predictionsArrived, this, &ConfusionView::refresh);
    connect(&workspace.visible(), &VisibleFailures::filterChanged, this, qOverload<>(&QWidget::update));
    refresh();
}

void ConfusionView::refresh() {
    m_matrix.reset();
    if (m_workspace.study().isOpen())
        m_matrix.emplace(m_workspace.items().predictions(), m_workspace.study().classNames().size());
    update();
}

ConfusionView::Geometry ConfusionView::geometryNow() const {
    Geometry geometry;
    if (!m_matrix)
        return geometry;
    geometry.count = static_cast<int>(m_matrix->classCount());
    const int band = fontMetrics().height() + 6; // of the axis titles
    const auto place = [&](int names) {
        const int start = band + names + 6;
        const int whole = std::max(1, std::min(width(), height()) - start - 6);
        const int count = std::max(1, geometry.count);
        const int wholePixels = whole / count; // cells of equal size
        geometry.side = wholePixels > 0 ? wholePixels : 1.0 * whole / count;
        const int extent = static_cast<int>(geometry.side * geometry.count);
        geometry.cells = QRect(start, start, extent, extent);
    };
    const auto hasRoom = [&] { return geometry.side >= 0.75 * fontMetrics().height(); };
    place(0);
    if (hasRoom()) // else there are many classes, and the tips name them
        place(nameWidth());
    geometry.named = hasRoom();
    if (!geometry.named)
        place(0);
    return geometry;
}

int ConfusionView::nameWidth() const {
    const int most = std::min(width(), height()) / 3;
    int widest = 0;
    for (std::size_t i = 0; i < m_matrix->classCount() && widest < most; ++i)
        widest = std::max(widest, fontMetrics().horizontalAdvance(nameOf(static_cast<int>(i))));
    return std::min(widest, most);
}

QString ConfusionView::nameOf(int number) const {
    return m_workspace.study().className(classId(number));
}

QRect ConfusionView::rectOf(const Geometry& geometry, const Cell& cell) const {
    const auto edge = [&](int number) { return static_cast<int>(number * geometry.side); };
    return {QPoint(geometry.cells.x() + edge(cell.predicted), geometry.cells.y() + edge(cell.truth)),
            QSize(std::max(1, edge(cell.predicted + 1) - edge(cell.predicted)),
                  std::max(1, edge(cell.truth + 1) - edge(cell.truth)))};
}

std::optional<ConfusionView::Cell> ConfusionView::cellAt(const QPoint& point) const {
    const Geometry geometry = geometryNow();
    if (geometry.count == 0 || !geometry.cells.contains(point))
        return std::nullopt;
    const auto number = [&](int pixels) {
        return std::min(static_cast<int>(pixels / geometry.side), geometry.count - 1);
    };
    return Cell{number(point.y() - geometry.cells.y()), number(point.x() - geometry.cells.x())};
}

QString ConfusionView::describe(const Cell& cell) const {
    const quint32 count = m_matrix->at(classId(cell.truth), classId(cell.predicted));
    if (cell.truth == cell.predicted)
        return tr("%1: %2 correct").arg(nameOf(cell.truth), countText(count));
    return tr("%1 → %2: %3 failures").arg(nameOf(cell.truth), nameOf(cell.predicted), countText(count));
}

void ConfusionView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (!m_matrix) {
        painter.setPen(palette().color(QPalette::Disabled, QPalette::WindowText));
        painter.drawText(rect(), Qt::AlignCenter, tr("No study is open"));
        return;
    }
    const Geometry geometry = geometryNow();
    paintNames(painter, geometry);
    paintCells(painter, geometry);
}

void ConfusionView::paintNames(QPainter& painter, const Geometry& geometry) const {
    const int band = fontMetrics().height() + 6;
    const workbench::Filter& filter = m_workspace.visible().filter();
    const QColor normal = palette().color(QPalette::WindowText);
    QColor title = normal;
    title.setAlphaF(0.65F);
    const auto named = [&](int number, const std::optional<base::ClassId>& chosen) {
        QFont font = painter.font();
        font.setBold(chosen == classId(number));
        painter.setFont(font);
    };
    painter.setPen(title);
    painter.drawText(QRect(geometry.cells.x(), 0, geometry.cells.width(), band), Qt::AlignCenter,
                     tr("Predicted"));
    painter.save();
    painter.translate(0, geometry.cells.bottom());
    painter.rotate(-90);
    painter.drawText(QRect(0, 0, geometry.cells.height(), band), Qt::AlignCenter, tr("True"));
    painter.restore();

    if (!geometry.named)
        return;
    painter.setPen(normal);
    const QFont plain = painter.font();
    for (int i = 0; i < geometry.count; ++i) {
        named(i, filter.truth);
        const QRect row = rectOf(geometry, {i, 0});
        const int room = geometry.cells.x() - band - 6;
        const auto fitting = [&] {
            return painter.fontMetrics().elidedText(nameOf(i), Qt::ElideMiddle, room);
        };
        painter.drawText(QRect(band, row.y(), room, row.height()), Qt::AlignRight | Qt::AlignVCenter,
                         fitting());
        named(i, filter.predicted);
        const QRect column = rectOf(geometry, {0, i});
        painter.save();
        painter.translate(column.x(), geometry.cells.y() - 6);
        painter.rotate(-90);
        painter.drawText(QRect(0, 0, room, column.width()), Qt::AlignLeft | Qt::AlignVCenter, fitting());
        painter.restore();
    }
    painter.setFont(plain);
}

QRect ConfusionView::cellRect(const Geometry& geometry, const Cell& cell) const {
    const int gap = geometry.side >= 5 ? 1 : 0;
    return rectOf(geometry, cell).adjusted(0, 0, -gap, -gap);
}

void ConfusionView::paintEmptyCells(QPainter& painter, const Geometry& geometry, const QColor& paper,
                                    const QColor& muted) const {
    if (geometry.side < 5) { // no gaps: they are one square
        painter.fillRect(geometry.cells, paper);
    } else {
        for (int truth = 0; truth < geometry.count; ++truth)
            for (int predicted = 0; predicted < geometry.count; ++predicted)
                painter.fillRect(cellRect(geometry, {truth, predicted}), paper);
    }
    for (int i = 0; i < geometry.count; ++i)
        painter.fillRect(cellRect(geometry, {i, i}), muted);
}

ConfusionView::DiagonalColours ConfusionView::diagonalColours(const QPalette& palette) {
    const QColor text = palette.color(QPalette::WindowText);
    const QColor fill = mixed(palette.color(QPalette::Base), text, 0.12);
    return {fill, mixed(fill, text, 0.75)};
}

void ConfusionView::paintCells(QPainter& painter, const Geometry& geometry) const {
    const double largest = std::max<double>(1, m_matrix->largestConfusion());
    const QColor paper = palette().color(QPalette::Base);
    const bool dark = paper.lightness() < 128;
    const QColor ink = dark ? QColor(0xff, 0xa0, 0x60) : QColor(0xb0, 0x3a, 0x06);
    const auto [muted, mutedNumber] = diagonalColours(palette());
    const workbench::Filter& filter = m_workspace.visible().filter();

    QFont font = painter.font();
    font.setPixelSize(std::clamp(static_cast<int>(geometry.side) / 2 - 1, 7, 12));
    painter.setFont(font);
    paintEmptyCells(painter, geometry, paper, muted);
    for (const auto& entry : m_matrix->entries()) {
        const QRect cell = cellRect(geometry, {entry.truth.value, entry.predicted.value});
        const bool correct = entry.truth == entry.predicted;
        // The square root keeps rare confusions visible beside frequent ones.
        const QColor fill = correct ? muted : mixed(paper, ink, std::sqrt(entry.count / largest));
        if (!correct) // many classes share a pixel, and what is correct hides no failure
            painter.fillRect(cell, fill);
        if (geometry.side < 14)
            continue;
        painter.setPen(correct ? mutedNumber : readableOn(fill));
        const QString number = countText(entry.count);
        if (painter.fontMetrics().horizontalAdvance(number) <= cell.width())
            painter.drawText(cell, Qt::AlignCenter, number);
    }
    painter.setBrush(Qt::NoBrush);
    if (filter.truth && filter.predicted) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRect(
            rectOf(geometry, {filter.truth->value, filter.predicted->value}).adjusted(0, 0, -1, -1));
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DotLine));
        painter.drawRect(rectOf(geometry, m_cursor).adjusted(0, 0, -1, -1));
    }
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->position().toPoint());
    if (!cell)
        return;
    m_cursor = *cell;
    update();
    if (cell->truth != cell->predicted)
        Q_EMIT pairWanted(classId(cell->truth), classId(cell->predicted));
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
    const int last = m_matrix ? static_cast<int>(m_matrix->classCount()) - 1 : 0;
    Cell cell = m_cursor;
    switch (event->key()) {
    case Qt::Key_Up:
        --cell.truth;
        break;
    case Qt::Key_Down:
        ++cell.truth;
        break;
    case Qt::Key_Left:
        --cell.predicted;
        break;
    case Qt::Key_Right:
        ++cell.predicted;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_matrix && cell.truth != cell.predicted)
            Q_EMIT pairWanted(classId(cell.truth), classId(cell.predicted));
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    m_cursor = {std::clamp(cell.truth, 0, last), std::clamp(cell.predicted, 0, last)};
    if (m_matrix)
        setAccessibleDescription(describe(m_cursor));
    update();
}

bool ConfusionView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const auto cell = cellAt(help->pos()))
            showTip(help->globalPos(), describe(*cell), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace faultline::ui
