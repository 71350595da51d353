// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_panel.h"

#include "ui/fitting/elided_label.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QAction>
#include <QCheckBox>
#include <QGridLayout>
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
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::NoFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto follow = [button, action, text] {
        const QString key = action->shortcut().toString(QKeySequence::NativeText);
        button->setText(key.isEmpty() ? text : QStringLiteral("%1  %2").arg(key, text));
        button->setEnabled(action->isEnabled());
    };
    QObject::connect(button, &QToolButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

} // namespace

LabelPanel::LabelPanel(Workspace& workspace, LabelActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_actions(actions)
    , m_target(new PlainLabel(this))
    , m_buttons(new QGridLayout)
    , m_examples(workspace)
    , m_note(new PlainLabel(this))
    , m_noteLine(new ElidedLabel(Qt::ElideRight, this))
    , m_editor(new NoteEditor(workspace, this))
    , m_progressText(new PlainLabel(this))
    , m_progress(new QProgressBar(this)) {
    m_buttons->setSpacing(6);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);
    m_progress->setAccessibleName(tr("Labelling progress"));

    for (QLabel* text : {m_target, m_note}) {
        text->setWordWrap(true);
        QSizePolicy shrinking = text->sizePolicy(); // a long word is no reason to be wide
        shrinking.setHorizontalPolicy(QSizePolicy::Ignored);
        text->setSizePolicy(shrinking);
    }
    for (QLabel* text : {m_note, static_cast<QLabel*>(m_noteLine)})
        text->setAccessibleName(tr("Note"));
    layOut();

    connect(&actions, &LabelActions::modesChanged, this, &LabelPanel::makeButtons);
    connect(&m_examples, &ModeExamples::changed, this, &LabelPanel::showExamples);
    connect(&workspace.cursor(), &Cursor::selectionChanged, this, &LabelPanel::refreshTarget);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &LabelPanel::refreshTarget);
    connect(&workspace, &Workspace::closed, this, &LabelPanel::refreshTarget);
    for (const auto refresh : {&LabelPanel::refreshTarget, &LabelPanel::refreshProgress}) {
        connect(&workspace.queue(), &QueueSession::changed, this, refresh);
        connect(&workspace.queue(), &QueueSession::activeChanged, this, refresh);
    }
    connect(&workspace.adjudication(), &AdjudicationSession::changed, this, &LabelPanel::refreshTarget);
    connect(&workspace.adjudication(), &AdjudicationSession::activeChanged, this, &LabelPanel::refreshTarget);
    connect(&workspace.adjudication(), &AdjudicationSession::activeChanged, this,
            &LabelPanel::refreshProgress);
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, &LabelPanel::refreshProgress);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, &LabelPanel::refreshProgress);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &LabelPanel::refreshProgress);
    connect(&workspace.items(), &Items::failuresArrived, this, &LabelPanel::refreshProgress);
    connect(&actions, &LabelActions::noteWanted, m_editor, &NoteEditor::begin);
    connect(m_editor, &NoteEditor::begun, this, &LabelPanel::refreshNote);
    connect(
        m_editor, &NoteEditor::begun, this, [this] { m_scroll->ensureWidgetVisible(m_editor); },
        Qt::QueuedConnection); // once it has its room
    for (const auto signal : {&NoteEditor::ended, &NoteEditor::draftsTaken})
        connect(m_editor, signal, this, &LabelPanel::refreshNote);
    connect(&workspace.labelling(), &Labelling::acted, this, &LabelPanel::refreshNote);
    connect(&workspace.labelling(), &Labelling::failed, this, &LabelPanel::refreshNote);
    makeButtons();
    refreshProgress();
}

