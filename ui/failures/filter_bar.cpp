// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_bar.h"

#include "core/model/run_header.h"
#include "core/workbench/clause_text.h"
#include "core/workbench/condition_grammar.h"
#include "ui/failures/failure_grid.h"
#include "ui/failures/filter_words.h"
#include "ui/fitting/flow_layout.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QString grammar() {
    return QString::fromUtf8(workbench::conditionGrammar.data(),
                             static_cast<qsizetype>(workbench::conditionGrammar.size()));
}

} // namespace

FilterBar::FilterBar(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_chips(new FlowLayout)
    , m_field(new FilterField(this))
    , m_kept(new KeptFilterMenu(workspace, this))
    , m_refusal(new PlainLabel(this))
    , m_grammarShown(new QToolButton(this))
    , m_grammar(new PlainLabel(this))
    , m_count(new PlainLabel(this))
    , m_sorting(new SortControls(workspace, this))
    , m_sortAgain(new QToolButton(this))
    , m_size(new QSlider(Qt::Horizontal, this)) {
    buildRefusal();
    m_sortAgain->setAutoRaise(true);
    m_sortAgain->setVisible(false);

    m_chips->setSpacing(6);
    auto* upper = new QHBoxLayout;
    buildField(*upper);
    upper->addSpacing(8);
    upper->addWidget(m_sorting);
    upper->addSpacing(8);
    buildSize(*upper);
    auto* lower = new QHBoxLayout;
    m_chips->addWidget(m_count);
    lower->addLayout(m_chips, 1);
    lower->addWidget(m_sortAgain, 0, Qt::AlignTop);
    lower->addWidget(keptButton(), 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(6);
    layout->addLayout(upper);
    auto* refusal = new QHBoxLayout;
    refusal->addWidget(m_refusal, 1);
    refusal->addWidget(m_grammarShown, 0, Qt::AlignTop);
    layout->addLayout(refusal);
    layout->addWidget(m_grammar);
    layout->addLayout(lower);
    followWorkspace();
    refreshChips();
    refreshCount();
}

void FilterBar::buildRefusal() {
    m_refusal->setObjectName(QStringLiteral("filterRefusal"));
    m_refusal->setAccessibleName(tr("Why the filter was not taken"));
    m_grammar->setObjectName(QStringLiteral("filterGrammar"));
    m_grammar->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* text : {m_refusal, m_grammar}) {
        text->setWordWrap(true);
        QSizePolicy shrinking = text->sizePolicy(); // a long word is no reason to be wide
        shrinking.setHorizontalPolicy(QSizePolicy::Ignored);
        text->setSizePolicy(shrinking);
        text->hide();
    }
    QFont bold = m_refusal->font();
    bold.setBold(true);
    m_refusal->setFont(bold);
    m_grammarShown->setObjectName(QStringLiteral("filterGrammarShown"));
    m_grammarShown->setText(tr("What can be said"));
    m_grammarShown->setCheckable(true);
    m_grammarShown->setAutoRaise(true);
    m_grammarShown->setFocusPolicy(Qt::TabFocus);
    m_grammarShown->hide();
    connect(m_grammarShown, &QToolButton::toggled, this, [this](bool isOn) {
        QString words = grammar();
        m_grammar->setText(isOn ? words.replace(0, 1, words.left(1).toUpper()) + u'.' : QString());
        m_grammar->setVisible(isOn);
    });
    setTabOrder(m_field, m_grammarShown);
}

void FilterBar::buildField(QHBoxLayout& row) {
    row.addWidget(m_field, 1);
    connect(m_field, &FilterField::entered, this, &FilterBar::enter);
    connect(m_field, &FilterField::left, this, &FilterBar::left);
    connect(m_field, &QLineEdit::textChanged, this, [this] { say({}); });
    connect(m_kept, &KeptFilterMenu::changed, this, &FilterBar::refreshOffers);
    connect(m_sorting, &SortControls::left, this, &FilterBar::left);
}

QToolButton* FilterBar::keptButton() {
    auto* kept = new QToolButton(this);
    kept->setObjectName(QStringLiteral("keptFilters"));
    kept->setText(tr("Kept  ")); // room for the arrow
    kept->setAccessibleName(tr("Kept filters"));
    setTip(kept, tr("Filters that were kept under a name"));
    kept->setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the grid
    kept->setPopupMode(QToolButton::InstantPopup);
    kept->setMenu(m_kept);
    setTabOrder(m_sorting->lastWidget(), kept); // as they stand
    return kept;
}

void FilterBar::buildSize(QHBoxLayout& row) {
    m_size->setAccessibleName(tr("Thumbnail size"));
    setTip(m_size, tr("Thumbnail size (Ctrl + wheel)"));
    m_size->setRange(FailureGrid::smallestFactor, FailureGrid::largestFactor);
    m_size->setValue(FailureGrid::usualFactor);
    m_size->setPageStep(1);
    m_size->setMinimumWidth(56);
    m_size->setMaximumWidth(110);
    m_size->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_size->setFocusPolicy(Qt::NoFocus);
    row.addWidget(m_size);
    connect(m_size, &QSlider::valueChanged, this, &FilterBar::factorWanted);
}

void FilterBar::followWorkspace() {
    VisibleFailures& visible = m_workspace.visible();
    for (const auto signal : {&Workspace::opened, &Workspace::taxonomyChanged, &Workspace::covariatesChanged,
                              &Workspace::otherRunsChanged})
        connect(&m_workspace, signal, this, &FilterBar::refreshOffers);
    connect(&visible, &VisibleFailures::filterChanged, this, &FilterBar::refreshChips);
    for (const auto signal :
         {&VisibleFailures::wasReset, &VisibleFailures::inserted, &VisibleFailures::removed,
          &VisibleFailures::unsortedCountChanged, &VisibleFailures::sortingChanged})
        connect(&visible, signal, this, &FilterBar::refreshCount);
    connect(&m_workspace.looks(), &PictureLooks::measured, this, &FilterBar::refreshCount);
    connect(&m_workspace.looks(), &PictureLooks::failed, this, &FilterBar::refreshCount);
    connect(&m_workspace.items(), &Items::failuresArrived, this, &FilterBar::refreshCount);
    connect(m_sortAgain, &QToolButton::clicked, this, [&visible] { visible.sortAgain(); });
}

void FilterBar::focusField() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    m_field->offer();
}

