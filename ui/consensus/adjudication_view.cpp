// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consensus/adjudication_view.h"

#include "ui/consensus/differences_view.h"
#include "ui/consensus/label_card.h"
#include "ui/fitting/elided_label.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/fitting/flow_layout.h"
#include "ui/fitting/focus_line.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QAction>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QString missingText(std::size_t missing) {
    return missing == 1 ? AdjudicationView::tr("1 answer is missing")
                        : AdjudicationView::tr("%1 answers are missing").arg(countText(missing));
}

} // namespace

AdjudicationView::AdjudicationView(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_caption(new ElidedLabel(Qt::ElideMiddle, this))
    , m_state(new ElidedLabel(Qt::ElideRight, this))
    , m_progress(new ElidedLabel(Qt::ElideRight, this))
    , m_picture(new ImageView(this))
    , m_lastDecided(new ElidedLabel(Qt::ElideRight, this))
    , m_idleText(new PlainLabel(this))
    , m_name(new QPushButton(this))
    , m_goThrough(new QPushButton(tr("Go &through them"), this))
    , m_differences(new DifferencesView(workspace, this))
    , m_showDifferences(new QAction(tr("My &differences"), this))
    , m_pictures{m_picture, &m_differences->picture()} {
    setObjectName(QStringLiteral("adjudicationView"));
    setFocusPolicy(Qt::StrongFocus);
    layOut();
    m_showDifferences->setCheckable(true);
    m_showDifferences->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F8));
    setTip(m_showDifferences, tr("The items that were decided otherwise than you had labelled them"));
    m_showDifferences->setEnabled(false);
    connect(m_showDifferences, &QAction::toggled, this, &AdjudicationView::toggleDifferences);
    connect(m_differences, &DifferencesView::itemWanted, this, &AdjudicationView::itemWanted);
    connect(m_name, &QPushButton::clicked, &workspace.adjudication(), &AdjudicationSession::name);
    connect(m_goThrough, &QPushButton::clicked, this, [this] {
        m_workspace.adjudication().goThroughIncomplete();
        setFocus(); // so that the next key decides
    });
    connect(&workspace.adjudication(), &AdjudicationSession::changed, this, &AdjudicationView::refresh);
    for (const auto signal : {&Workspace::opened, &Workspace::closed, &Workspace::found})
        connect(&workspace, signal, this, &AdjudicationView::refresh);
    connect(&workspace, &Workspace::lost, this, &AdjudicationView::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &AdjudicationView::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this, &AdjudicationView::refreshPicture);
    refresh();
}

void AdjudicationView::layOut() {
    m_caption->setObjectName(QStringLiteral("adjudicationCaption"));
    m_state->setObjectName(QStringLiteral("adjudicationState"));
    m_progress->setObjectName(QStringLiteral("adjudicationProgress"));
    QFont bold = m_caption->font();
    bold.setBold(true);
    m_caption->setFont(bold);
    m_state->setMargin(4);
    m_progress->setForegroundRole(QPalette::PlaceholderText);
    m_lastDecided->setObjectName(QStringLiteral("lastDecided"));
    m_lastDecided->setLines(2);
    m_lastDecided->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    QSizePolicy staying(QSizePolicy::Ignored, QSizePolicy::Fixed); // whatever it says, the picture stays
    staying.setRetainSizeWhenHidden(true);
    m_lastDecided->setSizePolicy(staying);
    m_lastDecided->setForegroundRole(QPalette::PlaceholderText);
    m_idleText->setObjectName(QStringLiteral("adjudicationIdle"));
    m_idleText->setAlignment(Qt::AlignCenter);
    m_idleText->setWordWrap(true);
    m_name->setObjectName(QStringLiteral("becomeAdjudicator"));
    m_goThrough->setObjectName(QStringLiteral("goThroughIncomplete"));

    m_asking = new QWidget(this);
    auto* above = new QHBoxLayout;
    above->setSpacing(12);
    above->addWidget(m_caption);
    above->addWidget(m_state);
    above->addStretch(1);
    above->addWidget(m_progress);
    auto* cards = new QWidget(m_asking);
    m_cardFlow = new FlowLayout(cards);
    auto* asking = new QVBoxLayout(m_asking);
    asking->setContentsMargins(12, 8, 12, 8);
    asking->addLayout(above);
    asking->addWidget(m_picture, 3);
    auto* said = new FittingScroll(cards, m_asking);
    said->setAccessibleName(tr("What each of them said"));
    asking->addWidget(said, 1);

    m_idle = new QWidget(this);
    auto* idle = new QVBoxLayout(m_idle);
    idle->addStretch(1);
    idle->addWidget(m_idleText);
    idle->addWidget(m_name, 0, Qt::AlignHCenter);
    idle->addWidget(m_goThrough, 0, Qt::AlignHCenter);
    idle->addStretch(1);

    auto* page = new QVBoxLayout(this); // what was decided last is told at the end of the queue, too
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    m_stack = new QStackedLayout;
    page->addLayout(m_stack, 1);
    m_lastDecided->setContentsMargins(12, 0, 12, 8);
    page->addWidget(m_lastDecided);
    m_stack->addWidget(m_asking);
    m_stack->addWidget(m_idle);
    m_stack->addWidget(m_differences);
}