void LabelPanel::layOut() {
    auto* advance = new QCheckBox(tr("Auto-advance"), this);
    advance->setFocusPolicy(Qt::NoFocus);
    copyTip(*m_actions.autoAdvance(), advance);
    advance->setChecked(m_actions.autoAdvance()->isChecked());
    connect(advance, &QCheckBox::toggled, m_actions.autoAdvance(), &QAction::setChecked);
    connect(m_actions.autoAdvance(), &QAction::toggled, advance, &QCheckBox::setChecked);

    auto* small = new QHBoxLayout;
    small->setSpacing(6);
    small->addWidget(keyButton(m_actions.clear(), tr("Clear"), this));
    small->addWidget(keyButton(m_actions.note(), tr("Note"), this));
    auto* last = new QHBoxLayout;
    last->addWidget(m_progressText);
    last->addStretch(1);
    last->addWidget(advance);

    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->setSpacing(6);
    layout->addWidget(m_target);
    layout->addLayout(m_buttons);
    layout->addLayout(small);
    layout->addLayout(last);
    layout->addWidget(m_progress);
    layout->addWidget(m_note); // last, so that nothing moves by what is said of a failure
    layout->addWidget(m_noteLine);
    layout->addWidget(m_editor);
    layout->addStretch(1);
    m_scroll = new FittingScroll(content, this);
    m_scroll->setAccessibleName(tr("Failure modes"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_scroll);
}

QSize LabelPanel::sizeHint() const {
    constexpr int usualWidth = 320; // pixels
    return {usualWidth, heightOf(Form::Full, usualWidth)};
}

void LabelPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitButtons();
}

std::vector<ModeButton*> LabelPanel::buttons() const {
    std::vector<ModeButton*> all = m_modeButtons;
    all.push_back(m_none);
    all.push_back(m_exclude);
    return all;
}

QSize LabelPanel::minimumSizeHint() const {
    constexpr int narrow = 262; // pixels
    constexpr int most = 250;   // pixels; what is higher scrolls
    const int width = std::max(narrow, m_scroll->minimumSizeHint().width());
    return {width, std::min(most, heightOf(Form::TwoColumns, width))};
}

int LabelPanel::heightOf(Form form, int width) const {
    const QLayout& content = *m_scroll->widget()->layout();
    const int inner = width - content.contentsMargins().left() - content.contentsMargins().right();
    const auto heightIn = [&](const QWidget& widget) {
        if (widget.isHidden())
            return 0;
        const int height =
            widget.hasHeightForWidth() ? widget.heightForWidth(inner) : widget.sizeHint().height();
        return std::clamp(height, widget.minimumHeight(), widget.maximumHeight()) + content.spacing();
    };
    // The same for each failure, whatever is said of it: the buttons keep their places.
    const int noteRoom = content.spacing() + (form == Form::TwoColumns ? 1 : 2) * fontMetrics().lineSpacing();
    return content.totalHeightForWidth(width) - heightIn(*m_note) - heightIn(*m_noteLine) -
           heightIn(*m_editor) + noteRoom - m_buttons->heightForWidth(inner) + heightOfButtons(form, inner);
}

void LabelPanel::fitButtons() {
    const auto fits = [&](Form form) { return heightOf(form, width()) <= height(); };
    Form wanted = Form::TwoColumns;
    for (const Form form : {Form::Lines, Form::Full, Form::Pictured})
        wanted = fits(form) ? form : wanted;
    if (wanted != m_form)
        placeButtons(wanted);
}

int LabelPanel::heightOfButtons(Form form, int width) const {
    if (form == Form::Pictured || form == Form::Full) {
        int height = -m_buttons->spacing();
        for (const ModeButton* button : buttons())
            height += button->heightOf(buttonForm(form), width) + m_buttons->spacing();
        return height;
    }
    const int lines = static_cast<int>(buttons().size() + columnsOf(form) - 1) / columnsOf(form);
    const int line = m_exclude->heightOf(ModeButton::Form::Line, width);
    return lines * (line + m_buttons->spacing()) - m_buttons->spacing();
}

ModeButton::Form LabelPanel::buttonForm(Form form) {
    switch (form) {
    case Form::Pictured:
        return ModeButton::Form::Pictured;
    case Form::Full:
        return ModeButton::Form::Full;
    case Form::Lines:
    case Form::TwoColumns:
        break;
    }
    return ModeButton::Form::Line;
}

void LabelPanel::placeButtons(Form form) {
    m_form = form;
    int number = 0;
    for (ModeButton* button : buttons()) {
        button->setForm(buttonForm(form));
        m_buttons->removeWidget(button);
        m_buttons->addWidget(button, number / columnsOf(form), number % columnsOf(form));
        ++number;
    }
    showNote();
}

