// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consensus/label_card.h"

#include "ui/fitting/name_text.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/open_study.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr int cardWidth = 190; // pixels; three stand side by side in a usual window

} // namespace

QString judgementInWords(const labels::Judgement& judgement, const OpenStudy& study) {
    QString words = judgementStyle(judgement, study.taxonomy()).name;
    if (const QString reason = exclusionName(judgement); !reason.isEmpty())
        words += QStringLiteral(": ") + reason;
    if (const auto right = judgement.rightClass())
        words += LabelCard::tr(", it is %1").arg(study.className(*right));
    return words;
}

LabelCard::LabelCard(QWidget* parent)
    : QFrame(parent)
    , m_whose(new PlainLabel(this))
    , m_badge(new PlainLabel(this))
    , m_judgement(new PlainLabel(this))
    , m_note(new PlainLabel(this)) {
    setFrameShape(QFrame::StyledPanel);
    setFixedWidth(cardWidth);
    m_whose->setForegroundRole(QPalette::PlaceholderText);
    QFont bold = m_judgement->font();
    bold.setBold(true);
    m_judgement->setFont(bold);
    m_badge->setFont(bold);
    m_badge->setAutoFillBackground(true);
    m_badge->setAlignment(Qt::AlignCenter);
    m_badge->setMinimumWidth(m_badge->fontMetrics().height() * 3 / 2);
    for (QLabel* text : {m_judgement, m_note})
        text->setWordWrap(true);
    auto* said = new QHBoxLayout;
    said->addWidget(m_badge);
    said->addWidget(m_judgement, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(4);
    column->addWidget(m_whose);
    column->addLayout(said);
    column->addWidget(m_note);
}

void LabelCard::setLabel(const QString& whose, const labels::Label& label, const OpenStudy& study) {
    const JudgementStyle style = judgementStyle(label.judgement, study.taxonomy());
    QPalette colours = palette();
    colours.setColor(QPalette::Window, style.fill);
    colours.setColor(QPalette::WindowText, style.text);
    m_badge->setPalette(colours);
    m_badge->setText(style.letter);
    const QString judgement = judgementInWords(label.judgement, study);
    QStringList lines;
    QStringList also;
    for (const base::ModeId mode : label.secondary)
        also << judgementStyle(labels::Judgement::of(mode), study.taxonomy()).name;
    if (!also.isEmpty())
        lines << tr("Also: %1").arg(also.join(QStringLiteral(", ")));
    if (const QString note = QString::fromStdString(label.note); !note.isEmpty())
        lines << tr("Note: %1").arg(note);
    m_whose->setText(whose);
    m_judgement->setText(breakable(judgement));
    m_note->setText(breakable(lines.join(u'\n')));
    m_note->setVisible(!lines.isEmpty());
    setAccessibleName(
        QStringLiteral("%1: %2").arg(whose, (QStringList{judgement} + lines).join(QStringLiteral(". "))));
}

} // namespace faultline::ui
