// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/compare_tile.h"

#include "ui/fitting/elided_label.h"
#include "ui/inspector/image_view.h"

#include <algorithm>

#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr int leastPicture = 40; ///< pixels: six tiles fit a small window

} // namespace

CompareTile::CompareTile(QWidget* parent)
    : QFrame(parent)
    , m_picture(new ImageView(this))
    , m_line(new ElidedLabel(Qt::ElideMiddle, this))
    , m_detail(new ElidedLabel(Qt::ElideRight, this)) {
    setObjectName(QStringLiteral("compareTile"));
    m_picture->setMinimumSize(leastPicture, leastPicture);
    m_picture->setAttribute(Qt::WA_TransparentForMouseEvents); // a click chooses the tile
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(2);
    layout->addStretch(1);
    layout->addWidget(m_picture, 1000); // up to the height that it fills
    for (ElidedLabel* line : {m_line, m_detail}) {
        line->setAlignment(Qt::AlignCenter);
        layout->addWidget(line);
    }
    layout->addStretch(1);
    connect(m_picture, &ImageView::smoothnessShown, this, &CompareTile::fitPicture); // another one is shown
}

void CompareTile::setPair(const QString& truth, const QString& predicted, const QString& detail) {
    m_line->setPairText({}, truth, predicted, {});
    m_detail->setText(detail);
    tell();
}

void CompareTile::setWords(const QString& line, const QString& detail) {
    m_line->setText(line);
    m_detail->setText(detail);
    tell();
}

/// So that the words stand below the picture, and not below the room that it leaves.
void CompareTile::fitPicture() {
    const QSize image = m_picture->imageSize();
    m_picture->setMaximumHeight(
        image.isEmpty() ? QWIDGETSIZE_MAX
                        : std::max(leastPicture, m_picture->width() * image.height() / image.width()));
}

void CompareTile::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fitPicture();
}

void CompareTile::tell() {
    setAccessibleName(m_line->text());
    setAccessibleDescription(m_detail->text());
}

void CompareTile::setCurrent(bool isCurrent) {
    m_isCurrent = isCurrent;
    update();
}

void CompareTile::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        Q_EMIT clicked();
    else
        event->ignore();
}

void CompareTile::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    if (!m_isCurrent)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

} // namespace faultline::ui