void LabelPanel::makeButtons() {
    for (ModeButton* button : m_modeButtons)
        delete button;
    m_modeButtons.clear();
    delete m_none;
    delete m_exclude;
    m_modes.clear();
    for (const labels::Mode& mode : m_actions.taxonomy().modes())
        if (m_actions.taxonomy().isOffered(mode.id))
            m_modes.push_back(mode.id);
    for (std::size_t i = 0; i < m_modes.size(); ++i) {
        const labels::Mode& mode = *m_actions.taxonomy().find(m_modes[i]);
        const JudgementStyle style = judgementStyle(labels::Judgement::of(mode.id), m_actions.taxonomy());
        const QString key = mode.digit ? QString(QLatin1Char(*mode.digit)) : style.letter;
        m_modeButtons.push_back(new ModeButton(m_actions.modeActions()[static_cast<qsizetype>(i)], key,
                                               mode.digit ? style.letter : QString(), style.fill,
                                               QString::fromStdString(mode.definition), this));
    }
    const JudgementStyle none = judgementStyle(labels::Judgement::none(), m_actions.taxonomy());
    // Their definitions stand in their tips: the room belongs to those of the modes.
    m_none = new ModeButton(m_actions.none(), none.letter, {}, none.fill, {}, this);
    copyTip(*m_actions.none(), m_none);
    const JudgementStyle excluded = judgementStyle(labels::Judgement::excluded(), m_actions.taxonomy());
    m_exclude = new ModeButton(m_actions.exclude(), excluded.letter, {}, excluded.fill, {}, this);
    copyTip(*m_actions.exclude(), m_exclude);
    placeButtons(m_form);
    showExamples();
    refreshTarget();
}

void LabelPanel::showExamples() {
    for (std::size_t i = 0; i < m_modes.size(); ++i) {
        std::vector<QImage> pictures;
        QStringList numbers;
        for (const ModeExamples::Example& example : m_examples.of(*m_actions.taxonomy().find(m_modes[i]))) {
            pictures.push_back(example.picture);
            numbers << QStringLiteral("#%1").arg(example.sample.value);
        }
        m_modeButtons[i]->setExamples(
            pictures, numbers.isEmpty() ? QString() : tr("Examples: %1").arg(numbers.join(u", ")));
    }
    fitButtons();
}

void LabelPanel::check(const labels::Judgement& carried) {
    for (std::size_t i = 0; i < m_modes.size(); ++i)
        m_modeButtons[i]->setChecked(carried == labels::Judgement::of(m_modes[i]));
    m_none->setChecked(carried.isNone());
    m_exclude->setChecked(carried.isExcluded());
}

QString LabelPanel::question(base::SampleIndex sample) {
    return tr("#%1: which of these hides most of what one needs to see here?").arg(sample.value);
}

void LabelPanel::refreshTarget() {
    if (const QueueSession& queue = m_workspace.queue(); queue.isActive()) {
        const auto place = queue.place();
        m_target->setText(place               ? question(place->sample)
                          : queue.isPlanned() ? tr("Every place of the queue is answered")
                                              : tr("Nothing is asked, since there is no plan"));
        check(queue.held().judgement);
        refreshNote();
        refreshProgress();
        return;
    }
    if (AdjudicationSession& adjudication = m_workspace.adjudication(); adjudication.isActive()) {
        const workbench::DisputedItem* item = adjudication.current();
        m_target->setText(item != nullptr ? question(item->sample) : tr("Nothing is to be decided"));
        check(item != nullptr && item->decision ? item->decision->judgement : labels::Judgement());
        refreshNote();
        refreshProgress();
        return;
    }
    const std::vector<int> rows =
        m_workspace.study().isOpen() ? m_workspace.cursor().targets() : std::vector<int>{};
    if (rows.empty())
        m_target->setText(tr("Nothing is selected"));
    else if (rows.size() == 1)
        m_target->setText(question(m_workspace.items().failure(rows.front()).sample));
    else
        m_target->setText(tr("%1 failures are selected").arg(countText(rows.size())));

    check(rows.size() == 1 ? m_workspace.labelling().judgement(rows.front()) : labels::Judgement());
    refreshNote();
}

