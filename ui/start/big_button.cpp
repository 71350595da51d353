// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/big_button.h"

#include "ui/text/plain_text.h"

#include <QPainter>
#include <QVBoxLayout>

namespace faultline::ui {

BigButton::BigButton(QAction* action, const QString& description, Weight weight, QWidget* parent)
    : QPushButton(parent)
    , m_weight(weight)
    , m_title(new PlainLabel(this))
    , m_description(new PlainLabel(description, this)) {
    QFont titleFont = font();
    titleFont.setBold(true);
    if (weight == Weight::Main)
        titleFont.setPointSizeF(titleFont.pointSizeF() * 1.3);
    m_title->setFont(titleFont);
    QString title = action->text();
    title.remove(u'&');
    m_title->setText(title);
    for (QLabel* label : {m_title, m_description}) {
        label->setForegroundRole(QPalette::ButtonText);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    m_description->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_description);

    setAccessibleName(title);
    setAccessibleDescription(description);
    setTip(this,
           action->shortcut().isEmpty() ? QString() : action->shortcut().toString(QKeySequence::NativeText));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setEnabled(action->isEnabled());
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, this, &QPushButton::setEnabled);
}

QSize BigButton::sizeHint() const {
    return layout()->sizeHint();
}

QSize BigButton::minimumSizeHint() const {
    return layout()->minimumSize();
}

int BigButton::heightForWidth(int width) const {
    return layout()->heightForWidth(width);
}

void BigButton::paintEvent(QPaintEvent* event) {
    QPushButton::paintEvent(event);
    if (m_weight != Weight::Main)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isEnabled() ? palette().highlight() : palette().mid());
    painter.drawRoundedRect(QRectF(5, 8, 4, height() - 16), 2, 2);
}

} // namespace faultline::ui
