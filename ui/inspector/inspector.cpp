// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspector.h"

#include "core/model/run_header.h"
#include "ui/fitting/name_text.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QAction>
#include <QFormLayout>
#include <QListView>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new PlainLabel(text, parent);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

/// Broken into lines; a long word is no reason to be wide.
void wrap(QLabel& label) {
    label.setWordWrap(true);
    QSizePolicy policy = label.sizePolicy();
    policy.setHorizontalPolicy(QSizePolicy::Ignored);
    label.setSizePolicy(policy);
}

QString certaintyText(const model::Prediction& failure) {
    if (!failure.confidence)
        return Inspector::tr("not known");
    if (!failure.margin)
        return Inspector::tr("%1 %, margin not known").arg(percentText(*failure.confidence));
    return Inspector::tr("%1 %, margin %2 %")
        .arg(percentText(*failure.confidence), percentText(*failure.margin));
}

/// Shown while the action is enabled, with its key.
QToolButton* offerButton(QAction& action, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(QStringLiteral("takeOver"));
    button->setFocusPolicy(Qt::NoFocus);
    button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    const auto refresh = [button, &action] {
        const QString key = action.shortcut().toString(QKeySequence::NativeText);
        button->setText(key.isEmpty() ? action.text() : QStringLiteral("%1  %2").arg(key, action.text()));
        copyTip(action, button);
        button->setVisible(action.isEnabled());
    };
    QObject::connect(button, &QToolButton::clicked, &action, &QAction::trigger);
    QObject::connect(&action, &QAction::changed, button, refresh);
    refresh();
    return button;
}

} // namespace

Inspector::Inspector(Workspace& workspace, QAction& takeOver, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_details(new SampleDetails(workspace, this))
    , m_ranks(new MeasureRanks(workspace, this))
    , m_picture(new ImageView(this))
    , m_title(heading({}, this))
    , m_top(new TopClasses(this))
    , m_history(new QStringListModel(this)) {
    m_picture->setFixedHeight(208);
    wrap(*m_title);
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(3);
    m_confidence = addFact(*form, tr("Confidence"));
    m_sample = addFact(*form, tr("Sample"));
    m_measures = addFact(*form, tr("Picture"));
    m_note = addFact(*form, tr("Note"));
    m_covariates = addFact(*form, tr("Others say"));
    m_covariates->setObjectName(QStringLiteral("covariates"));
    m_path = new ElidedLabel(Qt::ElideMiddle, this);
    m_path->setAccessibleName(tr("File"));
    auto* file = new PlainLabel(tr("File"), this);
    file->setForegroundRole(QPalette::PlaceholderText);
    form->addRow(file, m_path);
    m_facts = form;

    auto* history = new QListView(this);
    history->setModel(m_history);
    history->setAccessibleName(tr("Label history"));
    history->setSelectionMode(QAbstractItemView::NoSelection);
    history->setEditTriggers(QAbstractItemView::NoEditTriggers);
    history->setFocusPolicy(Qt::NoFocus);
    history->setWordWrap(true);
    history->setFrameShape(QFrame::NoFrame);
    history->viewport()->setAutoFillBackground(false);
    history->setMinimumHeight(3 * fontMetrics().height());

    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->setSpacing(8);
    layout->addWidget(m_picture);
    layout->addWidget(m_title);
    layout->addWidget(offerButton(takeOver, content));
    layout->addWidget(m_top);
    layout->addLayout(form);
    layout->addWidget(heading(tr("Label history"), this));
    layout->addWidget(history, 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    connect(&workspace.cursor(), &Cursor::currentChanged, this, &Inspector::refresh);
    connect(&workspace, &Workspace::opened, this, &Inspector::refresh);
    connect(&workspace, &Workspace::covariatesChanged, this, &Inspector::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &Inspector::refresh); // of another annotator
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &Inspector::refresh);
    connect(&workspace.labelling(), &Labelling::acted, this, &Inspector::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this, &Inspector::refresh);
    connect(m_details, &SampleDetails::ready, this, &Inspector::showFacts);
    connect(m_details, &SampleDetails::cleared, this, &Inspector::refresh);
    connect(m_ranks, &MeasureRanks::gathered, this, &Inspector::showMeasures);
    refresh();
}

QLabel* Inspector::addFact(QFormLayout& form, const QString& name) {
    auto* value = new PlainLabel(this);
    wrap(*value);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setAccessibleName(name);
    auto* label = new PlainLabel(name, this);
    label->setForegroundRole(QPalette::PlaceholderText);
    form.addRow(label, value);
    return value;
}

void Inspector::refresh() {
    const int row = m_workspace.study().isOpen() ? m_workspace.cursor().current() : -1;
    if (row < 0) {
        m_picture->setImage({});
        m_title->setText(tr("No failure is selected"));
        for (QLabel* value : {m_confidence, m_sample, m_measures, m_note})
            value->setText(QStringLiteral("–"));
        m_covariates->clear();
        m_facts->setRowVisible(m_covariates, false);
        m_facts->setRowVisible(m_path, false);
        m_top->setRows({});
        m_history->setStringList({});
        return;
    }
    const model::RunHeader& header = m_workspace.study().header();
    m_top->setVisible(header.model.answers != model::AnswersAre::ClassesOnly);
    const model::Prediction& failure = m_workspace.items().failure(row);
    if (isVisible())
        m_workspace.disclosure().show(failure.sample);
    const PixelSource::Picture picture = m_workspace.pixels().whole(failure.sample);
    m_picture->setImage(picture.image);
    m_picture->setCrop(picture.isWhole ? cropOf(picture.image, header.model.preprocessing) : QRectF());
    m_title->setText(breakable(tr("%1 → %2").arg(m_workspace.study().className(failure.truth),
                                                 m_workspace.study().className(failure.predicted))));
    m_confidence->setText(certaintyText(failure));
    m_sample->setText(tr("#%1 of %2, %3")
                          .arg(failure.sample.value)
                          .arg(QString::fromStdString(header.dataset.name),
                               header.dataset.split == dataset::Split::Test ? tr("test") : tr("train")));
    const QString note = m_workspace.labelling().note(row);
    m_note->setText(note.isEmpty() ? QStringLiteral("–") : breakable(note));
    showCovariates(row);
    const QString path = m_workspace.items().path(row);
    m_path->setText(path);
    m_facts->setRowVisible(m_path, !path.isEmpty());
}

void Inspector::showCovariates(int row) {
    const workbench::Covariates& covariates = m_workspace.study().covariates();
    QStringList sentences;
    // What others said would be an answer given beforehand.
    if (m_workspace.labelling().judgement(row).isUnlabelled()) {
        sentences << tr("shown after the label");
    } else {
        const model::Prediction& failure = m_workspace.items().failure(row);
        for (const std::string& sentence : workbench::covariateSentences(
                 covariates, failure.sample, failure.truth, m_workspace.study().classNames()))
            sentences << QString::fromStdString(sentence);
    }
    m_covariates->setText(breakable(sentences.join(QStringLiteral("; "))));
    m_facts->setRowVisible(m_covariates, !covariates.empty() && !sentences.isEmpty());
}

void Inspector::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
    showMeasures();
}

