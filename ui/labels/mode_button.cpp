// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/mode_button.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"

#include <algorithm>

#include <QAction>
#include <QPainter>

namespace faultline::ui {

namespace {

constexpr int badgeSide = 24;
constexpr int exampleSide = 40; // pixels
constexpr int exampleGap = 6;
constexpr int letterGap = 6;
constexpr double sizeStep = 0.25; ///< points
constexpr double smallest = 0.8;  ///< of the usual size: a name gives way so far before it is cut

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
    setAccessibleDescription(definition);
    setTip(this, text() + QStringLiteral("\n") + definition);
    setCheckable(true);
    setFocusPolicy(Qt::NoFocus); // the keys belong to the grid
    follow(*action);
    // Not fixed: that would be the hint's height, which is of a wider button than a narrow panel has.
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(this, &QAbstractButton::clicked, action, [this, action] {
        setChecked(!isChecked()); // what is checked follows the stored label, not the click
        action->trigger();
    });
    connect(action, &QAction::changed, this, [this, action] { follow(*action); });
}

void ModeButton::follow(const QAction& action) {
    const bool hasItsKey = action.shortcuts().contains(QKeySequence(m_key));
    const QString key = hasItsKey ? m_key : action.shortcut().toString(QKeySequence::NativeText);
    m_shownLetter = hasItsKey ? m_letter : key;
    setAccessibleName(key.isEmpty() ? text() : tr("%1, key %2").arg(text(), key));
    setEnabled(action.isEnabled());
    update();
}

void ModeButton::setForm(Form form) {
    if (form == m_form)
        return;
    m_form = form;
    updateGeometry();
    update();
}

void ModeButton::setExamples(const std::vector<QImage>& pictures, const QString& inWords) {
    m_examples = pictures;
    setAccessibleDescription(inWords.isEmpty() ? m_definition : m_definition + u'\n' + inWords);
    updateGeometry();
    update();
}

int ModeButton::heightOfExamples(Form form) const {
    return form == Form::Pictured && !m_examples.empty() ? exampleGap + exampleSide : 0;
}

QFont ModeButton::smallFont() const {
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

QFont ModeButton::nameFont(int width) const {
    QFont font = this->font();
    font.setBold(m_form != Form::Line);
    const double usual = font.pointSizeF();
    for (double size = usual; size >= smallest * usual; size -= sizeStep) { // hinted letters jump in width
        font.setPointSizeF(size);
        if (QFontMetrics(font).horizontalAdvance(text()) <= width)
            break;
    }
    return font;
}

int ModeButton::textLeft(Form form) {
    return marginOf(form) + badgeSide + marginOf(form);
}

int ModeButton::heightOf(Form form, int width) const {
    int height = std::max(badgeSide, fontMetrics().height());
    if (form != Form::Line && !m_definition.isEmpty()) {
        const QRect room(0, 0, std::max(40, width - textLeft(form) - marginOf(form)), 1000);
        height = fontMetrics().height() + 2 +
                 QFontMetrics(smallFont()).boundingRect(room, Qt::TextWordWrap, m_definition).height();
    }
    return std::max(height, badgeSide) + heightOfExamples(form) + 2 * marginOf(form) - 4;
}

QSize ModeButton::sizeHint() const {
    constexpr int usualWidth = 300;
    return {usualWidth, heightForWidth(usualWidth)}; // heightForWidth() answers for every other width
}

QSize ModeButton::minimumSizeHint() const {
    const int fewLetters = 6 * fontMetrics().averageCharWidth();
    return {textLeft(m_form) + fewLetters + marginOf(m_form), heightForWidth(sizeHint().width())};
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

    paintBadge(painter);
    paintWords(painter, group);
    paintExamples(painter);
}

void ModeButton::paintBadge(QPainter& painter) const {
    const int margin = marginOf(m_form);
    const double top = isTall() ? margin - 1 : (height() - badgeSide) / 2.0;
    const QRectF badge(margin, top, badgeSide, badgeSide);
    const QColor fill = isEnabled() ? m_colour : palette().color(QPalette::Disabled, QPalette::Mid);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(badge, 4, 4);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(readableOn(fill));
    painter.drawText(badge, Qt::AlignCenter, m_key);
}

void ModeButton::paintWords(QPainter& painter, QPalette::ColorGroup group) const {
    const int left = textLeft(m_form);
    const int lineHeight = fontMetrics().height();
    const int top = isTall() ? marginOf(m_form) - 2 : (height() - lineHeight) / 2;
    const QRect line(left, top, width() - left - marginOf(m_form), lineHeight);
    QColor muted = palette().color(group, QPalette::ButtonText);
    muted.setAlphaF(0.66F);
    painter.setPen(muted);
    painter.setFont(font());
    // A letter always has its place, a chord of keys where there is room.
    int letter = fontMetrics().horizontalAdvance(m_shownLetter) + letterGap;
    if (m_shownLetter.isEmpty() || (m_shownLetter.size() > 1 && letter > line.width() / 3))
        letter = 0;
    else
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, m_shownLetter);
    painter.setFont(nameFont(line.width() - letter));
    painter.setPen(palette().color(group, QPalette::ButtonText));
    painter.drawText(line.adjusted(0, 0, -letter, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width() - letter));
    painter.setPen(muted);
    if (m_form != Form::Line) {
        painter.setFont(smallFont());
        painter.drawText(QRect(left, line.bottom() + 3, line.width(), height()),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_definition);
    }
}

void ModeButton::paintExamples(QPainter& painter) const {
    if (heightOfExamples(m_form) == 0)
        return;
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const int top = height() - marginOf(m_form) - exampleSide + 2;
    QRect place(textLeft(m_form), top, exampleSide, exampleSide);
    for (const QImage& picture : m_examples) {
        if (!picture.isNull()) { // not read yet: its place stays free
            QRect fitting(QPoint(), picture.size().scaled(place.size(), Qt::KeepAspectRatio));
            fitting.moveCenter(place.center());
            painter.drawImage(fitting, picture);
        }
        place.translate(exampleSide + exampleGap, 0);
    }
}

} // namespace faultline::ui
