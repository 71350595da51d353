// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/compare_tile.h"

#include "ui/fitting/elided_label.h"
#include "ui/inspector/image_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace faultline::ui {

CompareTile::CompareTile(QWidget* parent)
    : QFrame(parent)
    , m_picture(new ImageView(this))
    , m_line(new ElidedLabel(Qt::ElideMiddle, this))
    , m_detail(new ElidedLabel(Qt::ElideRight, this)) {
    setObjectName(QStringLiteral("compareTile"));
    constexpr int leastPicture = 40; // pixels: six tiles fit a small window
    m_picture->setMinimumSize(leastPicture, leastPicture);
    m_picture->setAttribute(Qt::WA_TransparentForMouseEvents); // a click chooses the tile
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(2);
    layout->addWidget(m_picture, 1);
    for (ElidedLabel* line : {m_line, m_detail}) {
        line->setAlignment(Qt::AlignCenter);
        layout->addWidget(line);
    }
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
