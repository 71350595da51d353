// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_bar.h"

#include "ui/failures/failure_grid.h"

#include <QCompleter>
#include <QKeyEvent>
#include <QLocale>
#include <QVBoxLayout>

namespace faultline::ui {

FilterBar::FilterBar(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_chips(new QHBoxLayout)
    , m_field(new QLineEdit(this))
    , m_offers(new QStringListModel(this))
    , m_count(new QLabel(this))
    , m_sortKey(new QComboBox(this))
    , m_sortDirection(new QToolButton(this))
    , m_sortAgain(new QToolButton(this))
    , m_size(new QSlider(Qt::Horizontal, this)) {
    m_field->setObjectName(QStringLiteral("filterField"));
    m_field->setPlaceholderText(tr("Filter by class, mode or #index"));
    m_field->setAccessibleName(tr("Add a filter"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(220);
    m_field->installEventFilter(this);
    auto* completer = new QCompleter(m_offers, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(12);
    m_field->setCompleter(completer);
    // Queued: the completer writes its choice into the field after this signal.
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterBar::take,
            Qt::QueuedConnection);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        if (!m_field->text().trimmed().isEmpty())
            take(m_field->text());
    });

    m_chips->setSpacing(6);
    auto* upper = new QHBoxLayout;
    upper->addWidget(m_field, 1);
    buildSorting(*upper);
    auto* lower = new QHBoxLayout;
    lower->addWidget(m_count);
    lower->addLayout(m_chips);
    lower->addStretch(1);
    lower->addWidget(m_sortAgain);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(6);
    layout->addLayout(upper);
    layout->addLayout(lower);

    VisibleFailures& visible = workspace.visible();
    connect(&workspace, &Workspace::opened, this, &FilterBar::refreshOffers);
    connect(&visible, &VisibleFailures::filterChanged, this, &FilterBar::refreshChips);
    connect(&visible, &VisibleFailures::sortingChanged, this, &FilterBar::refreshSorting);
    for (const auto signal : {&VisibleFailures::wasReset, &VisibleFailures::inserted,
                              &VisibleFailures::removed, &VisibleFailures::unsortedCountChanged})
        connect(&visible, signal, this, &FilterBar::refreshCount);
    connect(&workspace, &Workspace::failuresArrived, this, &FilterBar::refreshCount);
    refreshChips();
    refreshSorting();
    refreshCount();
}

void FilterBar::buildSorting(QHBoxLayout& row) {
    m_sortKey->setAccessibleName(tr("Sort by"));
    m_sortKey->addItem(tr("Arrival"), static_cast<int>(SortKey::Arrival));
    m_sortKey->addItem(tr("Confidence"), static_cast<int>(SortKey::Confidence));
    m_sortKey->addItem(tr("Margin"), static_cast<int>(SortKey::Margin));
    m_sortKey->addItem(tr("Index"), static_cast<int>(SortKey::Index));
    m_sortKey->addItem(tr("Class pair"), static_cast<int>(SortKey::ClassPair));
    m_sortDirection->setAccessibleName(tr("Sort direction"));
    m_sortDirection->setAutoRaise(true);
    m_size->setAccessibleName(tr("Thumbnail size"));
    m_size->setToolTip(tr("Thumbnail size (Ctrl + wheel)"));
    m_size->setRange(FailureGrid::smallestFactor, FailureGrid::largestFactor);
    m_size->setValue(FailureGrid::usualFactor);
    m_size->setPageStep(1);
    m_size->setFixedWidth(110);
    m_size->setFocusPolicy(Qt::NoFocus);
    m_sortAgain->setAutoRaise(true);
    m_sortAgain->setVisible(false);

    row.addSpacing(8);
    row.addWidget(new QLabel(tr("Sort"), this));
    row.addWidget(m_sortKey);
    row.addWidget(m_sortDirection);
    row.addSpacing(8);
    row.addWidget(m_size);

    VisibleFailures& visible = m_workspace.visible();
    connect(m_sortKey, &QComboBox::activated, this, [this, &visible] {
        visible.setSorting(
            {static_cast<SortKey>(m_sortKey->currentData().toInt()), visible.sorting().direction});
        Q_EMIT left();
    });
    connect(m_sortDirection, &QToolButton::clicked, this, [&visible] {
        const bool ascending = visible.sorting().direction == SortDirection::Ascending;
        visible.setSorting(
            {visible.sorting().key, ascending ? SortDirection::Descending : SortDirection::Ascending});
    });
    connect(m_sortAgain, &QToolButton::clicked, this, [&visible] { visible.sortAgain(); });
    connect(m_size, &QSlider::valueChanged, this, &FilterBar::factorWanted);
}

void FilterBar::focusField() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    m_field->completer()->setCompletionPrefix(m_field->text());
    m_field->completer()->complete();
}

void FilterBar::setFactor(int factor) {
    const QSignalBlocker quiet(m_size);
    m_size->setValue(factor);
}

bool FilterBar::take(const QString& typed) {
    if (!m_workspace.isOpen())
        return false;
    const QString text = typed.trimmed().toLower();
    Filter filter = m_workspace.visible().filter();
    bool understood = false;

    const auto& classes = m_workspace.classNames();
    for (std::size_t i = 0; i < classes.size() && !understood; ++i) {
        const QString name = QString::fromStdString(classes[i]).toLower();
        const base::ClassId id(static_cast<std::uint16_t>(i));
        if (text == tr("true: %1").arg(name) || text == name) {
            filter.truth = id;
            understood = true;
        } else if (text == tr("predicted: %1").arg(name)) {
            filter.predicted = id;
            understood = true;
        }
    }
    if (text == tr("unlabelled")) {
        filter.judgement = labels::Judgement();
        understood = true;
    } else if (const auto judgement = labels::parsedJudgement(text.toStdString(), m_workspace.taxonomy());
               judgement && !text.isEmpty() && !understood) {
        filter.judgement = judgement;
        understood = true;
    }
    if (text.startsWith(QLatin1Char('#'))) {
        const int row = m_workspace.rowOf(base::SampleIndex(text.mid(1).toUInt(&understood)));
        understood = understood && row >= 0;
        if (understood) {
            if (m_workspace.visible().positionOf(row) < 0)
                filter = {};
            m_workspace.visible().setFilter(filter);
            m_workspace.setCurrent(row);
        }
    }
    if (!understood) {
        m_field->setToolTip(tr("Not a class, mode or failure index: %1").arg(typed));
        m_field->selectAll();
        return false;
    }
    m_field->clear();
    m_workspace.visible().setFilter(filter);
    Q_EMIT left();
    return true;
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        m_field->clear();
        Q_EMIT left();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FilterBar::refreshOffers() {
    QStringList offers{tr("unlabelled")};
    for (const labels::Mode& mode : m_workspace.taxonomy().modes())
        offers << QString::fromStdString(mode.slug);
    offers << QStringLiteral("excluded");
    for (const std::string& name : m_workspace.header().dataset.classes)
        offers << tr("true: %1").arg(QString::fromStdString(name));
    for (const std::string& name : m_workspace.classNames())
        offers << tr("predicted: %1").arg(QString::fromStdString(name));
    m_offers->setStringList(offers);
    refreshChips();
}

void FilterBar::refreshChips() {
    while (QLayoutItem* item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const Filter filter = m_workspace.visible().filter();
    if (filter.truth) {
        Filter without = filter;
        without.truth.reset();
        addChip(tr("True: %1").arg(m_workspace.className(*filter.truth)), without);
    }
    if (filter.predicted) {
        Filter without = filter;
        without.predicted.reset();
        addChip(tr("Predicted: %1").arg(m_workspace.className(*filter.predicted)), without);
    }
    if (filter.judgement) {
        Filter without = filter;
        without.judgement.reset();
        const std::string name = labels::judgementText(*filter.judgement, m_workspace.taxonomy());
        addChip(name.empty() ? tr("Unlabelled") : QString::fromStdString(name), without);
    }
}

void FilterBar::addChip(const QString& text, const Filter& without) {
    auto* chip = new QToolButton(this);
    chip->setObjectName(QStringLiteral("filterChip"));
    chip->setText(text + QStringLiteral("  ✕"));
    chip->setToolTip(tr("Remove this condition"));
    chip->setAccessibleName(tr("Filter %1, remove").arg(text));
    chip->setFocusPolicy(Qt::TabFocus);
    // Queued: the chips are made anew by the change, and this one is still in its click.
    connect(
        chip, &QToolButton::clicked, this, [this, without] { m_workspace.visible().setFilter(without); },
        Qt::QueuedConnection);
    m_chips->addWidget(chip);
}

void FilterBar::refreshCount() {
    const int all = static_cast<int>(m_workspace.failures().size());
    const int shown = m_workspace.visible().count();
    const QLocale locale(QLocale::English);
    m_count->setText(shown == all
                         ? tr("%1 failures").arg(locale.toString(all))
                         : tr("%1 of %2 failures").arg(locale.toString(shown), locale.toString(all)));
    const int unsorted = m_workspace.visible().unsortedCount();
    m_sortAgain->setVisible(unsorted > 0);
    m_sortAgain->setText(tr("%1 new at the end: sort them in").arg(locale.toString(unsorted)));
}

void FilterBar::refreshSorting() {
    const Sorting sorting = m_workspace.visible().sorting();
    m_sortKey->setCurrentIndex(m_sortKey->findData(static_cast<int>(sorting.key)));
    const bool ascending = sorting.direction == SortDirection::Ascending;
    m_sortDirection->setArrowType(ascending ? Qt::UpArrow : Qt::DownArrow);
    m_sortDirection->setToolTip(ascending ? tr("Ascending; click for descending")
                                          : tr("Descending; click for ascending"));
}

} // namespace faultline::ui
