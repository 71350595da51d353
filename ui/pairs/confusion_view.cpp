// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/confusion_view.h"

#include "ui/pairs/confusion_painter.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace faultline::ui {

ConfusionView::ConfusionView(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace) {
    setObjectName(QStringLiteral("confusionView"));
    setAccessibleName(tr("Confusion matrix"));
    setAccessibleDescription(
        tr("True classes by predicted classes; the list of class pairs has the same numbers."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&workspace, &Workspace::opened, this, [this] {
        m_zoomed.reset();
        m_cursor = {};
        refresh();
    });
    connect(&workspace, &Workspace::closed, this, &ConfusionView::refresh);
    connect(&workspace.items(), &Items::predictionsArrived, this, &ConfusionView::refresh);
    connect(&workspace.visible(), &VisibleFailures::filterChanged, this, qOverload<>(&QWidget::update));
    refresh();
}

void ConfusionView::refresh() {
    m_matrix.reset();
    m_order.clear();
    if (m_workspace.study().isOpen()) {
        m_matrix.emplace(m_workspace.items().predictions(), m_workspace.study().classNames().size());
        m_order = analysis::mostConfused(*m_matrix);
    }
    choose();
    Q_EMIT refreshed();
}

void ConfusionView::choose() {
    const auto classes = classesAt(m_cursor); // which the cursor stays on, wherever they stand then
    const int all = static_cast<int>(m_order.size());
    int count = all;
    const int pixels = room().pixels(); // what is left out in part can't share pixels as well
    if (m_zoomed && *m_zoomed < all)
        count = std::min(*m_zoomed, pixels);
    else if (const int named = namedCapacity();
             !m_zoomed && all > named && all > alwaysAll && all <= mostNamedFirst)
        count = named;
    m_shown.assign(m_order.begin(), m_order.begin() + count);
    if (count == all) // nothing is left out: as they are numbered
        std::ranges::sort(m_shown);
    m_places.assign(m_order.size(), -1);
    for (std::size_t i = 0; i < m_shown.size(); ++i)
        m_places[m_shown[i].value] = static_cast<int>(i);
    const MatrixCell same =
        classes ? MatrixCell{placeOf(classes->first), placeOf(classes->second)} : MatrixCell{};
    m_cursor = same.truth < 0 || same.predicted < 0 ? MatrixCell{} : same;
    if (m_matrix && hasFocus())
        setAccessibleDescription(describe(m_cursor));
    const MatrixLayout geometry = layoutNow();
    m_folded = m_matrix && geometry.isFolded()
                   ? analysis::FoldedMatrix(*m_matrix, static_cast<std::size_t>(geometry.cells.width()))
                   : analysis::FoldedMatrix();
    update();
}

std::optional<std::pair<base::ClassId, base::ClassId>>
ConfusionView::classesAt(const MatrixCell& cell) const {
    const auto truth = static_cast<std::size_t>(cell.truth),
               predicted = static_cast<std::size_t>(cell.predicted);
    if (truth >= m_shown.size() || predicted >= m_shown.size())
        return std::nullopt;
    return std::pair(m_shown[truth], m_shown[predicted]);
}

int ConfusionView::placeOf(base::ClassId id) const {
    return id.value < m_places.size() ? m_places[id.value] : -1;
}

void ConfusionView::zoom(int direction) {
    const int all = static_cast<int>(m_order.size()), now = static_cast<int>(m_shown.size());
    constexpr int fewest = 5;
    if (all <= fewest)
        return;
    int next = direction > 0 ? now * 2 / 3 : std::min(all, now * 3 / 2);
    const int pixels = room().pixels();
    if (direction > 0)
        next = std::min(next, pixels);
    else if (next > pixels)
        next = all;
    // On the way from all to few: first those that can be named.
    if (const int named = namedCapacity(); direction > 0 && now > named && all <= mostNamedFirst)
        next = std::max(next, named);
    m_zoomed = std::clamp(next, fewest, all);
    choose();
}

MatrixRoom ConfusionView::room() const {
    return {size(), fontMetrics().height(), static_cast<int>(m_order.size()),
            [this] { return widestName(); }};
}

int ConfusionView::heightWithin(const QSize& most) const {
    MatrixRoom within = room();
    within.size = most;
    const int count = static_cast<int>(m_order.size());
    if (!m_matrix || count > alwaysAll)
        return most.height();
    const MatrixLayout layout = within.layoutOf(count);
    // Of a lower room the names would have a smaller part.
    const int names = layout.named ? std::min(widestName(), std::min(most.width(), most.height()) / 3) : 0;
    return std::min(most.height(), std::max(within.heightOf(layout), 3 * names));
}

MatrixLayout ConfusionView::layoutNow() const {
    return m_matrix ? room().layoutOf(static_cast<int>(m_shown.size())) : MatrixLayout();
}

int ConfusionView::namedCapacity() const {
    return m_matrix ? room().namedCapacity() : 0;
}

int ConfusionView::widestName() const {
    constexpr std::size_t mostNamed = 300; // no view is so large that more are named
    QFont bold = font();                   // as the names of the pair that is asked for are
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    int widest = 0;
    for (std::size_t i = 0; i < std::min(mostNamed, m_shown.size()); ++i)
        widest = std::max(widest, metrics.horizontalAdvance(nameOf(static_cast<int>(i))));
    return widest + 2; // the advances are fractions of pixels
}

QString ConfusionView::nameOf(int place) const {
    return m_workspace.study().className(m_shown[static_cast<std::size_t>(place)]);
}

QRect ConfusionView::areaOf(base::ClassId truth, base::ClassId predicted) const {
    const MatrixLayout geometry = layoutNow();
    if (truth.value >= m_places.size() || predicted.value >= m_places.size())
        return {};
    const MatrixCell cell{m_places[truth.value], m_places[predicted.value]};
    if (cell.truth < 0 || cell.predicted < 0)
        return {};
    if (!geometry.isFolded())
        return geometry.rectOf(cell);
    return {geometry.cells.topLeft() + QPoint(static_cast<int>(m_folded.squareOf(predicted)),
                                              static_cast<int>(m_folded.squareOf(truth))),
            QSize(1, 1)};
}

std::optional<MatrixCell> ConfusionView::cellAt(const QPoint& point) const {
    const MatrixLayout geometry = layoutNow();
    if (geometry.count == 0 || !geometry.cells.contains(point))
        return std::nullopt;
    if (geometry.isFolded()) {
        const QPoint inside = point - geometry.cells.topLeft();
        const auto& largest =
            m_folded.largestAt(static_cast<std::size_t>(inside.y()), static_cast<std::size_t>(inside.x()));
        if (largest.count > 0)
            return MatrixCell{m_places[largest.truth.value], m_places[largest.predicted.value]};
    }
    return geometry.cellAt(point);
}

QString ConfusionView::describe(const MatrixCell& cell) const {
    const base::ClassId truth = m_shown[static_cast<std::size_t>(cell.truth)];
    const base::ClassId predicted = m_shown[static_cast<std::size_t>(cell.predicted)];
    const quint32 count = m_matrix->at(truth, predicted);
    if (cell.truth == cell.predicted)
        return tr("%1: %2 correct").arg(nameOf(cell.truth), countText(count));
    return tr("%1 → %2: %3 failures").arg(nameOf(cell.truth), nameOf(cell.predicted), countText(count));
}

QString ConfusionView::nameAt(const QPoint& point) const {
    const MatrixLayout geometry = layoutNow();
    if (geometry.count == 0 || !geometry.named)
        return {};
    const QPoint inside = point - geometry.cells.topLeft();
    const auto at = [&](int pixels) {
        return pixels >= 0 && pixels < geometry.cells.width() ? nameOf(geometry.placeAt(pixels)) : QString();
    };
    if (inside.x() < 0)
        return at(inside.y());
    return inside.y() < 0 ? at(inside.x()) : QString();
}

QString ConfusionView::extentText() const {
    const QString all = countText(m_order.size());
    if (m_shown.size() < m_order.size())
        return tr("%1 most confused of %2 · − for more").arg(countText(m_shown.size()), all);
    return layoutNow().named ? QString() : tr("all %1 classes · + for the most confused").arg(all);
}

void ConfusionView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (!m_matrix) {
        painter.setPen(palette().color(QPalette::Disabled, QPalette::WindowText));
        painter.drawText(rect(), Qt::AlignCenter, tr("No study is open"));
        return;
    }
    const workbench::Filter& filter = m_workspace.visible().filter();
    ConfusionPicture picture{
        *m_matrix,   m_shown,       m_places,     m_folded,
        layoutNow(), room().band(), extentText(), [this](int place) { return nameOf(place); }};
    picture.truth = filter.truth;
    picture.predicted = filter.predicted;
    if (filter.truth && filter.predicted)
        picture.marked = areaOf(*filter.truth, *filter.predicted);
    if (hasFocus())
        picture.cursor = m_cursor;
    ConfusionPainter(painter, rect(), palette(), picture).paint();
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->position().toPoint());
    if (!cell)
        return;
    m_cursor = *cell;
    update();
    if (cell->truth != cell->predicted)
        Q_EMIT pairWanted(m_shown[static_cast<std::size_t>(cell->truth)],
                          m_shown[static_cast<std::size_t>(cell->predicted)]);
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
    const int last = std::max(0, static_cast<int>(m_shown.size()) - 1);
    const MatrixLayout geometry = layoutNow();
    const int step = geometry.isFolded() ? static_cast<int>(1 / geometry.side) : 1;
    MatrixCell cell = m_cursor;
    switch (event->key()) {
    case Qt::Key_Up:
        cell.truth -= step;
        break;
    case Qt::Key_Down:
        cell.truth += step;
        break;
    case Qt::Key_Left:
        cell.predicted -= step;
        break;
    case Qt::Key_Right:
        cell.predicted += step;
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(1);
    case Qt::Key_Minus:
        return zoom(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_matrix && cell.truth != cell.predicted)
            Q_EMIT pairWanted(m_shown[static_cast<std::size_t>(cell.truth)],
                              m_shown[static_cast<std::size_t>(cell.predicted)]);
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

void ConfusionView::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().y() != 0)
        zoom(event->angleDelta().y() > 0 ? 1 : -1);
    event->accept();
}

void ConfusionView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    choose();
}

bool ConfusionView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Plus || key == Qt::Key_Minus || key == Qt::Key_Equal) {
            event->accept(); // wherever they stand on the keyboard
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto cell = cellAt(help->pos());
        if (const QString tip = cell ? describe(*cell) : nameAt(help->pos()); !tip.isEmpty())
            showTip(help->globalPos(), tip, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace faultline::ui
