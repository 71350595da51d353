// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/find_bar.h"

#include "ui/text/announce.h"
#include "ui/text/plain_text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTextCursor>
#include <QTextEdit>

namespace faultline::ui {

FindBar::FindBar(QTextEdit* text, QWidget* parent)
    : QWidget(parent)
    , m_text(text)
    , m_words(new QLineEdit(this))
    , m_note(new PlainLabel(this)) {
    m_words->setObjectName(QStringLiteral("findWords"));
    m_words->setPlaceholderText(tr("Find (Ctrl+F)"));
    m_words->setAccessibleName(tr("Find in the text"));
    m_words->setClearButtonEnabled(true);
    m_words->installEventFilter(this);
    m_note->setObjectName(QStringLiteral("findNote"));
    m_note->setAccessibleName(tr("Find"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_words, 1);
    row->addWidget(m_note, 1);
    connect(m_words, &QLineEdit::textChanged, this, [this] { find(Begin::HereToo); });
    const auto add = [this](const QKeySequence& key, const std::function<void()>& act) {
        auto* action = new QAction(this);
        action->setShortcut(key);
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    add(QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        m_words->setFocus(Qt::ShortcutFocusReason);
        m_words->selectAll();
    });
    add(QKeySequence(Qt::Key_F3), [this] { find(Begin::AfterHere); });
    add(QKeySequence(Qt::SHIFT | Qt::Key_F3),
        [this] { find(Begin::AfterHere, QTextDocument::FindBackward); });
}

void FindBar::find(Begin begin, QTextDocument::FindFlags flags) {
    const QString words = m_words->text();
    QTextCursor here = m_text->textCursor();
    if (begin == Begin::HereToo || words.isEmpty())
        here.setPosition(here.selectionStart());
    m_text->setTextCursor(here); // what was found before is no longer marked
    if (words.isEmpty())
        return tell({});
    if (m_text->find(words, flags))
        return tell({});
    m_text->moveCursor(flags.testFlag(QTextDocument::FindBackward) ? QTextCursor::End : QTextCursor::Start);
    if (!m_text->find(words, flags)) {
        m_text->setTextCursor(here);
        tell(tr("“%1” is not found").arg(words));
    } else {
        tell(flags.testFlag(QTextDocument::FindBackward) ? tr("Went on from the end")
                                                         : tr("Went on from the beginning"));
    }
}

void FindBar::tell(const QString& sentence) {
    m_note->setText(sentence);
    m_note->setAccessibleDescription(sentence);
    if (!sentence.isEmpty())
        announce(m_note);
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_words || event->type() != QEvent::KeyPress)
        return false;
    const auto& key = static_cast<const QKeyEvent&>(*event);
    if (key.key() == Qt::Key_Escape) {
        m_text->setFocus();
        return true;
    }
    if (key.key() != Qt::Key_Return && key.key() != Qt::Key_Enter)
        return false;
    find(Begin::AfterHere, key.modifiers().testFlag(Qt::ShiftModifier) ? QTextDocument::FindBackward
                                                                       : QTextDocument::FindFlags());
    return true;
}

} // namespace faultline::ui
