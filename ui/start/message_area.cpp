// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/message_area.h"

#include "ui/text/announce.h"
#include "ui/text/plain_text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>

namespace faultline::ui {

MessageArea::MessageArea(QWidget* parent)
    : QFrame(parent)
    , m_icon(new PlainLabel(this))
    , m_text(new PlainLabel(this))
    , m_close(new QToolButton(this)) {
    const int iconSize = style()->pixelMetric(QStyle::PM_SmallIconSize);
    m_icon->setPixmap(style()
                          ->standardIcon(QStyle::SP_MessageBoxWarning)
                          .pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    m_icon->setAlignment(Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setAccessibleName(tr("Message"));
    m_close->setText(QStringLiteral("✕"));
    m_close->setAutoRaise(true);
    setTip(m_close, tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    connect(m_close, &QToolButton::clicked, this, &MessageArea::clear);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 8, 10);
    row->setSpacing(10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_close, 0, Qt::AlignTop);
    hide();
}

void MessageArea::showSentence(const QString& sentence) {
    QString text = sentence;
    text.replace(0, 1, text.left(1).toUpper());
    m_text->setText(text);
    m_text->setAccessibleDescription(text);
    show();
    announce(m_text);
}

void MessageArea::clear() {
    m_text->clear();
    hide();
}

void MessageArea::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor amber(0xd9, 0x8e, 0x04);
    painter.setPen(QPen(amber, 1));
    amber.setAlpha(34);
    painter.setBrush(amber);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace faultline::ui
