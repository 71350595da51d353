// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_panel.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

/// A small button for an action, with its key printed on it.
QToolButton* keyButton(QAction* action, const QString& text, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(
        QStringLiteral("%1  %2").arg(action->shortcut().toString(QKeySequence::NativeText), text));
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::NoFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setEnabled(action->isEnabled());
    QObject::connect(button, &QToolButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button,
                     [button, action] { button->setEnabled(action->isEnabled()); });
    return button;
}

} // namespace

LabelPanel::LabelPanel(Workspace& workspace, LabelActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_actions(actions)
    , m_target(new PlainLabel(this))
    , m_buttons(new QVBoxLayout)
    , m_note(new PlainLabel(this))
    , m_editor(new NoteEditor(workspace, this))
    , m_progressText(new PlainLabel(this))
    , m_progress(new QProgressBar(this)) {
    m_buttons->setSpacing(6);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_progress->setAccessibleName(tr("Labelling progress"));

    auto* advance = new QCheckBox(tr("Auto-advance"), this);
    advance->setFocusPolicy(Qt::NoFocus);
    copyTip(*actions.autoAdvance(), advance);
    advance->setChecked(actions.autoAdvance()->isChecked());
    connect(advance, &QCheckBox::toggled, actions.autoAdvance(), &QAction::setChecked);
    connect(actions.autoAdvance(), &QAction::toggled, advance, &QCheckBox::setChecked);

    auto* small = new QHBoxLayout;
    small->setSpacing(6);
    small->addWidget(keyButton(actions.clear(), tr("Clear"), this));
    small->addWidget(keyButton(actions.note(), tr("Note"), this));
    auto* last = new QHBoxLayout;
    last->addWidget(m_progressText);
    last->addStretch(1);
    last->addWidget(advance);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->setSpacing(6);
    layout->addWidget(m_target);
    layout->addLayout(m_buttons);
    layout->addLayout(small);
    layout->addWidget(m_note);
    layout->addWidget(m_editor);
    layout->addLayout(last);
    layout->addWidget(m_progress);
    layout->addStretch(1);

    connect(&actions, &LabelActions::modesChanged, this, &LabelPanel::makeButtons);
    connect(&workspace.cursor(), &Cursor::selectionChanged, this, &LabelPanel::refreshTarget);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &LabelPanel::refreshTarget);
    connect(&workspace, &Workspace::closed, this, &LabelPanel::refreshTarget);
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, &LabelPanel::refreshProgress);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, &LabelPanel::refreshProgress);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &LabelPanel::refreshProgress);
    connect(&workspace.items(), &Items::failuresArrived, this, &LabelPanel::refreshProgress);
    m_note->setWordWrap(true);
    m_note->setAccessibleName(tr("Note"));
    connect(&actions, &LabelActions::noteWanted, m_editor, &NoteEditor::begin);
    connect(m_editor, &NoteEditor::begun, this, &LabelPanel::refreshNote);
    connect(m_editor, &NoteEditor::ended, this, &LabelPanel::refreshNote);
    connect(&workspace.labelling(), &Labelling::acted, this, &LabelPanel::refreshNote);
    connect(&workspace.labelling(), &Labelling::failed, this, &LabelPanel::refreshNote);
    makeButtons();
    refreshProgress();
}

void LabelPanel::makeButtons() {
    for (ModeButton* button : m_modeButtons)
        delete button;
    m_modeButtons.clear();
    delete m_exclude;
    const auto& modes = m_actions.taxonomy().modes();
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const JudgementStyle style = modeStyle(modes[i]);
        m_modeButtons.push_back(new ModeButton(m_actions.modeActions()[static_cast<qsizetype>(i)],
                                               QString(QLatin1Char(modes[i].digit)), style.letter, style.fill,
                                               QString::fromStdString(modes[i].definition), this));
        m_buttons->addWidget(m_modeButtons.back());
    }
    const JudgementStyle excluded = judgementStyle(labels::Judgement::excluded(), m_actions.taxonomy());
    m_exclude = new ModeButton(m_actions.exclude(), excluded.letter, {}, excluded.fill,
                               tr("Ground truth wrong or undecidable; never charted as a mode."), this);
    m_buttons->addWidget(m_exclude);
    refreshTarget();
}

void LabelPanel::refreshTarget() {
    const std::vector<int> rows =
        m_workspace.study().isOpen() ? m_workspace.cursor().targets() : std::vector<int>{};
    if (rows.empty())
        m_target->setText(tr("Nothing is selected"));
    else if (rows.size() == 1)
        m_target->setText(tr("Sample #%1: what is the dominant mode?")
                              .arg(m_workspace.items().failure(rows.front()).sample.value));
    else
        m_target->setText(tr("%1 failures are selected").arg(countText(rows.size())));

    const auto carried = [&](const labels::Judgement& judgement) {
        return rows.size() == 1 && m_workspace.labelling().judgement(rows.front()) == judgement;
    };
    const auto& modes = m_actions.taxonomy().modes();
    for (std::size_t i = 0; i < modes.size(); ++i)
        m_modeButtons[i]->setChecked(carried(labels::Judgement::of(modes[i].id)));
    m_exclude->setChecked(carried(labels::Judgement::excluded()));
    refreshNote();
}

void LabelPanel::refreshNote() {
    const std::vector<int> rows =
        m_workspace.study().isOpen() ? m_workspace.cursor().targets() : std::vector<int>{};
    QString text;
    if (rows.size() == 1 && !m_editor->isWriting()) {
        constexpr int longest = 300; // characters; the inspector shows all
        const QString note = m_workspace.labelling().note(rows.front());
        if (!m_editor->draft(rows.front()).isEmpty())
            text = tr("A note is begun and not saved: N goes on with it");
        else if (!note.isEmpty())
            text = tr("Note: %1").arg(note.size() > longest ? note.left(longest) + QChar(0x2026) : note);
    }
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void LabelPanel::refreshProgress() {
    const int all = static_cast<int>(m_workspace.items().failures().size());
    const int labelled = m_workspace.labelling().labelledCount();
    m_progressText->setText(tr("%1 of %2 decided").arg(countText(labelled), countText(all)));
    m_progress->setMaximum(qMax(1, all));
    m_progress->setValue(labelled);
}

} // namespace faultline::ui
