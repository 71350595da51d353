// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/message_bar.h"

#include "ui/text/announce.h"
#include "ui/text/plain_text.h"

#include <algorithm>
#include <chrono>

#include <QAbstractButton>
#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStatusBar>
#include <QToolButton>

namespace faultline::ui {

MessageBar::MessageBar(Kind kind, QWidget* parent)
    : QFrame(parent)
    , m_kind(kind)
    , m_text(new PlainLabel(this))
    , m_offer(new QToolButton(this)) {
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (kind == Kind::Problem) {
        m_text->setWordWrap(true);
        m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    auto* close = new QToolButton(this);
    close->setText(QStringLiteral("✕"));
    close->setAccessibleName(tr("Close this message"));
    close->setAutoRaise(true);
    for (QToolButton* button : {m_offer, close})
        button->setFocusPolicy(kind == Kind::Problem ? Qt::TabFocus : Qt::NoFocus); // a notice goes by itself
    auto* layout = new QHBoxLayout(this);
    const int margin = kind == Kind::Notice ? 1 : 6;
    layout->setContentsMargins(12, margin, 6, margin);
    layout->setSpacing(10);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_offer);
    layout->addWidget(close);

    constexpr std::chrono::seconds noticeTime{5};
    m_leave.setSingleShot(true);
    m_leave.setInterval(noticeTime);
    connect(&m_leave, &QTimer::timeout, this, &MessageBar::clear);
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    parent->installEventFilter(this);
    hide();
}

void MessageBar::show(const QString& text, QAction* offer) {
    m_text->setText(text);
    setAccessibleName(text);
    takeColours();
    m_offer->disconnect();
    m_offer->setVisible(offer != nullptr);
    if (offer != nullptr) {
        m_offer->setText(offer->iconText().replace(u'&', QStringLiteral("&&"))); // it has no mnemonics
        connect(m_offer, &QToolButton::clicked, offer, [this, offer] {
            offer->trigger();
            if (m_kind == Kind::Notice) // a problem is not solved by looking at what is offered
                clear();
        });
    }
    QFrame::show();
    announce(this);
    if (m_kind == Kind::Notice) {
        place();
        m_leave.start();
    }
}

void MessageBar::clear() {
    m_leave.stop();
    hide();
    Q_EMIT lies({});
    Q_EMIT closed();
}

void MessageBar::retract(const QString& text) {
    if (!isHidden() && m_text->text() == text)
        clear();
}

void MessageBar::takeColours() {
    QPalette colours = parentWidget()->palette();
    const bool dark = colours.color(QPalette::Window).lightness() < 128;
    const QColor problem = dark ? QColor(0x5a, 0x2a, 0x22) : QColor(0xfd, 0xe8, 0xe4);
    colours.setColor(QPalette::Window, m_kind == Kind::Problem ? problem : colours.color(QPalette::Button));
    setPalette(colours);
}

void MessageBar::place() {
    if (isHidden())
        return;                 // gone meanwhile
    constexpr int distance = 8; // pixels from the parent's sides at least
    const QRect area = freeArea();
    const bool isBeside = m_beside && area.bottom() == parentWidget()->rect().bottom();
    const Beside beside = isBeside ? m_beside() : Beside();
    const int room = area.right() - std::max(area.left(), beside.least) - 2 * distance;
    m_text->setWordWrap(false);
    if (sizeHint().width() > room) {
        m_text->setWordWrap(true);
        resize(room, layout()->heightForWidth(room));
    } else {
        resize(sizeHint());
    }
    const int middle = area.left() + (area.width() - width()) / 2;
    const int last = area.right() - distance - width();
    move(std::min(std::max(middle, beside.whole + distance), last), area.bottom() + 1 - height());
    raise();
    Q_EMIT lies(geometry());
}

QRect MessageBar::freeArea() const {
    QRect area = parentWidget()->rect();
    const auto* bar = parentWidget()->findChild<QStatusBar*>(QString(), Qt::FindDirectChildrenOnly);
    if (bar == nullptr)
        return area;
    int end = area.right();
    for (const auto* button : bar->findChildren<QAbstractButton*>())
        if (button->isVisible())
            end = std::min(end, button->mapTo(parentWidget(), QPoint()).x() - 1);
    if (end < area.width() / 2) // too little beside the buttons: above them
        area.setBottom(bar->y() - 1);
    else
        area.setRight(end);
    return area;
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && m_kind == Kind::Notice && isVisible())
        QMetaObject::invokeMethod(this, &MessageBar::place, Qt::QueuedConnection); // once all stands anew
    return QFrame::eventFilter(watched, event);
}

} // namespace faultline::ui