void AdjudicationView::toggleDifferences(bool isOn) {
    setFocusProxy(isOn ? m_differences : nullptr); // whoever shows the page gives it the focus
    if (!isVisible()) {
        if (isOn)
            Q_EMIT wanted();
        return;
    }
    follow();
    refresh();
    setFocus();
}

/// The keys decide while the queue is seen, and not while the list is.
void AdjudicationView::follow() {
    m_workspace.setCovered(isVisible());
    m_workspace.adjudication().setActive(isVisible() && !m_showDifferences->isChecked());
}

void AdjudicationView::refresh() {
    const AdjudicationSession& adjudication = m_workspace.adjudication();
    const bool isOpen = m_workspace.study().isOpen();
    m_showDifferences->setEnabled(isOpen && !m_workspace.study().isPackage() &&
                                  !m_workspace.queue().isHeldBack());
    if (!isOpen)
        m_showDifferences->setChecked(false);
    followDecision();
    const workbench::DisputedItem* item = adjudication.current();
    if (item != nullptr)
        refreshItem(*item);
    else
        for (LabelCard* card : m_cards) {
            m_cardFlow->removeWidget(card);
            delete card; // what it told is gone
        }
    if (item == nullptr) {
        m_cards.clear();
        for (QLabel* text : {m_caption, m_state, m_progress})
            text->setText({});
        setAccessibleName(tr("Adjudication"));
    }
    m_idleText->setText(idleText());
    refreshOffer();
    const bool mayBecome = isOpen && adjudication.isKnown() && !adjudication.isNamed();
    const bool hadKeys = m_name->hasFocus();
    m_name->setVisible(mayBecome);
    m_name->setEnabled(m_workspace.study().isWritable());
    if (hadKeys && !mayBecome)
        setFocus(); // they have gone to whatever comes next
    else if (hasFocus())
        giveFocusToName();
    QString annotator = m_workspace.labelling().annotator();
    m_name->setText(tr("Adjudicate as %1").arg(annotator.replace(u'&', QStringLiteral("&&"))));
    if (item == nullptr && m_asking->isAncestorOf(window()->focusWidget()))
        setFocus(); // the key that led to the end may be struck once more
    m_stack->setCurrentWidget(m_showDifferences->isChecked() ? static_cast<QWidget*>(m_differences)
                              : item != nullptr              ? m_asking
                                                             : m_idle);
    refreshPicture();
}

void AdjudicationView::followDecision() {
    const workbench::DisputedItem* before = itemOf(m_shown);
    if (isVisible() && before != nullptr && before->decision &&
        before->decision->judgement != m_shownDecision)
        m_last = m_shown;
    const workbench::DisputedItem* last = itemOf(m_last);
    if (last == nullptr || !last->decision) // taken back
        m_last.reset();
    const workbench::DisputedItem* here = m_workspace.adjudication().current();
    m_shownDecision = here != nullptr && here->decision ? here->decision->judgement : labels::Judgement();
    const bool isHere = here != nullptr && here->sample == m_last; // its cards tell
    m_lastDecided->setText(isHere || m_showDifferences->isChecked() ? QString() : lastText());
    m_lastDecided->setVisible(!m_lastDecided->text().isEmpty());
}