void FilterBar::setFactor(int factor) {
    const QSignalBlocker quiet(m_size);
    m_size->setValue(factor);
}

std::optional<QString> FilterBar::keptName(const QString& typed) {
    const QString line = typed.trimmed();
    if (!line.startsWith(keptForm, Qt::CaseInsensitive))
        return std::nullopt;
    return line.mid(keptForm.size()).trimmed();
}

void FilterBar::enter(const QString& typed) {
    if (const auto name = keptName(typed); name && m_kept->names().contains(*name)) {
        take(typed);
        return;
    }
    const std::string text = typed.toStdString();
    const workbench::Vocabulary words = vocabularyOf(m_workspace.study());
    const bool isSettled = workbench::parsedClause(text, words) ||
                           workbench::isAmbiguous(text.substr(workbench::lastConditionAt(text)), words);
    const QString offer = isSettled ? QString() : m_field->firstOffer(typed);
    take(offer.isEmpty() ? typed : offer);
}

bool FilterBar::take(const QString& typed) {
    if (!m_workspace.study().isOpen())
        return false;
    if (const auto name = keptName(typed))
        return takeKept(*name);
    const auto clause = workbench::parsedClause(typed.toStdString(), vocabularyOf(m_workspace.study()));
    if (!clause) {
        refuse(QString::fromStdString(clause.error().message));
        return false;
    }
    const bool isSingle = clause->sense == workbench::Clause::Sense::AnyOf && clause->conditions.size() == 1;
    const auto* sample = std::get_if<base::SampleIndex>(&clause->conditions.front());
    if (isSingle && sample != nullptr) {
        if (!goTo(*sample))
            return false;
    } else {
        m_workspace.visible().setFilter(workbench::with(m_workspace.visible().filter(), *clause));
    }
    m_field->clear();
    say({});
    Q_EMIT left();
    return true;
}

bool FilterBar::takeKept(const QString& name) {
    if (!m_kept->show(name)) {
        const QStringList names = m_kept->names();
        refuse(names.isEmpty() ? tr("no filter is kept that this study understands: set one, then Kept, Keep "
                                    "this filter")
                               : tr("no filter is kept as \"%1\" that this study understands; there are %2")
                                     .arg(name, names.join(QStringLiteral(", "))));
        return false;
    }
    m_field->clear();
    say({});
    Q_EMIT left();
    return true;
}

bool FilterBar::goTo(base::SampleIndex sample) {
    const int row = m_workspace.items().rowOf(sample);
    if (row < 0) {
        refuse(tr("#%1 is no failure of this study.").arg(sample.value));
        return false;
    }
    if (m_workspace.visible().positionOf(row) < 0)
        m_workspace.visible().setFilter({});
    m_workspace.cursor().setCurrent(row);
    return true;
}