void LabelPanel::refreshNote() {
    const std::vector<int> rows =
        m_workspace.study().isOpen() ? m_workspace.cursor().targets() : std::vector<int>{};
    QString text =
        rows.size() == 1 && !m_workspace.adjudication().isActive() ? extras(rows.front()) : QString();
    if (const QueueSession& queue = m_workspace.queue(); queue.isActive()) {
        text = inWords(queue.held());
        if (const auto place = queue.place(); place && !place->isRepeat)
            text = withNote(text, place->sample, queue.note(place->sample));
    }
    m_note->setText(text);
    m_noteLine->setText(QString(text).replace(u'\n', QStringLiteral("  ·  ")));
    showNote();
}

void LabelPanel::showNote() {
    const bool isLine = m_form == Form::TwoColumns; // there is room for one
    m_note->setVisible(!isLine && !m_note->text().isEmpty());
    m_noteLine->setVisible(isLine && !m_note->text().isEmpty());
}

QString LabelPanel::inWords(const labels::Label& label) const {
    QStringList lines;
    if (const QString reason = exclusionName(label.judgement); !reason.isEmpty()) {
        const auto right = label.judgement.rightClass();
        lines << (right ? tr("Excluded: %1, it is %2").arg(reason, m_workspace.study().className(*right))
                        : tr("Excluded: %1").arg(reason));
    }
    if (label.flag)
        lines << tr("Flagged");
    QStringList also;
    for (const base::ModeId mode : label.secondary)
        also << judgementStyle(labels::Judgement::of(mode), m_actions.taxonomy()).name;
    if (!also.isEmpty())
        lines << tr("Also: %1").arg(also.join(QStringLiteral(", ")));
    return lines.join(u'\n');
}

QString LabelPanel::extras(int row) const {
    const Labelling& labelling = m_workspace.labelling();
    labels::Label label;
    label.judgement = labelling.judgement(row);
    label.flag = labelling.isFlagged(row);
    label.secondary = labelling.secondary(row);
    return withNote(inWords(label), m_workspace.items().failure(row).sample, labelling.note(row));
}

QString LabelPanel::withNote(const QString& words, base::SampleIndex sample, const QString& note) const {
    QStringList lines;
    if (!words.isEmpty())
        lines << words;
    constexpr int longest = 300; // characters; the inspector shows all
    if (!m_editor->isWriting() && !m_editor->draft(sample).isEmpty())
        lines << tr("A note is begun and not saved: N goes on with it");
    else if (!m_editor->isWriting() && !note.isEmpty())
        lines << tr("Note: %1").arg(note.size() > longest ? note.left(longest) + QChar(0x2026) : note);
    return lines.join(u'\n');
}

void LabelPanel::refreshProgress() {
    if (const AdjudicationSession& adjudication = m_workspace.adjudication(); adjudication.isActive()) {
        const workbench::DisputedItem* item = adjudication.current();
        const bool isOfDiffering = item != nullptr ? item->isDisagreeing() : !adjudication.takesIncomplete();
        const auto progress = isOfDiffering ? adjudication.differing() : adjudication.incomplete();
        m_progressText->setText(
            tr("%1 of %2 decided").arg(countText(progress.decided), countText(progress.all)));
        m_progress->setMaximum(qMax(1, static_cast<int>(progress.all)));
        m_progress->setValue(static_cast<int>(progress.decided));
        return;
    }
    const QueueSession& queue = m_workspace.queue();
    const int all = static_cast<int>(queue.isActive() ? queue.walk().places().size()
                                                      : m_workspace.items().failures().size());
    const int labelled = queue.isActive() ? static_cast<int>(queue.walk().answeredCount())
                                          : m_workspace.labelling().labelledCount();
    m_progressText->setText((queue.isActive() ? tr("%1 of %2 answered") : tr("%1 of %2 decided"))
                                .arg(countText(labelled), countText(all)));
    m_progress->setMaximum(qMax(1, all));
    m_progress->setValue(labelled);
}

} // namespace faultline::ui