const workbench::DisputedItem* AdjudicationView::itemOf(std::optional<base::SampleIndex> sample) const {
    const auto& items = m_workspace.adjudication().items();
    const auto found = std::ranges::find_if(
        items, [&](const workbench::DisputedItem& each) { return each.sample == sample; });
    return found == items.end() ? nullptr : &*found;
}

QString AdjudicationView::lastText() const {
    const workbench::DisputedItem* item = itemOf(m_last);
    if (item == nullptr || !item->decision)
        return {};
    QStringList labels;
    for (const labels::Label& label : item->labels)
        labels << tr("%1: %2").arg(m_workspace.adjudication().nameOf(*item, label.annotator),
                                   judgementInWords(label.judgement, m_workspace.study()));
    labels.sort(); // by name: their order among the cards is no order of people
    const QString whose = m_workspace.adjudication().nameOf(*item, item->decision->annotator);
    return tr("#%1  ·  %2: %3. %4")
        .arg(QString::number(item->sample.value),
             whose.isEmpty() || whose == m_workspace.labelling().annotator() ? tr("You") : whose,
             judgementInWords(item->decision->judgement, m_workspace.study()),
             labels.join(QStringLiteral(", ")));
}

void AdjudicationView::refreshItem(const workbench::DisputedItem& item) {
    const AdjudicationSession& adjudication = m_workspace.adjudication();
    QString caption = QStringLiteral("#%1").arg(item.sample.value);
    if (const QString truth = adjudication.truth(); !truth.isEmpty())
        caption += tr("  ·  it is: %1").arg(truth);
    m_caption->setText(caption);
    refreshState(item);
    refreshCards(item);
    refreshProgress(item.isDisagreeing());
    setAccessibleName(caption + QStringLiteral(". ") + m_state->text());
}

void AdjudicationView::refreshProgress(bool isOfDiffering) {
    const AdjudicationSession& adjudication = m_workspace.adjudication();
    const auto stage = isOfDiffering ? adjudication.differing() : adjudication.incomplete();
    QString progress = (isOfDiffering ? tr("%1 of %2 that differ") : tr("%1 of %2 incomplete"))
                           .arg(countText(stage.decided), countText(stage.all));
    if (adjudication.withheld() > 0)
        progress += tr("  ·  %1 wait for your own label").arg(countText(adjudication.withheld()));
    m_progress->setText(progress);
}

void AdjudicationView::refreshState(const workbench::DisputedItem& item) {
    QString text;
    if (item.decision)
        text = tr("✓ Decided: %1, by %2")
                   .arg(judgementInWords(item.decision->judgement, m_workspace.study()),
                        m_workspace.adjudication().nameOf(item, item.decision->annotator));
    else if (item.isDisagreeing())
        text = item.isIncomplete() ? tr("≠ They disagree; %1").arg(missingText(item.missing))
                                   : tr("≠ They disagree");
    else
        text = tr("… Incomplete: %1").arg(missingText(item.missing));
    m_state->setText(text);
    // Told apart by sign, words and shape, never by colour alone.
    const bool isStrong = !item.decision && item.isDisagreeing();
    m_state->setFrameShape(isStrong ? QFrame::Panel : QFrame::Box);
    m_state->setAutoFillBackground(isStrong);
    m_state->setBackgroundRole(isStrong ? QPalette::Highlight : QPalette::Window);
    m_state->setForegroundRole(isStrong ? QPalette::HighlightedText : QPalette::WindowText);
}

void AdjudicationView::refreshCards(const workbench::DisputedItem& item) {
    while (m_cards.size() < item.labels.size()) {
        m_cards.push_back(new LabelCard(this));
        m_cardFlow->addWidget(m_cards.back());
        m_cards.back()->show();
    }
    while (m_cards.size() > item.labels.size()) { // what it told is gone
        m_cardFlow->removeWidget(m_cards.back());
        delete m_cards.back();
        m_cards.pop_back();
    }
    for (std::size_t i = 0; i < item.labels.size(); ++i) {
        const QString name = m_workspace.adjudication().nameOf(item, item.labels[i].annotator);
        m_cards[i]->setLabel(name.isEmpty() ? tr("Label %1").arg(i + 1) : name, item.labels[i],
                             m_workspace.study());
    }
}

