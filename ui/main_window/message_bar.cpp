// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/message_bar.h"

#include <chrono>

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace faultline::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_offer(new QToolButton(this)) {
    setObjectName(QStringLiteral("messageBar"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* close = new QToolButton(this);
    close->setText(QStringLiteral("✕"));
    close->setAccessibleName(tr("Close this message"));
    close->setAutoRaise(true);
    for (QToolButton* button : {m_offer, close})
        button->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_offer);
    layout->addWidget(close);

    constexpr std::chrono::seconds noticeTime{5};
    m_leave.setSingleShot(true);
    m_leave.setInterval(noticeTime);
    connect(&m_leave, &QTimer::timeout, this, &MessageBar::clear);
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    hide();
}

void MessageBar::showProblem(const QString& text) {
    present(text, Tone::Problem, nullptr);
    m_leave.stop();
}

void MessageBar::showNotice(const QString& text, QAction* offer) {
    present(text, Tone::Notice, offer);
    m_leave.start();
}

void MessageBar::clear() {
    m_leave.stop();
    hide();
}

void MessageBar::present(const QString& text, Tone tone, QAction* offer) {
    m_text->setText(text);
    setAccessibleName(text);
    const bool dark = parentWidget()->palette().color(QPalette::Window).lightness() < 128;
    QPalette colours = parentWidget()->palette();
    const QColor problem = dark ? QColor(0x5a, 0x2a, 0x22) : QColor(0xfd, 0xe8, 0xe4);
    colours.setColor(QPalette::Window,
                     tone == Tone::Problem ? problem : colours.color(QPalette::AlternateBase));
    setPalette(colours);
    m_offer->disconnect();
    m_offer->setVisible(offer != nullptr);
    if (offer != nullptr) {
        m_offer->setText(offer->iconText());
        connect(m_offer, &QToolButton::clicked, offer, [this, offer] {
            offer->trigger();
            clear();
        });
    }
    show();
}

} // namespace faultline::ui