void FilterBar::refuse(const QString& why) {
    say(why);
    m_field->selectAll();
}

QString FilterBar::shortened(const QString& why) const {
    if (!why.endsWith(grammar()))
        return why;
    QString brief = why.chopped(grammar().size()).trimmed(); // "… \"blurb\":"
    brief.chop(1);
    const std::string nearest =
        workbench::nearestCondition(brief.section(u'"', 1, -2).toStdString(), m_offers);
    return nearest.empty() ? brief + u'.'
                           : tr("%1. The nearest is: %2").arg(brief, QString::fromStdString(nearest));
}

void FilterBar::say(const QString& why) {
    QString sentence = shortened(why);
    sentence.replace(0, 1, sentence.left(1).toUpper());
    m_refusal->setText(sentence);
    m_refusal->setVisible(!why.isEmpty());
    m_grammarShown->setVisible(why.endsWith(grammar()));
    m_grammarShown->setChecked(false);
    setTip(m_field, why);
    m_field->setAccessibleDescription(sentence);
}

void FilterBar::refreshOffers() {
    QStringList offers;
    for (const QString& name : m_kept->names())
        offers << keptForm.toString() + u' ' + name;
    m_offers = workbench::offeredConditions(vocabularyOf(m_workspace.study()),
                                            m_workspace.study().header().dataset.classes.size());
    for (const std::string& offer : m_offers)
        offers << QString::fromStdString(offer);
    m_field->setOffers(offers);
    refreshChips();
    m_sorting->refreshKeys();
}

void FilterBar::refreshChips() {
    while (QLayoutItem* item = m_chips->takeAt(1)) { // after the count
        delete item->widget();
        delete item;
    }
    const std::vector<workbench::Clause> clauses = workbench::clausesOf(m_workspace.visible().filter());
    for (std::size_t i = 0; i < clauses.size(); ++i) {
        workbench::Filter without;
        for (std::size_t other = 0; other < clauses.size(); ++other)
            if (other != i)
                without = workbench::with(without, clauses[other]);
        addChip(clauseName(clauses[i], m_workspace.study()), without);
    }
}

void FilterBar::addChip(const QString& text, const workbench::Filter& without) {
    auto* chip = new QToolButton(this);
    chip->setObjectName(QStringLiteral("filterChip"));
    constexpr int widest = 220; // pixels of the text
    QString shown = fontMetrics().elidedText(text, Qt::ElideMiddle, widest);
    chip->setText(shown.replace(u'&', QStringLiteral("&&")) + QStringLiteral("  ✕"));
    setTip(chip, tr("%1: remove this condition").arg(text));
    chip->setAccessibleName(tr("Filter %1, remove").arg(text));
    chip->setFocusPolicy(Qt::TabFocus);
    auto* remove = new QAction(chip);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    connect(remove, &QAction::triggered, chip, &QToolButton::click);
    chip->addAction(remove);
    // Queued: the chips are made anew by the change, and this one is still in its click.
    connect(
        chip, &QToolButton::clicked, this, [this, without] { m_workspace.visible().setFilter(without); },
        Qt::QueuedConnection);
    // Between the sorting and the grid, as they stand.
    QWidget* before = m_sorting->lastWidget();
    if (m_chips->count() > 1)
        before = m_chips->itemAt(m_chips->count() - 1)->widget();
    QWidget::setTabOrder(before, chip);
    m_chips->addWidget(chip);
}

void FilterBar::refreshCount() {
    const VisibleFailures& visible = m_workspace.visible();
    const int all = static_cast<int>(m_workspace.items().failures().size());
    const int shown = visible.count();
    const QString count = shown == all ? tr("%1 failures").arg(countText(all))
                                       : tr("%1 of %2 failures").arg(countText(shown), countText(all));
    const bool isMeasuring =
        m_workspace.looks().isMeasuring() && workbench::asksForLooks(visible.sorting().key);
    m_count->setText(isMeasuring ? tr("%1 · measuring the pictures…").arg(count) : count);
    m_sortAgain->setVisible(visible.unsortedCount() > 0 || visible.staleCount() > 0);
    m_sortAgain->setText(visible.unsortedCount() > 0
                             ? tr("%1 new at the end: sort them in").arg(countText(visible.unsortedCount()))
                             : tr("%1 labelled since: sort again").arg(countText(visible.staleCount())));
}

} // namespace faultline::ui