void AdjudicationView::refreshPicture() {
    const workbench::DisputedItem* item = m_workspace.adjudication().current();
    m_shown = item != nullptr ? std::optional(item->sample) : std::nullopt;
    if (m_showDifferences->isChecked())
        return;       // one whole picture is held at a time: it is the list's
    if (!isVisible()) // or another page's
        item = nullptr;
    m_picture->setImage(item != nullptr ? m_workspace.pixels().whole(item->sample).image : QImage());
    m_picture->setAccessibleName(item != nullptr ? tr("Picture of #%1").arg(item->sample.value) : QString());
}

QString AdjudicationView::idleText() const {
    const AdjudicationSession& adjudication = m_workspace.adjudication();
    if (!m_workspace.study().isOpen() || !adjudication.isKnown())
        return {};
    if (!adjudication.isNamed())
        return tr("%1 is no adjudicator of this study.\n\nAn adjudicator decides where annotators differ, "
                  "with "
                  "each label and note in sight, and names only after the decision. Decisions change "
                  "nobody's "
                  "label: they count where the adjudicated labels are asked for.")
            .arg(m_workspace.labelling().annotator());
    const bool isAllSeen = adjudication.withheld() == 0;
    QString text = !adjudication.items().empty() ? doneText()
                   : isAllSeen ? tr("Nothing is disputed: there is no item on which two annotators differ.")
                               : tr("Nothing that you may see by now is disputed.");
    if (!isAllSeen)
        text += QStringLiteral("\n\n") +
                tr("%1 more wait until you have answered them yourself, blind, in the session.")
                    .arg(countText(adjudication.withheld()));
    return text;
}

QString AdjudicationView::doneText() const {
    const auto differing = m_workspace.adjudication().differing();
    const auto others = m_workspace.adjudication().incomplete();
    QString text = differing.all == 1  ? tr("The one that differs is decided")
                   : differing.all > 1 ? tr("All %1 that differ are decided").arg(countText(differing.all))
                   : m_workspace.adjudication().withheld() > 0
                       ? tr("Of what you may see by now there is no item on which two annotators differ")
                       : tr("There is no item on which two annotators differ");
    if (others.decided > 0 && differing.all > 0) // all the same
        text += tr(", and %1 on which nobody differs").arg(countText(others.decided));
    else if (others.decided == 1)
        text += tr("; 1 on which nobody differs is decided");
    else if (others.decided > 1)
        text += tr("; %1 on which nobody differs are decided").arg(countText(others.decided));
    text += u'.';
    if (differing.decided + others.decided > 0)
        text += tr(" Backspace goes back.");
    if (others.open() > 0) // nobody need wait for them, and nobody need decide them
        text +=
            QStringLiteral("\n\n") +
            (others.open() == 1
                 ? tr("1 lacks an answer, and so far nobody differs on it.")
                 : tr("%1 lack an answer, and so far nobody differs on them.").arg(countText(others.open())));
    return text;
}

void AdjudicationView::refreshOffer() {
    const AdjudicationSession& adjudication = m_workspace.adjudication();
    const bool hadKeys = m_goThrough->hasFocus();
    m_goThrough->setVisible(adjudication.isNamed() && adjudication.current() == nullptr &&
                            adjudication.incomplete().open() > 0);
    m_goThrough->setEnabled(m_workspace.study().isWritable());
    if (hadKeys && (!m_goThrough->isVisible() || !m_goThrough->isEnabled()))
        setFocus();
}

void AdjudicationView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_workspace.labelling().watch(this, [this] { return PictureView{m_shown, m_picture->zoom()}; });
    follow();
    refresh();
}

void AdjudicationView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (event->reason() != Qt::BacktabFocusReason) // whoever comes from it leaves the page
        giveFocusToName();
}

/// Where it is the one thing that can be done here.
void AdjudicationView::giveFocusToName() {
    if (!m_name->isVisible() || !m_name->isEnabled())
        return;
    window()->setAttribute(Qt::WA_KeyboardFocusChange); // as by Tab: the style shows that it has the keys
    m_name->setFocus();
}

void AdjudicationView::paintEvent(QPaintEvent*) {
    paintFocusLine(*this);
}

void AdjudicationView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_workspace.labelling().forget(this);
    follow();
    m_showDifferences->setChecked(false);
}

} // namespace faultline::ui
