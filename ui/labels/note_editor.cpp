// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/note_editor.h"

#include "core/study/run_entry.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <utility>

#include <QApplication>
#include <QDockWidget>
#include <QFocusEvent>
#include <QKeyEvent>

namespace faultline::ui {

namespace {

const QString annotatorKey = QStringLiteral("annotator");
const QString runKey = QStringLiteral("run");
const QString sampleKey = QStringLiteral("sample");
const QString textKey = QStringLiteral("text");

} // namespace

NoteEditor::NoteEditor(Workspace& workspace, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_workspace(workspace) {
    setObjectName(QStringLiteral("noteEditor"));
    setFixedHeight(4 * fontMetrics().lineSpacing() + 12);
    hide();
    connect(&workspace, &Workspace::leaving, this, [this] { leave(Leave::Save); });
    connect(&workspace, &Workspace::closed, this, [this] {
        m_drafts.clear();
        m_saving.clear();
    });
    connect(&workspace.labelling(), &Labelling::acted, this, &NoteEditor::forgetSaved);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, [this] {
        if (m_annotator != m_workspace.labelling().annotator())
            leave(Leave::KeepDraft); // it is not theirs
    });
    connect(&workspace.labelling(), &Labelling::failed, this, [this] {
        m_drafts.merge(m_saving);
        m_saving.clear();
    });
}

void NoteEditor::begin() {
    if (isWriting())
        return;
    m_annotator = m_workspace.labelling().annotator();
    m_isOfQueue = m_workspace.queue().isActive();
    m_samples = targets();
    if (m_samples.empty())
        return;
    for (QWidget* panel = parentWidget(); panel != nullptr; panel = panel->parentWidget())
        if (auto* dock = qobject_cast<QDockWidget*>(panel)) {
            dock->show();
            dock->raise();
        }
    const QString what = m_samples.size() == 1 ? tr("Note on #%1").arg(m_samples.front().value)
                                               : tr("Note on %1 failures").arg(countText(m_samples.size()));
    setAccessibleName(what);
    setPlaceholderText(tr("%1: Enter saves, Shift+Enter breaks the line, Esc keeps a draft").arg(what));
    m_noteBefore = agreed([this](base::SampleIndex sample) { return note(sample); });
    const QString kept = agreed([this](base::SampleIndex sample) { return draft(sample); });
    setPlainText(kept.isEmpty() ? m_noteBefore : kept);
    m_focusBefore = QApplication::focusWidget();
    m_isFresh = true;
    show();
    setFocus();
    moveCursor(QTextCursor::End);
    Q_EMIT begun();
}

std::vector<base::SampleIndex> NoteEditor::targets() const {
    std::vector<base::SampleIndex> samples;
    if (m_isOfQueue) {
        const QueueSession& queue = m_workspace.queue();
        if (const auto place = queue.place(); queue.canSay() && !place->isRepeat)
            samples.push_back(place->sample);
        return samples;
    }
    for (const int row : m_workspace.cursor().targets())
        samples.push_back(m_workspace.items().failure(row).sample);
    return samples;
}

QString NoteEditor::note(base::SampleIndex sample) const {
    if (m_isOfQueue)
        return m_workspace.queue().note(sample);
    const int row = m_workspace.items().rowOf(sample);
    return row >= 0 ? m_workspace.labelling().note(row) : m_workspace.queue().note(sample); // of a control
}

QString NoteEditor::agreed(const std::function<QString(base::SampleIndex)>& textOf) const {
    QString first = textOf(m_samples.front());
    const bool areSame = std::all_of(m_samples.begin(), m_samples.end(),
                                     [&](base::SampleIndex sample) { return textOf(sample) == first; });
    return areSame ? first : QString();
}

NoteEditor::Place NoteEditor::placeOf(base::SampleIndex sample) const {
    return {m_workspace.labelling().annotator(), m_workspace.study().run(), sample};
}

QString NoteEditor::draft(base::SampleIndex sample) const {
    const auto found = m_drafts.find(placeOf(sample));
    return found != m_drafts.end() ? found->second : QString();
}

QVariantList NoteEditor::drafts() const {
    QVariantList kept;
    for (const auto& [place, text] : m_drafts) {
        const auto& [whose, run, sample] = place;
        const std::string& uuid = m_workspace.study().thread()->run(run).uuid;
        kept.append(QVariantMap{{annotatorKey, whose},
                                {runKey, QString::fromStdString(uuid)},
                                {sampleKey, sample.value},
                                {textKey, text}});
    }
    return kept;
}

void NoteEditor::takeDrafts(const QVariantList& kept) {
    m_drafts.clear();
    for (const QVariant& each : kept) {
        const QVariantMap draft = each.toMap();
        const std::string uuid = draft.value(runKey).toString().toStdString();
        for (const study::RunEntry& run : m_workspace.study().thread()->runs())
            if (run.uuid == uuid)
                m_drafts[{draft.value(annotatorKey).toString(), run.id,
                          base::SampleIndex(draft.value(sampleKey).toUInt())}] =
                    draft.value(textKey).toString();
    }
    Q_EMIT draftsTaken();
}

void NoteEditor::leave(Leave how) {
    if (!isWriting())
        return;
    if (m_annotator != m_workspace.labelling().annotator() || !m_workspace.study().isWritable())
        how = Leave::KeepDraft; // it could not be saved as theirs
    const std::vector<base::SampleIndex> samples = std::exchange(m_samples, {});
    const QString text = toPlainText().trimmed();
    for (const base::SampleIndex sample : samples) {
        const Place place{m_annotator, m_workspace.study().run(), sample};
        m_drafts.erase(place);
        if (text != m_noteBefore)
            (how == Leave::Save ? m_saving : m_drafts)[place] = text;
    }
    if (text != m_noteBefore && how == Leave::Save)
        save(samples, text);
    const bool hadFocus = hasFocus();
    hide();
    if (hadFocus && m_focusBefore)
        m_focusBefore->setFocus();
    Q_EMIT ended();
}

void NoteEditor::save(const std::vector<base::SampleIndex>& samples, const QString& text) {
    if (m_isOfQueue)
        return m_workspace.queue().write(samples.front(), text);
    std::vector<int> rows;
    for (const base::SampleIndex sample : samples)
        if (const int row = m_workspace.items().rowOf(sample); row >= 0)
            rows.push_back(row);
    m_workspace.labelling().label(rows, {std::nullopt, text.toStdString()});
}

void NoteEditor::forgetSaved() {
    std::erase_if(m_saving, [this](const auto& saving) {
        const auto& [place, text] = saving;
        const auto& [whose, run, sample] = place;
        return whose == m_workspace.labelling().annotator() && run == m_workspace.study().run() &&
               note(sample) == text;
    });
}

bool NoteEditor::event(QEvent* event) {
    // Esc is a shortcut of the window, too.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void NoteEditor::keyPressEvent(QKeyEvent* event) {
    if (m_isFresh && event->isAutoRepeat())
        return; // the key that began it is still held
    m_isFresh = false;
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && !event->modifiers().testFlag(Qt::ShiftModifier))
        leave(Leave::Save);
    else if (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)
        leave(Leave::Save);
    else if (event->key() == Qt::Key_Escape)
        leave(Leave::KeepDraft);
    else
        QPlainTextEdit::keyPressEvent(event);
}

void NoteEditor::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason)
        leave(Leave::Save);
}

} // namespace faultline::ui
