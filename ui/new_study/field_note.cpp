// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/field_note.h"

#include "ui/fitting/name_text.h"
#include "ui/text/announce.h"

#include <utility>

#include <QEvent>

namespace faultline::ui {

FieldNote::FieldNote(QWidget* parent)
    : PlainLabel(parent) {
    setWordWrap(true);
    hide();
}

void FieldNote::tell(const QString& sentence, Kind kind) {
    if (sentence == m_sentence && kind == m_kind)
        return;
    m_kind = kind;
    m_sentence = sentence.left(1).toUpper() + sentence.mid(1);
    setText(breakable(m_sentence));
    setAccessibleName(kind == Kind::Fault ? tr("To be corrected: %1").arg(m_sentence) : m_sentence);
    takeColours();
    setVisible(!sentence.isEmpty());
    if (kind == Kind::Fault && isVisible())
        announce(this);
}

void FieldNote::changeEvent(QEvent* event) {
    PlainLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        takeColours();
}

void FieldNote::takeColours() {
    if (std::exchange(m_isTakingColours, true))
        return;   // it is this that changes them
    QPalette own; // all but what is set comes from around it
    if (m_kind == Kind::Fault) {
        const bool isDark = palette().color(QPalette::Window).lightness() < 128;
        own.setColor(QPalette::WindowText, isDark ? QColor(0xff, 0xa0, 0x90) : QColor(0xa6, 0x1b, 0x0c));
    }
    setPalette(own);
    m_isTakingColours = false;
}

} // namespace faultline::ui
