// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_bar.h"

#include "core/model/run_header.h"
#include "core/workbench/condition.h"
#include "core/workbench/covariate_condition.h"
#include "ui/failures/failure_grid.h"
#include "ui/fitting/flow_layout.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QString elsewhereText(const workbench::Elsewhere& elsewhere) {
    const QString run = QString::fromStdString(elsewhere.run);
    switch (elsewhere.kind) {
    case workbench::Elsewhere::Kind::Shared:
        return FilterBar::tr("Shared with %1").arg(run);
    case workbench::Elsewhere::Kind::New:
        return FilterBar::tr("New since %1").arg(run);
    case workbench::Elsewhere::Kind::Fixed:
        break;
    }
    return FilterBar::tr("Fixed in %1").arg(run);
}

QString suspectedText(const std::string& list) {
    return list.empty() ? FilterBar::tr("Suspected label error")
                        : FilterBar::tr("Suspected by %1").arg(QString::fromStdString(list));
}

} // namespace

FilterBar::FilterBar(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_chips(new FlowLayout)
    , m_field(new FilterField(this))
    , m_refusal(new PlainLabel(this))
    , m_count(new PlainLabel(this))
    , m_sortKey(new QComboBox(this))
    , m_sortDirection(new QToolButton(this))
    , m_sortAgain(new QToolButton(this))
    , m_size(new QSlider(Qt::Horizontal, this)) {
    connect(m_field, &FilterField::entered, this, &FilterBar::enter);
    connect(m_field, &FilterField::left, this, &FilterBar::left);
    connect(m_field, &QLineEdit::textChanged, this, [this] { say({}); });
    m_refusal->setWordWrap(true);
    m_refusal->setAccessibleName(tr("Why the filter was not taken"));
    QSizePolicy shrinking = m_refusal->sizePolicy(); // a long word is no reason to be wide
    shrinking.setHorizontalPolicy(QSizePolicy::Ignored);
    m_refusal->setSizePolicy(shrinking);
    m_refusal->hide();

    m_chips->setSpacing(6);
    auto* upper = new QHBoxLayout;
    upper->addWidget(m_field, 1);
    buildSorting(*upper);
    auto* lower = new QHBoxLayout;
    m_chips->addWidget(m_count);
    lower->addLayout(m_chips, 1);
    lower->addWidget(m_sortAgain, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(6);
    layout->addLayout(upper);
    layout->addWidget(m_refusal);
    layout->addLayout(lower);

    VisibleFailures& visible = workspace.visible();
    connect(&workspace, &Workspace::opened, this, &FilterBar::refreshOffers);
    connect(&workspace, &Workspace::taxonomyChanged, this, &FilterBar::refreshOffers);
    connect(&workspace, &Workspace::covariatesChanged, this, &FilterBar::refreshOffers);
    connect(&visible, &VisibleFailures::filterChanged, this, &FilterBar::refreshChips);
    connect(&visible, &VisibleFailures::sortingChanged, this, &FilterBar::refreshSorting);
    for (const auto signal : {&VisibleFailures::wasReset, &VisibleFailures::inserted,
                              &VisibleFailures::removed, &VisibleFailures::unsortedCountChanged})
        connect(&visible, signal, this, &FilterBar::refreshCount);
    connect(&workspace.items(), &Items::failuresArrived, this, &FilterBar::refreshCount);
    refreshChips();
    refreshSorting();
    refreshCount();
}

void FilterBar::buildSorting(QHBoxLayout& row) {
    m_sortKey->setObjectName(QStringLiteral("sortKey"));
    m_sortKey->setAccessibleName(tr("Sort by"));
    refreshSortKeys();
    m_sortDirection->setAccessibleName(tr("Sort direction"));
    m_sortDirection->setAutoRaise(true);
    m_size->setAccessibleName(tr("Thumbnail size"));
    setTip(m_size, tr("Thumbnail size (Ctrl + wheel)"));
    m_size->setRange(FailureGrid::smallestFactor, FailureGrid::largestFactor);
    m_size->setValue(FailureGrid::usualFactor);
    m_size->setPageStep(1);
    m_size->setMinimumWidth(56);
    m_size->setMaximumWidth(110);
    m_size->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_size->setFocusPolicy(Qt::NoFocus);
    m_sortAgain->setAutoRaise(true);
    m_sortAgain->setVisible(false);

    row.addSpacing(8);
    row.addWidget(new PlainLabel(tr("Sort"), this));
    row.addWidget(m_sortKey);
    row.addWidget(m_sortDirection);
    row.addSpacing(8);
    row.addWidget(m_size);

    VisibleFailures& visible = m_workspace.visible();
    connect(m_sortKey, &QComboBox::activated, this, [this, &visible] {
        if (const auto sorting =
                workbench::sortingNamed(m_sortKey->currentData().toString().toStdString(),
                                        visible.sorting().direction, m_workspace.study().covariates()))
            visible.setSorting(*sorting);
        Q_EMIT left();
    });
    connect(m_sortDirection, &QToolButton::clicked, this, [&visible] {
        const bool ascending = visible.sorting().direction == workbench::SortDirection::Ascending;
        workbench::Sorting sorting = visible.sorting();
        sorting.direction =
            ascending ? workbench::SortDirection::Descending : workbench::SortDirection::Ascending;
        visible.setSorting(sorting);
    });
    connect(m_sortAgain, &QToolButton::clicked, this, [&visible] { visible.sortAgain(); });
    connect(m_size, &QSlider::valueChanged, this, &FilterBar::factorWanted);
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

void FilterBar::enter(const QString& typed) {
    const std::string text = typed.toStdString();
    const bool isSettled =
        workbench::parsedCondition(text, vocabulary()) || workbench::isAmbiguous(text, vocabulary());
    const QString offer = isSettled ? QString() : m_field->firstOffer(typed);
    take(offer.isEmpty() ? typed : offer);
}

bool FilterBar::take(const QString& typed) {
    if (!m_workspace.study().isOpen())
        return false;
    const auto condition = workbench::parsedCondition(typed.toStdString(), vocabulary());
    if (!condition) {
        refuse(QString::fromStdString(condition.error().message));
        return false;
    }
    if (const auto* sample = std::get_if<base::SampleIndex>(&*condition)) {
        if (!goTo(*sample))
            return false;
    } else {
        m_workspace.visible().setFilter(workbench::with(m_workspace.visible().filter(), *condition));
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

void FilterBar::say(const QString& why) {
    QString sentence = why;
    sentence.replace(0, 1, why.left(1).toUpper());
    m_refusal->setText(sentence);
    m_refusal->setVisible(!why.isEmpty());
    setTip(m_field, why);
    m_field->setAccessibleDescription(why);
}

void FilterBar::refreshOffers() {
    QStringList offers;
    for (const std::string& offer :
         workbench::offeredConditions(vocabulary(), m_workspace.study().header().dataset.classes.size()))
        offers << QString::fromStdString(offer);
    m_field->setOffers(offers);
    refreshChips();
    refreshSortKeys();
    refreshSorting();
}

workbench::Vocabulary FilterBar::vocabulary() const {
    return {m_workspace.study().classNames(), m_workspace.study().taxonomy(), m_workspace.study().otherRuns(),
            m_workspace.study().covariates()};
}

void FilterBar::refreshChips() {
    while (QLayoutItem* item = m_chips->takeAt(1)) { // after the count
        delete item->widget();
        delete item;
    }
    const workbench::Filter filter = m_workspace.visible().filter();
    if (filter.truth) {
        workbench::Filter without = filter;
        without.truth.reset();
        addChip(tr("True: %1").arg(m_workspace.study().className(*filter.truth)), without);
    }
    if (filter.predicted) {
        workbench::Filter without = filter;
        without.predicted.reset();
        addChip(tr("Predicted: %1").arg(m_workspace.study().className(*filter.predicted)), without);
    }
    if (filter.judgement) {
        workbench::Filter without = filter;
        without.judgement.reset();
        addChip(judgementStyle(*filter.judgement, m_workspace.study().taxonomy()).name, without);
    }
    if (filter.elsewhere) {
        workbench::Filter without = filter;
        without.elsewhere.reset();
        addChip(elsewhereText(*filter.elsewhere), without);
    }
    if (filter.people) {
        workbench::Filter without = filter;
        without.people.reset();
        addChip(QString::fromStdString(workbench::conditionText(*filter.people, vocabulary())), without);
    }
    if (filter.suspected) {
        workbench::Filter without = filter;
        without.suspected.reset();
        addChip(suspectedText(filter.suspected->list), without);
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
    // Queued: the chips are made anew by the change, and this one is still in its click.
    connect(
        chip, &QToolButton::clicked, this, [this, without] { m_workspace.visible().setFilter(without); },
        Qt::QueuedConnection);
    // Between the sorting and the grid, as they stand.
    QWidget* before = m_sortDirection;
    if (m_chips->count() > 1)
        before = m_chips->itemAt(m_chips->count() - 1)->widget();
    QWidget::setTabOrder(before, chip);
    m_chips->addWidget(chip);
}

void FilterBar::refreshCount() {
    const int all = static_cast<int>(m_workspace.items().failures().size());
    const int shown = m_workspace.visible().count();
    m_count->setText(shown == all ? tr("%1 failures").arg(countText(all))
                                  : tr("%1 of %2 failures").arg(countText(shown), countText(all)));
    const int unsorted = m_workspace.visible().unsortedCount();
    m_sortAgain->setVisible(unsorted > 0);
    m_sortAgain->setText(tr("%1 new at the end: sort them in").arg(countText(unsorted)));
}

void FilterBar::refreshSortKeys() {
    m_sortKey->clear();
    for (const auto& [text, key] : {std::pair(tr("Arrival"), workbench::SortKey::Arrival),
                                    {tr("Confidence"), workbench::SortKey::Confidence},
                                    {tr("Margin"), workbench::SortKey::Margin},
                                    {tr("Index"), workbench::SortKey::Index},
                                    {tr("Class pair"), workbench::SortKey::ClassPair}})
        m_sortKey->addItem(text, QString::fromStdString(std::string(workbench::name(key))));
    for (const workbench::CovariatePtr& each : m_workspace.study().covariates())
        if (each->answers() != nullptr) {
            const QString name = QString::fromStdString(each->name);
            m_sortKey->addItem(tr("People: %1").arg(name), name);
        }
}

void FilterBar::refreshSorting() {
    const workbench::Sorting sorting = m_workspace.visible().sorting();
    m_sortKey->setCurrentIndex(m_sortKey->findData(QString::fromStdString(workbench::sortingText(sorting))));
    const bool ascending = sorting.direction == workbench::SortDirection::Ascending;
    m_sortDirection->setArrowType(ascending ? Qt::UpArrow : Qt::DownArrow);
    setTip(m_sortDirection,
           ascending ? tr("Ascending; click for descending") : tr("Descending; click for ascending"));
}

} // namespace faultline::ui
