// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/mode_button.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"

#include <algorithm>

#include <QAction>
#include <QPainter>

namespace faultline::ui {

namespace {

constexpr int margin = 8;
constexpr int badgeSide = 24;

QString withoutMnemonic(QString text) {
    return text.remove(QLatin1Char('&'));
}

} // namespace

ModeButton::ModeButton(QAction* action, const QString& key, const QString& letter, const QColor& colour,
                       const QString& definition, QWidget* parent)
    : QAbstractButton(parent)
    , m_key(key)
    , m_letter(letter)
    , m_colour(colour)
    , m_definition(definition) {
    setText(withoutMnemonic(action->text()));
    setAccessibleName(tr("%1, key %2").arg(text(), key));
    setAccessibleDescription(definition);
    setTip(this, definition);
    setCheckable(true);
    setFocusPolicy(Qt::NoFocus); // the keys belong to the grid
    setEnabled(action->isEnabled());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, action, [this, action] {
        setChecked(!isChecked()); // what is checked follows the stored label, not the click
        action->trigger();
    });
    connect(action, &QAction::changed, this, [this, action] { setEnabled(action->isEnabled()); });
}

QFont ModeButton::smallFont() const {
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

int ModeButton::textLeft() const {
    return margin + badgeSide + margin;
}

int ModeButton::heightForWidth(int width) const {
    int height = std::max(badgeSide, fontMetrics().height());
    if (!m_definition.isEmpty()) {
        const QRect room(0, 0, std::max(40, width - textLeft() - margin), 1000);
        height = fontMetrics().height() + 2 +
                 QFontMetrics(smallFont()).boundingRect(room, Qt::TextWordWrap, m_definition).height();
    }
    return std::max(height, badgeSide) + 2 * margin - 4;
}

QSize ModeButton::sizeHint() const {
    constexpr int usualWidth = 300;
    return {usualWidth, heightForWidth(usualWidth)}; // heightForWidth() answers for every other width
}

void ModeButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const QPalette::ColorGroup group = isEnabled() ? QPalette::Active : QPalette::Disabled;
    QColor line = palette().color(group, QPalette::WindowText);
    line.setAlphaF(0.22F);
    QColor fill = palette().color(group, QPalette::Button);
    if (isDown())
        fill = fill.darker(112);
    else if (underMouse() && isEnabled())
        fill = fill.lighter(104);
    painter.setBrush(fill);
    painter.setPen(isChecked() ? QPen(m_colour, 2) : QPen(line, 1));
    painter.drawRoundedRect(isChecked() ? frame.adjusted(0.5, 0.5, -0.5, -0.5) : frame, 5, 5);

    const QRectF badge(margin, margin - 1, badgeSide, badgeSide);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isEnabled() ? m_colour : palette().color(QPalette::Disabled, QPalette::Mid));
    painter.drawRoundedRect(badge, 4, 4);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(readableOn(isEnabled() ? m_colour : palette().color(QPalette::Disabled, QPalette::Mid)));
    painter.drawText(badge, Qt::AlignCenter, m_key);

    const int textWidth = width() - textLeft() - margin;
    const int lineHeight = fontMetrics().height();
    const int top = m_definition.isEmpty() ? (height() - lineHeight) / 2 : margin - 2;
    painter.setPen(palette().color(group, QPalette::ButtonText));
    painter.drawText(QRect(textLeft(), top, textWidth, lineHeight), Qt::AlignLeft | Qt::AlignVCenter, text());
    QColor muted = palette().color(group, QPalette::ButtonText);
    muted.setAlphaF(0.66F);
    painter.setPen(muted);
    painter.setFont(font());
    painter.drawText(QRect(textLeft(), top, textWidth, lineHeight), Qt::AlignRight | Qt::AlignVCenter,
                     m_letter);
    if (!m_definition.isEmpty()) {
        painter.setFont(smallFont());
        painter.drawText(QRect(textLeft(), top + lineHeight + 2, textWidth, height()),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_definition);
    }
}

} // namespace faultline::ui