void Inspector::showMeasures() {
    const int row = m_workspace.study().isOpen() ? m_workspace.cursor().current() : -1;
    if (row < 0 || !m_shown || m_shown->sample != m_workspace.items().failure(row).sample)
        return;
    const imaging::Measures& measures = m_shown->measures;
    const QString numbers = tr("brightness %1, contrast %2, sharpness %3")
                                .arg(decimalText(measures.brightness, 2), decimalText(measures.contrast, 2),
                                     QString::number(measures.sharpness, 'g', 3));
    const auto ranks = isVisible() ? m_ranks->of(measures) : std::nullopt;
    m_measures->setText(ranks
                            ? tr("brighter than %1 % of the failures, more contrast than %2 %, sharper than "
                                 "%3 %")
                                  .arg(percentText(ranks->brightness, 0), percentText(ranks->contrast, 0),
                                       percentText(ranks->sharpness, 0))
                            : numbers);
    setTip(m_measures, ranks ? numbers : QString());
}

void Inspector::showFacts(const SampleFacts& facts) {
    if (m_workspace.cursor().current() < 0)
        return;
    const model::Prediction& failure = m_workspace.items().failure(m_workspace.cursor().current());
    std::vector<TopClasses::Row> rows;
    if (m_workspace.study().header().model.answers != model::AnswersAre::ClassesOnly)
        for (const analysis::RankedClass& ranked : facts.top)
            rows.push_back({m_workspace.study().outputName(ranked.id.value), ranked.probability,
                            m_workspace.study().outputClass(ranked.id.value) == failure.truth});
    m_top->setRows(std::move(rows));
    m_shown = facts;
    showMeasures();
    m_history->setStringList(facts.history.isEmpty() ? QStringList{tr("Not labelled yet")} : facts.history);
}

} // namespace faultline::ui
