// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/search_page.h"

#include "core/protocol/messages.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/run/remaining_text.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr int pageWidth = 720;      ///< logical pixels; more only spreads the columns apart
constexpr int progressSteps = 1000; ///< of the bar

QLabel* headingOf(const QString& text, QWidget* parent) {
    auto* label = new PlainLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace

SearchPage::SearchPage(QAction* cancel, QWidget* parent)
    : QWidget(parent)
    , m_list(new QTreeView(this))
    , m_progress(new QProgressBar(this))
    , m_time(new PlainLabel(this)) {
    setObjectName(QStringLiteral("searchPage"));
    auto* why = new PlainLabel(
        tr("The model's file does not say how its images were normalised, and a wrong normalisation costs "
           "accuracy in silence. So the usual ones are tried on the images of this run."),
        this);
    why->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("candidates"));
    m_list->setAccessibleName(tr("Candidates"));
    m_list->setModel(&m_candidates);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->setSectionsMovable(false);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(CandidateModel::Name, QHeaderView::Stretch);
    for (const auto& [column, sample] : {std::pair(CandidateModel::Images, tr("Images tried")),
                                         std::pair(CandidateModel::Correct, tr("100.00 %")),
                                         std::pair(CandidateModel::State, tr("clearly worse"))})
        m_list->header()->resizeSection(column, fontMetrics().horizontalAdvance(sample) +
                                                    3 * fontMetrics().averageCharWidth());
    m_list->setMinimumHeight(6 * fontMetrics().lineSpacing());
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SearchPage::refreshOffer);
    connect(&m_candidates, &QAbstractItemModel::modelReset, this, &SearchPage::refreshOffer);
    connect(m_list, &QTreeView::activated, this, [this] {
        if (m_list->selectionModel()->hasSelection()) // an Enter meant for what stood here before takes none
            takeOffered();
    });
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the search"));
    makeButtons(cancel);

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_time, 1);
    buttons->addWidget(m_use);
    buttons->addWidget(m_cancel);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(headingOf(tr("Finding the preprocessing"), content));
    column->addWidget(why);
    column->addWidget(m_list, 1);
    column->addWidget(m_progress);
    column->addLayout(buttons);
    auto* scroll = new FittingScroll(content, this);
    scroll->setMaximumWidth(pageWidth);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 24, 24, 16);
    row->addStretch(1);
    row->addWidget(scroll, 1000);
    row->addStretch(1);
    setFocusProxy(m_list);
    end();
}

// The list outlives the model, and its selection ends with it.
SearchPage::~SearchPage() {
    m_list->selectionModel()->disconnect(this);
    m_list->setModel(nullptr);
}

void SearchPage::makeButtons(QAction* cancel) {
    m_use = new QPushButton(this);
    m_use->setObjectName(QStringLiteral("useNow"));
    setTip(m_use, tr("Go on with this candidate without waiting for the end of the search"));
    m_use->setAutoDefault(true);
    connect(m_use, &QPushButton::clicked, this, &SearchPage::takeOffered);
    m_cancel = new QPushButton(tr("&Cancel run"), this);
    m_cancel->setAutoDefault(true);
    connect(m_cancel, &QPushButton::clicked, cancel, &QAction::trigger);
}

void SearchPage::follow(Evaluation* evaluation) {
    m_evaluation = evaluation;
    connect(evaluation, &Evaluation::started, this, &SearchPage::end);
    connect(evaluation, &Evaluation::prepared, this, &SearchPage::take);
    connect(evaluation, &Evaluation::opened, this, &SearchPage::end);
    connect(evaluation, &Evaluation::ended, this, &SearchPage::end);
}

void SearchPage::take(const protocol::Preparing& told, std::optional<double> remainingSeconds) {
    if (told.trials.empty())
        return end();
    m_candidates.take(told);
    const double share =
        told.total > 0 ? static_cast<double>(told.done) / static_cast<double>(told.total) : 0;
    m_progress->setValue(
        std::max(m_progress->value(), static_cast<int>(progressSteps * std::min(share, 1.0))));
    QStringList parts{tr("%1 of at most %2 images").arg(countText(told.done), countText(told.total))};
    if (remainingSeconds)
        parts << tr("at most %1").arg(remainingText(*remainingSeconds));
    m_time->setText(parts.join(QStringLiteral(" · ")));
    refreshOffer();
    if (!std::exchange(m_isSearching, true))
        Q_EMIT begun();
}

void SearchPage::end() {
    m_candidates.clear();
    m_progress->setRange(0, progressSteps);
    m_progress->setValue(0);
    m_time->clear();
    m_taken.clear();
    refreshOffer();
    if (std::exchange(m_isSearching, false))
        Q_EMIT over();
}

std::optional<int> SearchPage::offered() const {
    const QModelIndexList selected = m_list->selectionModel()->selectedRows();
    return selected.isEmpty() ? m_candidates.best() : selected.front().row();
}

void SearchPage::refreshOffer() {
    const std::optional<int> row = offered();
    m_use->setEnabled(row.has_value() && m_taken.isEmpty());
    if (!m_taken.isEmpty())
        m_use->setText(tr("Going on with %1…").arg(m_taken));
    else if (row)
        m_use->setText(tr("&Use %1 now").arg(m_candidates.name(*row).replace(u'&', QStringLiteral("&&"))));
    else
        m_use->setText(tr("&Use the best now"));
}

void SearchPage::takeOffered() {
    const std::optional<int> row = offered();
    if (!row || !m_taken.isEmpty() || m_evaluation == nullptr)
        return;
    m_taken = m_candidates.name(*row);
    const model::PreprocessingTrial& trial = m_candidates.trial(*row);
    m_evaluation->takeCandidate(trial.preprocessing, trial.maxPool);
    refreshOffer();
}

} // namespace faultline::ui
