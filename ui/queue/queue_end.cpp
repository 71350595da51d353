// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_end.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <map>
#include <utility>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QString othersText(const workbench::SessionEnd& end) {
    if (end.open.empty())
        return end.others > 0 ? QueueEnd::tr("The others who are asked have answered all of theirs, too.")
                              : QString();
    QStringList open;
    for (const workbench::SessionEnd::OpenQueue& each : end.open)
        open << QueueEnd::tr("%1 (%2 of %3 answered)")
                    .arg(QString::fromStdString(each.annotator), countText(each.answered),
                         countText(each.places));
    return QueueEnd::tr("Still open: %1.").arg(open.join(QStringLiteral(", ")));
}

} // namespace

QueueEnd::QueueEnd(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_text(new PlainLabel(this))
    , m_verdict(new QPushButton(tr("Verdict (F9)"), this))
    , m_adjudicate(new QPushButton(this)) {
    m_text->setObjectName(QStringLiteral("queueEndText"));
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_verdict->setObjectName(QStringLiteral("queueEndVerdict"));
    m_adjudicate->setObjectName(QStringLiteral("queueEndAdjudicate"));
    m_adjudicate->setVisible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_text);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_verdict);
    buttons->addWidget(m_adjudicate);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    connect(m_verdict, &QPushButton::clicked, this, &QueueEnd::verdictWanted);
    connect(m_adjudicate, &QPushButton::clicked, this, &QueueEnd::adjudicationWanted);
    connect(&workspace.queue(), &QueueSession::changed, this, [this] {
        if (isVisible())
            refresh();
    });
}

void QueueEnd::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

/// The next annotator is not told what this one said.
void QueueEnd::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_reading.drop();
    forget();
}

void QueueEnd::forget() {
    m_text->clear();
    m_adjudicate->setVisible(false);
}

void QueueEnd::refresh() {
    const auto asked = m_reading.ask();
    const QueueSession& queue = m_workspace.queue();
    if (const QString annotator = m_workspace.labelling().annotator();
        std::exchange(m_annotator, annotator) != annotator)
        forget();
    if (!m_workspace.study().isOpen() || !queue.isPlanned())
        return;
    m_workspace.study().thread()->post(
        this,
        [plan = queue.plan(), name = m_workspace.labelling().annotator().toStdString()](study::Study& file) {
            return workbench::sessionEnd(file, plan, name);
        },
        [this, asked](const base::Result<workbench::SessionEnd>& end) {
            if (!m_reading.counts(asked) || !m_workspace.queue().isPlanned())
                return;
            if (end)
                take(*end);
            else
                m_text->setText(QString::fromStdString(end.error().message));
        });
}

void QueueEnd::take(const workbench::SessionEnd& end) {
    QStringList lines{ownText(), repeatsText(), othersText(end),
                      tr("Backspace goes back to the last place; what was said there can be said anew.")};
    lines.removeAll(QString());
    m_text->setText(lines.join(QStringLiteral("\n\n")));
    m_adjudicate->setVisible(end.disputed > 0);
    m_adjudicate->setText(
        end.disputed == 1
            ? tr("Adjudicate 1 item on which labels differ (F8)")
            : tr("Adjudicate %1 items on which labels differ (F8)").arg(countText(end.disputed)));
}

QString QueueEnd::ownText() const {
    const QueueSession& queue = m_workspace.queue();
    const auto& places = queue.walk().places();
    std::map<QString, std::size_t> counts;
    for (std::uint32_t position = 0; position < places.size(); ++position)
        if (!places[position].isRepeat)
            ++counts[judgementStyle(queue.answerAt(position, places[position].sample).withoutReason(),
                                    m_workspace.study().taxonomy())
                         .name];
    QStringList words;
    for (const auto& [name, count] : counts)
        words << QStringLiteral("%1 %2").arg(name, countText(count));
    return words.isEmpty() ? QString() : tr("Yours: %1.").arg(words.join(QStringLiteral(", ")));
}

QString QueueEnd::repeatsText() const {
    const QueueSession& queue = m_workspace.queue();
    const auto& places = queue.walk().places();
    std::map<base::SampleIndex, labels::Judgement> first;
    for (std::uint32_t position = 0; position < places.size(); ++position)
        if (!places[position].isRepeat)
            first[places[position].sample] = queue.answerAt(position, places[position].sample);
    std::size_t twice = 0, alike = 0;
    for (std::uint32_t position = 0; position < places.size(); ++position)
        if (const base::SampleIndex sample = places[position].sample; places[position].isRepeat) {
            ++twice;
            alike +=
                first[sample].withoutReason() == queue.answerAt(position, sample).withoutReason() ? 1 : 0;
        }
    return twice == 0 ? QString()
                      : tr("Asked twice: %1, answered alike: %2.").arg(countText(twice), countText(alike));
}

} // namespace faultline::ui
